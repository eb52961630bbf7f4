package dev.luna.config;

/** Section DATABASE: which PostgreSQL, and how much of it one process may take. */
public record DatabaseConfig(
    @Setting("jdbc:postgresql://host/database; empty starts the embedded server") JdbcUrl url,
    @Setting("User, where the url names none") String user,
    @Setting("Password, where the url names none") Secret password,
    @Setting(value = "Connections for requests", min = 1, max = 200) int poolSize,
    @Setting(value = "Connections for tasks and the work around them", min = 2, max = 200)
        int workPoolSize,
    @Setting(
            value = "Milliseconds to wait for a connection before answering 10015",
            min = 250,
            max = 60_000)
        int poolTimeout,
    @Setting(
            value = "Milliseconds after which a request's statement is stopped",
            min = 100,
            max = 600_000)
        int statementTimeout) {

  static final DatabaseConfig DEFAULT =
      new DatabaseConfig(JdbcUrl.EMBEDDED, "", Secret.NONE, 10, 12, 3000, 15_000);
}
