package dev.luna.cli;

import dev.luna.Server.StartException;
import dev.luna.config.InvalidConfigException;
import dev.luna.db.Database;
import dev.luna.db.DatabaseHost;
import dev.luna.imagestore.ImageStoreException;
import dev.luna.sysinfo.ServiceVersion;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IVersionProvider;

/** The launcher's commands; without one it serves. */
@Command(
    name = "luna-admin",
    description = "Administration service of a face-recognition platform.",
    mixinStandardHelpOptions = true,
    versionProvider = LunaAdminCommand.Version.class,
    synopsisSubcommandLabel = "[COMMAND]",
    subcommands = {
      ServeCommand.class,
      ImportCommand.class,
      ExportCommand.class,
      DemoCommand.class,
      CheckCommand.class,
      ResetPasswordCommand.class,
      KeysCommand.class,
      LicenceCommand.class,
      VerifyReportCommand.class
    })
public final class LunaAdminCommand {
  private LunaAdminCommand() {}

  /** Runs a command line and returns the exit code. */
  public static int run(String... arguments) {
    var line = new CommandLine(new LunaAdminCommand());
    line.getSubcommands()
        .values()
        .forEach(command -> command.getCommandSpec().mixinStandardHelpOptions(true));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler((failure, command, result) -> explain(failure));
    return line.execute(withDefaultCommand(line, arguments));
  }

  private static String[] withDefaultCommand(CommandLine line, String... arguments) {
    boolean named =
        arguments.length > 0
            && (line.getSubcommands().containsKey(arguments[0])
                || line.getCommandSpec().findOption(arguments[0]) != null);
    if (named) {
      return arguments;
    }
    var whole = new String[arguments.length + 1];
    whole[0] = "serve";
    System.arraycopy(arguments, 0, whole, 1, arguments.length);
    return whole;
  }

  /** What an operator can mend is said in one line; anything else keeps its trace. */
  private static int explain(Exception failure) {
    if (failure instanceof InvalidConfigException invalid) {
      invalid.problems().forEach(problem -> System.err.println("luna-admin: " + problem));
      return ExitCode.USAGE;
    }
    if (failure instanceof NoSuchFileException missing) {
      System.err.println("luna-admin: there is no file " + missing.getFile());
    } else if (Database.isUnavailable(failure)) {
      System.err.println("luna-admin: the database does not answer: " + failure.getMessage());
    } else if (failure instanceof StartException
        || failure instanceof DatabaseHost.InUseException
        || failure instanceof ImageStoreException
        || failure instanceof UncheckedIOException
        || failure instanceof IllegalStateException) {
      System.err.println("luna-admin: " + reason(failure));
    } else {
      LoggerFactory.getLogger(LunaAdminCommand.class).error("luna-admin failed", failure);
    }
    return ExitCode.SOFTWARE;
  }

  private static String reason(Exception failure) {
    var cause = failure.getCause();
    return cause == null || cause.getMessage() == null
        ? String.valueOf(failure.getMessage())
        : failure.getMessage() + ": " + cause.getMessage();
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"luna-admin " + ServiceVersion.current().text()};
    }
  }
}
