package dev.luna.cli;

import dev.luna.json.Json;
import dev.luna.signing.PublicKey;
import dev.luna.signing.Seal;
import dev.luna.signing.SigningKeyStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

@Command(
    name = "verify-report",
    description = "Check that a report of the system information is as it was signed.",
    footer =
        "Exit code: 0 it is, 3 it was changed or signed by somebody else (and how), 1 failure.")
final class VerifyReportCommand implements Callable<Integer> {
  private static final int NOT_GENUINE = 3;

  @Mixin private CommonOptions common = new CommonOptions();
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description =
          "Public key, as luna-admin keys report prints it; without it those of this installation.")
  private @Nullable String key;

  @Parameters(paramLabel = "FILE", description = "Body of an answer of GET /4/luna_sys_info.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws IOException {
    JsonNode report;
    try {
      report = Json.MAPPER.readTree(Files.readString(file));
    } catch (JacksonException | java.nio.charset.CharacterCodingException e) {
      System.err.println(file + " is not JSON");
      return NOT_GENUINE;
    }
    var finding = Seal.check(report, keys());
    if (!finding.problem().isEmpty()) {
      System.out.println("The report cannot be believed: " + finding.problem());
    }
    finding.changes().forEach(System.out::println);
    if (finding.isGenuine()) {
      System.out.println("The report is as it was signed.");
    }
    return finding.isGenuine() ? 0 : NOT_GENUINE;
  }

  private List<PublicKey> keys() {
    if (key == null) {
      try (var installation = Installation.open(common.config(Map.of()))) {
        return new SigningKeyStore(installation.database()).known();
      }
    }
    try {
      return List.of(PublicKey.parse(key));
    } catch (IllegalArgumentException e) {
      if (spec == null) {
        throw e;
      }
      throw new ParameterException(spec.commandLine(), "--key: " + e.getMessage(), e);
    }
  }
}
