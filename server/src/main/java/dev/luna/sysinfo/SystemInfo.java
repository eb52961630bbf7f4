package dev.luna.sysinfo;

import dev.luna.json.Json;
import dev.luna.signing.Seal;
import dev.luna.signing.SigningKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The signed report of an installation. Sections are gathered at the same time; one that fails, or
 * does not come in time, is told of in {@code errors} and takes nothing else with it. One that
 * hangs is not asked again before it has answered.
 */
public final class SystemInfo {
  private static final Logger LOG = LoggerFactory.getLogger(SystemInfo.class);

  private final List<Section> sections;
  private final Supplier<SigningKey> key;
  private final Duration longest;
  private final Map<String, FutureTask<Object>> running = new ConcurrentHashMap<>();

  /**
   * @param key what the report is signed with
   * @param longest how long all of it may take
   */
  public SystemInfo(List<Section> sections, Supplier<SigningKey> key, Duration longest) {
    this.sections = List.copyOf(sections);
    this.key = key;
    this.longest = longest;
  }

  /** What is wrong with a section. */
  private record Problem(String section, String description) {}

  /** The report as it is now. */
  public ObjectNode report() {
    long end = System.nanoTime() + longest.toNanos();
    var signing = ask(Seal.FIELD, key);
    var asked = new LinkedHashMap<Section, FutureTask<Object>>();
    sections.forEach(section -> asked.put(section, ask(section.name(), section.source())));
    var report = Json.MAPPER.createObjectNode();
    var problems = new java.util.ArrayList<Problem>();
    asked.forEach((section, answer) -> {
      Object value = await(section.name(), answer, end, problems);
      report.set(
          section.name(), Json.MAPPER.valueToTree(value == null ? section.without() : value));
    });
    var signer = await(Seal.FIELD, signing, end, problems);
    if (!problems.isEmpty()) {
      report.set("errors", Json.MAPPER.valueToTree(problems));
    }
    if (signer instanceof SigningKey found) {
      Seal.put(report, found);
    } else {
      report.put(Seal.FIELD, "");
    }
    return report;
  }

  private FutureTask<Object> ask(String name, Supplier<?> source) {
    return running.compute(
        name,
        (_, last) -> {
          if (last != null && !last.isDone()) {
            return last;
          }
          var question = new FutureTask<Object>(source::get);
          Thread.ofVirtual().name("sysinfo-" + name).start(question);
          return question;
        });
  }

  private @Nullable Object await(
      String name, FutureTask<Object> answer, long end, List<Problem> problems) {
    try {
      return answer.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      LOG.warn(
          "{} of the system information did not come within {}, it is left out", name, longest);
      problems.add(
          new Problem(name, "It did not answer within %d ms".formatted(longest.toMillis())));
    } catch (ExecutionException e) {
      LOG.warn("{} of the system information failed, it is left out", name, e.getCause());
      problems.add(new Problem(name, "It cannot be read now"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      problems.add(new Problem(name, "It was not waited for"));
    }
    return null;
  }
}
