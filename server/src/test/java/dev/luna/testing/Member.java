package dev.luna.testing;

import java.util.UUID;

/** An account of a test's server, and a client of it. */
public record Member(UUID id, Client client) {
  /** Registers an account of a type under a name. */
  public static Member register(TestServer server, String name, String type) {
    var answer =
        server
            .admin()
            .post(
                "/4/accounts",
                """
                {"login":"%s@example.com","password":"secret","account_type":"%s"}\
                """
                    .formatted(name, type))
            .expect(201);
    return new Member(
        UUID.fromString(answer.json().path("account_id").asString()),
        server.client().as(name + "@example.com", "secret"));
  }
}
