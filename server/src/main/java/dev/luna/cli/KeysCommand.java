package dev.luna.cli;

import dev.luna.config.Config;
import dev.luna.secrets.KnownKeyStore;
import dev.luna.secrets.Vault;
import dev.luna.signing.InstallationKey;
import dev.luna.signing.SigningKeyStore;
import dev.luna.tasks.notifications.Policies;
import dev.luna.tasks.notifications.StoredPolicies;
import dev.luna.tasks.notifications.Webhook;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "keys", description = "Look after the installation's keys.")
final class KeysCommand implements Callable<Integer> {
  @Mixin private CommonOptions common = new CommonOptions();

  @Parameters(
      paramLabel = "ACTION",
      description = {
        "webhook: print the key that webhooks are signed with, for those who receive them.",
        "report: print the public key that the system information is signed with, for those who"
            + " check it elsewhere.",
        "rotate: put a new key into use and encrypt all secrets with it. Webhooks are signed with"
            + " the old keys too for as long as these are in the file.",
        "forget: give up secrets whose keys are lost, so that the service starts with other keys."
      })
  private Action action = Action.WEBHOOK;

  private enum Action {
    WEBHOOK,
    REPORT,
    ROTATE,
    FORGET
  }

  @Override
  public Integer call() {
    var config = common.config(Map.of());
    return switch (action) {
      case WEBHOOK -> {
        System.out.println(Webhook.text(vault(config).webhookKeys().getFirst()));
        yield 0;
      }
      case REPORT -> report(config);
      case ROTATE -> rotate(config);
      case FORGET -> forget(config);
    };
  }

  private static int report(Config config) {
    var vault = vault(config);
    try (var installation = Installation.open(config)) {
      var store = new SigningKeyStore(installation.database());
      var key = new InstallationKey(store, vault, Clock.systemUTC(), new SecureRandom());
      System.out.println(key.get().publicKey().text());
      return 0;
    }
  }

  private static int rotate(Config config) {
    var vault = vault(config);
    try (var installation = Installation.open(config)) {
      var known = new KnownKeyStore(installation.database());
      if (!known.join(vault.keyIds())) {
        System.err.println("the secrets in this database are encrypted with other keys");
        return 1;
      }
      vault.rotate();
      known.join(vault.keyIds());
      int changed =
          new StoredPolicies(installation.database())
              .rewrite(stored -> Policies.resealed(stored, vault));
      int _ =
          new SigningKeyStore(installation.database())
              .rewrite(stored -> InstallationKey.resealed(stored, vault));
      System.out.printf("A new key is in use, %d policies and callbacks have it.%n", changed);
      return 0;
    }
  }

  private static int forget(Config config) {
    try (var installation = Installation.open(config)) {
      new KnownKeyStore(installation.database()).forget();
      System.out.println("The keys that this database knew are forgotten.");
      return 0;
    }
  }

  private static Vault vault(Config config) {
    return Vault.open(config.secrets().keyFile(config.storage()));
  }
}
