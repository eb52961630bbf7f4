package dev.luna;

import dev.luna.cli.LunaAdminCommand;

/** The program. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(LunaAdminCommand.run(arguments));
  }
}
