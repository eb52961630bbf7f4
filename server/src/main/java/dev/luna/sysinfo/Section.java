package dev.luna.sysinfo;

import dev.luna.db.Counter;
import dev.luna.db.Counters;
import dev.luna.licence.Feature;
import dev.luna.licence.Licence;
import dev.luna.licence.Term;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A part of the system information that can fail by itself.
 *
 * @param name its key
 * @param without what stands there when it cannot be had
 */
public record Section(String name, @Nullable Object without, Supplier<?> source) {
  /** Statistics of an installation that keeps none. */
  public static final Map<String, List<Object>> NO_STATISTICS =
      Map.of(
          "estimators_stats", List.of(),
          "estimators_performance_stats", List.of(),
          "image_processing_stats", List.of(),
          "routes_stats", List.of());

  private static final List<Counter> DESCRIPTORS =
      List.of(
          Counter.FACE_DESCRIPTORS, Counter.EVENT_FACE_DESCRIPTORS, Counter.EVENT_BODY_DESCRIPTORS);

  /** Those of the contract, in its order; all numbers are kept and not counted. */
  public static List<Section> all(
      Versions versions,
      Counters counters,
      StoredSettings settings,
      Licence licence,
      Supplier<?> statistics) {
    return List.of(
        new Section("services_versions", Map.of(), versions::byPart),
        new Section("descriptor_info", List.of(), () -> descriptors(counters)),
        new Section("configs", List.of(), settings::entries),
        new Section(
            "current_faces_attributes_count",
            null,
            () -> counters.value(Counter.FACE_ATTRIBUTES, Counter.ALL)),
        new Section(
            "license_info",
            features(feature -> new Term(false, null)),
            () -> {
              var terms = licence.terms();
              return features(terms::get);
            }),
        new Section("stats", NO_STATISTICS, statistics));
  }

  private record DescriptorCount(int descriptorVersion, long descriptorCount) {}

  private static List<DescriptorCount> descriptors(Counters counters) {
    var all = new TreeMap<Integer, Long>();
    for (var counter : DESCRIPTORS) {
      counters
          .values(counter)
          .forEach((version, count) -> all.merge(Integer.valueOf(version), count, Long::sum));
    }
    return all.entrySet().stream()
        .map(entry -> new DescriptorCount(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static Map<String, @Nullable Term> features(Function<Feature, @Nullable Term> term) {
    var all = new LinkedHashMap<String, @Nullable Term>();
    for (var feature : Feature.values()) {
      all.put(feature.key(), term.apply(feature));
    }
    return all;
  }
}
