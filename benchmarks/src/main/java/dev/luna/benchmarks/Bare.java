package dev.luna.benchmarks;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A bare Helidon that sends the bytes of a file at each path it is given. */
final class Bare {
  private Bare() {}

  /** Arguments: the port, then pairs of a path and a file. */
  public static void main(String[] arguments) throws IOException {
    byte[][] bodies = new byte[arguments.length][];
    for (int n = 2; n < arguments.length; n += 2) {
      bodies[n] = Files.readAllBytes(Path.of(arguments[n]));
    }
    var _ =
        WebServer.builder()
            .host("127.0.0.1")
            .port(Integer.parseInt(arguments[0]))
            // Else a body that does not go out with the head waits for the client's ACK.
            .connectionOptions(socket -> socket.tcpNoDelay(true))
            .routing(routing -> {
              routing.get("/version", (request, response) -> response.send("bare"));
              for (int n = 1; n < arguments.length; n += 2) {
                byte[] body = bodies[n + 1];
                routing.get(
                    arguments[n],
                    (request, response) -> {
                      response.header(HeaderNames.CONTENT_TYPE, "application/json");
                      response.send(body);
                    });
              }
            })
            .build()
            .start();
  }
}
