package dev.luna.cli;

import dev.luna.licence.Feature;
import dev.luna.licence.LicenceFile;
import dev.luna.licence.Term;
import dev.luna.signing.SigningKey;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "licence",
    description = "Make keys and licences, for those who give them out.",
    synopsisSubcommandLabel = "COMMAND")
final class LicenceCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw usage("a command is missing: new-key or sign");
  }

  @Command(
      name = "new-key",
      description = "Make a key to sign licences with, and print its public half.")
  int newKey(@Parameters(paramLabel = "FILE", description = "File to make.") Path file)
      throws IOException {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException e) {
      System.err.println("luna-admin: there is a file %s already".formatted(file));
      return 1;
    }
    var key = SigningKey.generate(new SecureRandom());
    Files.writeString(file, key.reveal());
    System.out.println(key.publicKey().text());
    System.err.println("This is LICENCE.PUBLIC_KEY of those who get the licences.");
    return 0;
  }

  @Command(
      name = "sign",
      description = "Make a licence. What it does not name is available without a limit.")
  int sign(
      @Option(names = "--key", required = true, paramLabel = "FILE", description = "Private key.")
          Path keyFile,
      @Option(
              names = "--customer",
              defaultValue = "",
              paramLabel = "NAME",
              description = "For whom it is.")
          String customer,
      @Option(
              names = "--feature",
              paramLabel = "NAME=VALUE",
              description =
                  "expiration_time=2030-01-01T00:00:00Z, faces_limit=100000, liveness=0 and so on;"
                      + " can be given several times.")
          @Nullable Map<String, String> features,
      @Parameters(paramLabel = "FILE", description = "File to make.") Path file)
      throws IOException {
    var terms = new EnumMap<Feature, Term>(Feature.class);
    if (features != null) {
      features.forEach((name, value) -> {
        var feature = Feature.of(name).orElseThrow(() -> usage(unknown(name)));
        terms.put(feature, term(feature, value));
      });
    }
    LicenceFile.write(file, customer, Instant.now(), terms, key(keyFile));
    System.out.println("signed: " + file);
    return 0;
  }

  private SigningKey key(Path file) throws IOException {
    try {
      return SigningKey.parse(Files.readString(file));
    } catch (IllegalArgumentException e) {
      throw usage("%s: %s".formatted(file, e.getMessage()));
    }
  }

  private Term term(Feature feature, String value) {
    try {
      return Term.parse(feature, value);
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  private static String unknown(String name) {
    return "feature '%s' is none of %s"
        .formatted(
            name,
            Arrays.stream(Feature.values()).map(Feature::key).collect(Collectors.joining(", ")));
  }

  private ParameterException usage(String message) {
    if (spec == null) {
      throw new IllegalStateException(message);
    }
    return new ParameterException(spec.commandLine(), message);
  }
}
