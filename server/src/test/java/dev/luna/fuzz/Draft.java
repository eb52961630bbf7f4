package dev.luna.fuzz;

import dev.luna.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A request that can still be changed; {@link #spoil} puts one wrong thing into it. */
final class Draft {
  final String method;
  final String template;
  final Map<String, String> path = new LinkedHashMap<>();
  final List<Map.Entry<String, String>> query = new ArrayList<>();
  final Map<String, String> headers = new LinkedHashMap<>();
  String mediaType = "";
  byte[] body = {};

  Draft(String method, String template) {
    this.method = method;
    this.template = template;
  }

  String target() {
    String target = template;
    for (var part : path.entrySet()) {
      target = target.replace("{" + part.getKey() + "}", encoded(part.getValue()));
    }
    var pairs = query.stream().map(pair -> encoded(pair.getKey()) + "=" + encoded(pair.getValue()));
    return query.isEmpty() ? target : target + "?" + String.join("&", pairs.toList());
  }

  /** Changes one thing for the worse. */
  void spoil(RandomGenerator random) {
    switch (random.nextInt(8)) {
      case 0 -> spoilPath(random);
      case 1, 2 -> spoilQuery(random);
      case 3 -> {
        var header = Hostile.header(random);
        headers.put(header.getFirst(), header.getLast());
      }
      case 4 -> spoilBytes(random);
      default -> spoilValue(random);
    }
  }

  private void spoilPath(RandomGenerator random) {
    if (path.isEmpty()) {
      spoilQuery(random);
    } else {
      path.put(any(List.copyOf(path.keySet()), random), Hostile.text(random));
    }
  }

  private void spoilQuery(RandomGenerator random) {
    if (query.isEmpty() || random.nextInt(5) == 0) {
      query.add(Map.entry(Hostile.text(random), Hostile.text(random)));
      return;
    }
    int place = random.nextInt(query.size());
    var pair = query.get(place);
    switch (random.nextInt(4)) {
      case 0 -> query.add(pair);
      case 1 -> query.remove(place);
      default -> query.set(place, Map.entry(pair.getKey(), Hostile.text(random)));
    }
  }

  private void spoilBytes(RandomGenerator random) {
    switch (random.nextInt(4)) {
      case 0 -> mediaType = Hostile.mediaType(random);
      case 1 -> body = Arrays.copyOf(body, random.nextInt(body.length + 1));
      case 2 -> {
        body = body.clone();
        for (int i = 0; i < body.length; i += 1 + random.nextInt(body.length)) {
          body[i] = (byte) random.nextInt();
        }
      }
      default -> body = Hostile.body(random);
    }
  }

  private void spoilValue(RandomGenerator random) {
    if (!mediaType.equals("application/json") || body.length == 0) {
      spoilQuery(random);
      return;
    }
    JsonNode tree;
    try {
      tree = Json.MAPPER.readTree(body);
    } catch (RuntimeException e) {
      spoilBytes(random);
      return;
    }
    var containers = new ArrayList<JsonNode>();
    collect(tree, containers);
    if (containers.isEmpty()) {
      tree = Hostile.json(random);
    } else {
      spoil(any(containers, random), random);
    }
    body = Json.MAPPER.writeValueAsBytes(tree);
  }

  private static void spoil(JsonNode container, RandomGenerator random) {
    if (container instanceof ArrayNode array) {
      if (array.isEmpty() || random.nextInt(4) == 0) {
        array.add(Hostile.json(random));
      } else {
        array.set(random.nextInt(array.size()), Hostile.json(random));
      }
    } else if (container instanceof ObjectNode object) {
      var names = List.copyOf(object.propertyNames());
      if (names.isEmpty() || random.nextInt(8) == 0) {
        object.set(Hostile.text(random), Hostile.json(random));
      } else if (random.nextInt(6) == 0) {
        object.remove(any(names, random));
      } else {
        object.set(any(names, random), Hostile.json(random));
      }
    }
  }

  private static void collect(JsonNode node, List<JsonNode> containers) {
    if (node.isContainer()) {
      containers.add(node);
      node.forEach(child -> collect(child, containers));
    }
  }

  /** The request as a line of a shell, to be tried again by hand. */
  @Override
  public String toString() {
    var line = new StringBuilder("curl -X " + method + " '" + target() + "'");
    headers.forEach((name, value) -> line.append(" -H '%s: %s'".formatted(name, value)));
    line.append(" -H 'Content-Type: %s'".formatted(mediaType));
    String text = new String(body, StandardCharsets.UTF_8);
    return line.append(" -d '").append(text.replace("'", "'\\''")).append('\'').toString();
  }

  private static String encoded(String text) {
    // A dot by itself would be a step in the path before it is sent.
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace(".", "%2E");
  }

  private static <T> T any(List<T> values, RandomGenerator random) {
    return values.get(random.nextInt(values.size()));
  }
}
