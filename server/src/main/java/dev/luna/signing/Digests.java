package dev.luna.signing;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Digests of the sections of a document and of what is in them, so that a change can be named: by
 * section {@code {"digest": text, "parts": {name: digest} or [digest]}}.
 */
final class Digests {
  private static final String DIGEST = "digest";
  private static final String PARTS = "parts";

  private Digests() {}

  static ObjectNode of(ObjectNode document) {
    var all = JsonNodeFactory.instance.objectNode();
    for (var field : document.properties()) {
      var section = field.getValue();
      var entry = all.putObject(field.getKey()).put(DIGEST, digest(section));
      if (section.isObject()) {
        var parts = entry.putObject(PARTS);
        section.properties().forEach(part -> parts.put(part.getKey(), digest(part.getValue())));
      } else if (section.isArray()) {
        var parts = entry.putArray(PARTS);
        section.forEach(part -> parts.add(digest(part)));
      }
    }
    return all;
  }

  /** What of a document is not as it was when these digests were made, as sentences. */
  static List<String> changes(JsonNode signed, ObjectNode document) {
    var now = of(document);
    var names = new TreeSet<>(signed.propertyNames());
    names.addAll(now.propertyNames());
    var changes = new ArrayList<String>();
    for (String name : names) {
      var before = signed.path(name);
      var after = now.path(name);
      if (before.isMissingNode()) {
        changes.add(name + " was added");
      } else if (after.isMissingNode()) {
        changes.add(name + " was removed");
      } else if (!before.path(DIGEST).equals(after.path(DIGEST))) {
        changes.addAll(parts(name, before.path(PARTS), after.path(PARTS), document.path(name)));
      }
    }
    return List.copyOf(changes);
  }

  private static List<String> parts(
      String name, JsonNode before, JsonNode after, JsonNode section) {
    var changes = new ArrayList<String>();
    if (before.isObject() && after.isObject()) {
      var names = new TreeSet<>(before.propertyNames());
      names.addAll(after.propertyNames());
      for (String part : names) {
        if (!before.has(part)) {
          changes.add("%s.%s was added".formatted(name, part));
        } else if (!after.has(part)) {
          changes.add("%s.%s was removed".formatted(name, part));
        } else if (!before.path(part).equals(after.path(part))) {
          changes.add("%s.%s was changed".formatted(name, part));
        }
      }
    } else if (before.isArray() && after.isArray()) {
      changes.addAll(entries(name, before, after, section));
    }
    return changes.isEmpty() ? List.of(name + " was changed") : changes;
  }

  private static List<String> entries(
      String name, JsonNode before, JsonNode after, JsonNode section) {
    var changes = new ArrayList<String>();
    if (before.size() != after.size()) {
      changes.add("%s has %d entries, %d were signed".formatted(name, after.size(), before.size()));
    }
    var known = new HashSet<JsonNode>();
    before.forEach(known::add);
    for (int i = 0; i < after.size(); i++) {
      boolean isSame =
          before.size() == after.size()
              ? before.get(i).equals(after.get(i))
              : known.contains(after.get(i));
      if (!isSame) {
        String label = section.get(i).path("name").asString("");
        changes.add(
            "%s[%d]%s was changed or added"
                .formatted(name, i, label.isEmpty() ? "" : " (" + label + ")"));
      }
    }
    return changes;
  }

  private static String digest(JsonNode value) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(CanonicalJson.bytes(value));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
