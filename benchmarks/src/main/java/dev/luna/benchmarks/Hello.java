package dev.luna.benchmarks;

import io.helidon.webserver.WebServer;

/** A bare Helidon that says hello, on the port of the argument. */
final class Hello {
  private Hello() {}

  public static void main(String[] arguments) {
    var _ =
        WebServer.builder()
            .host("127.0.0.1")
            .port(Integer.parseInt(arguments[0]))
            .routing(
                routing -> routing.get("/version", (request, response) -> response.send("hello")))
            .build()
            .start();
  }
}
