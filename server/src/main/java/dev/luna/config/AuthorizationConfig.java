package dev.luna.config;

/** Section AUTHORIZATION: passwords and sessions. */
public record AuthorizationConfig(
    @Setting("Password of the first account, used while that account still has the default one")
        Secret firstPassword,
    @Setting(
            value = "Seconds without a request after which a session ends",
            min = 10,
            max = 31_536_000)
        int sessionIdleTimeout,
    @Setting(value = "Seconds after which a session ends in any case", min = 10, max = 31_536_000)
        int sessionLifetime,
    @Setting(
            value = "Seconds for which a verified password is not hashed again",
            min = 0,
            max = 3600)
        int credentialCacheTime,
    @Setting(
            value = "Passwords that are hashed at the same time; each takes 19 MiB",
            min = 1,
            max = 256)
        int hashConcurrency,
    @Setting(value = "Failed attempts of one login before it has to wait", min = 1, max = 1000)
        int freeAttempts) {

  static final AuthorizationConfig DEFAULT =
      new AuthorizationConfig(Secret.NONE, 1800, 43_200, 10, 4, 5);
}
