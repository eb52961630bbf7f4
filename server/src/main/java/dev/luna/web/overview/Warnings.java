package dev.luna.web.overview;

import static dev.luna.web.frame.Texts.text;

import dev.luna.accounts.Accounts;
import dev.luna.check.CheckReportStore;
import dev.luna.monitoring.Health;
import dev.luna.web.frame.Show;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What an operator should do something about. */
public final class Warnings {
  private static final String MANUAL = "/docs/dev/operation.html";

  private final Accounts accounts;
  private final CheckReportStore checks;
  private final Health health;
  private final Supplier<List<String>> licence;

  /**
   * @param licence what will be a problem with it before long
   */
  public Warnings(
      Accounts accounts, CheckReportStore checks, Health health, Supplier<List<String>> licence) {
    this.accounts = accounts;
    this.checks = checks;
    this.health = health;
    this.licence = licence;
  }

  /**
   * A warning.
   *
   * @param remedy what to do, as the text of a link
   * @param path where that is done, or explained
   */
  public record Warning(String text, String remedy, String path) {}

  /** The most urgent first. */
  List<Warning> now() {
    var all = new ArrayList<Warning>();
    if (accounts.firstIsWellKnown()) {
      all.add(
          new Warning(
              text("warning.wellknown"),
              text("warning.wellknown.remedy"),
              "/search?q=" + URLEncoder.encode(Accounts.FIRST_LOGIN, StandardCharsets.UTF_8)));
    }
    health.glance().stream()
        .filter(part -> !part.problem().isEmpty())
        .forEach(part -> all.add(explained(part.problem())));
    licence.get().forEach(warning -> all.add(explained(warning)));
    checks
        .last()
        .filter(report -> !report.findings().isEmpty())
        .ifPresent(report ->
            all.add(
                explained(
                    text(
                        "warning.check",
                        Show.time(report.time()),
                        report.findings().size(),
                        report.findings().getFirst()))));
    return List.copyOf(all);
  }

  private static Warning explained(String problem) {
    return new Warning(problem, text("warning.remedy"), MANUAL);
  }
}
