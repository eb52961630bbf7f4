package dev.luna.fuzz;

import dev.luna.json.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What an attacker, or a broken program, puts in the place of a value. */
final class Hostile {
  /** Part of an attack on pages; none of them may ever hold it as it stands here. */
  static final String MARKUP = "<luna-fuzz";

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "\u0000",
          "a\u0000b",
          "\u007f",
          "\u202eabc",
          "\ufeff",
          "\uff21\uff22",
          "\u0130i\u0131",
          "\ud83d\udca5",
          "e\u0301".repeat(100),
          "a".repeat(300),
          "a".repeat(20_000),
          "'; drop table faces; --",
          "' or '1'='1",
          "\\",
          "\"",
          "%",
          "%00",
          "%s%n%d",
          "_",
          "${jndi:ldap://127.0.0.1/x}",
          "{{7*7}}",
          "#{7*7}",
          "../../../../etc/passwd",
          "..%2f..%2fetc%2fpasswd",
          "..\\..\\windows",
          MARKUP + " onload=alert(1)>",
          "\">" + MARKUP + ">",
          "'" + MARKUP + ">",
          "</script>" + MARKUP + ">",
          "javascript:alert(1)",
          "]]>",
          "a\r\nX-Injected: 1",
          "0",
          "-0",
          "-1",
          "00",
          "1.0",
          "2147483648",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775809",
          "1e999",
          "NaN",
          "null",
          "true",
          "2026-13-45T99:99:99Z",
          "0000-00-00T00:00:00Z",
          "2026-02-30T00:00:00Z",
          "0001-01-01T00:00:00Z",
          "9999-12-31T23:59:60Z",
          "2026-01-01T00:00:00+18:01",
          "+1000000-01-01T00:00:00Z",
          "2026-01-01T00:00:00.0000000000001Z",
          "now-30d",
          "now-99999999999999d",
          "now--1d",
          "00000000-0000-0000-0000-000000000000",
          "ffffffff-ffff-ffff-ffff-ffffffffffff",
          "FFFFFFFF-FFFF-4FFF-8FFF-FFFFFFFFFFFF",
          "{00000000-0000-4000-8000-000000000000}",
          "http://169.254.169.254/latest",
          "http://[::1]:5432/",
          "http://0x7f.1/",
          "http://a@b@c/",
          "file:///etc/passwd",
          "* * * * *",
          "*/0 * * * *",
          "0 0 31 2 *",
          "1-99999999999 * * * *",
          ",",
          ",,",
          "1,,2",
          "1,2,3",
          "1,".repeat(2000) + "1",
          "root@visionlabs.ai");

  private static final List<JsonNode> NUMBERS =
      List.of(
          NODES.numberNode(0),
          NODES.numberNode(-1),
          NODES.numberNode(1),
          NODES.numberNode(32_768),
          NODES.numberNode(Integer.MAX_VALUE),
          NODES.numberNode(Integer.MAX_VALUE + 1L),
          NODES.numberNode(Integer.MIN_VALUE - 1L),
          NODES.numberNode((1L << 53) + 1),
          NODES.numberNode(Long.MAX_VALUE),
          NODES.numberNode(Long.MIN_VALUE),
          NODES.numberNode(new BigInteger("9223372036854775808")),
          NODES.numberNode(BigInteger.TEN.pow(300)),
          NODES.numberNode(0.1),
          NODES.numberNode(1.5),
          NODES.numberNode(-0.0),
          NODES.numberNode(1e308),
          NODES.numberNode(5e-324),
          NODES.numberNode(new BigDecimal("1e-1000")));

  private static final List<JsonNode> SHAPES =
      List.of(
          NODES.nullNode(),
          NODES.booleanNode(true),
          NODES.booleanNode(false),
          NODES.arrayNode(),
          NODES.objectNode(),
          Json.MAPPER.readTree("[".repeat(90) + "]".repeat(90)),
          Json.MAPPER.readTree("{\"a\":".repeat(90) + "1" + "}".repeat(90)),
          Json.MAPPER.readTree("[" + "null,".repeat(3000) + "null]"),
          Json.MAPPER.readTree("[[],{},null,\"\",0]"),
          Json.MAPPER.readTree("{\"$ref\":\"#\",\"\":0,\"__proto__\":{},\"a.b\":[],\"~0/\":1}"));

  private static final List<byte[]> BODIES =
      List.of(
          new byte[0],
          text(" "),
          text("{"),
          text("["),
          text("\""),
          text("null"),
          text("true"),
          text("0"),
          text("-"),
          text("1e999999999"),
          text("{\"a\":1,\"a\":2}"),
          text("{\"a\":\"\\ud800\"}"),
          text("{\"a\":\"\\u0000\"}"),
          text("{}{}"),
          text("\ufeff{}"),
          text("{'a':1}"),
          text("{\"a\":1,}"),
          text("// comment\n{}"),
          text("[".repeat(100_000)),
          text("{\"a\":".repeat(100_000)),
          text("[" + "9".repeat(100_000) + "]"),
          text("{\"" + "k".repeat(60_000) + "\":1}"),
          text("a=1&b=%zz&c"),
          text("<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>"),
          "{\"login\":\"a\"}".getBytes(StandardCharsets.UTF_16),
          new byte[] {(byte) 0xc0, (byte) 0x80, (byte) 0xff, (byte) 0xfe},
          new byte[] {'{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', ':', '1', '}'},
          text("\u0089PNG\r\n\u001a\n"),
          new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0, 0, 16},
          text("BM"));

  private static final List<String> MEDIA_TYPES =
      List.of(
          "",
          "text/plain",
          "text/html",
          "application/json; charset=utf-16",
          "application/json; charset=nonsense",
          "application/json;;;",
          "application/x-www-form-urlencoded",
          "multipart/form-data; boundary=x",
          "image/jpeg",
          "image/png",
          "image/svg+xml",
          "*/*",
          "nonsense",
          "a/b/c",
          "application/" + "j".repeat(3000));

  /** Headers and values that a client library still sends. */
  private static final List<List<String>> HEADERS =
      List.of(
          List.of("Accept", "text/html"),
          List.of("Accept", "application/msgpack, ;q=9"),
          List.of("Accept", "*/*;q=nonsense"),
          List.of("Accept-Encoding", "gzip, br, nonsense;q=-1"),
          List.of("Accept-Language", "x".repeat(5000)),
          List.of("Content-Encoding", "gzip"),
          List.of("Transfer-Encoding-X", "chunked"),
          List.of("Range", "bytes=-1,5-2,99999999999999999999-"),
          List.of("If-None-Match", "*"),
          List.of("If-Modified-Since", "nonsense"),
          List.of("X-Forwarded-For", "127.0.0.1, ::1, nonsense"),
          List.of("X-Forwarded-Host", "evil.example"),
          List.of("X-HTTP-Method-Override", "DELETE"),
          List.of("Origin", "http://evil.example"),
          List.of("Sec-Fetch-Site", "cross-site"),
          List.of("Referer", "http://evil.example/"),
          List.of("Cookie", "luna_admin_session=" + "A".repeat(43)),
          List.of("Cookie", "luna_admin_session=;=;;a"),
          List.of("Cookie", "a=" + "b".repeat(7000)),
          List.of("Authorization", "Basic"),
          List.of("Authorization", "Basic !!!"),
          List.of("Authorization", "Basic bm9jb2xvbg=="),
          List.of("Authorization", "Basic OjpA"),
          List.of("Authorization", "Bearer x"),
          List.of("Authorization", "Basic " + "QUFB".repeat(1500)),
          List.of("Luna-Account-Id", "nonsense"),
          List.of("Luna-Account-Id", "00000000-0000-4000-8000-000000000000"),
          List.of("Luna-Request-Id", "1,<script>"),
          List.of("Exclude-Header", "WWW-Authorization"),
          List.of("Idempotency-Key", "a b"),
          List.of("Idempotency-Key", "x".repeat(300)),
          List.of("Idempotency-Key", "the-same-key"),
          List.of("Last-Event-ID", "nonsense"),
          List.of("Last-Event-ID", "9223372036854775808"),
          List.of("Last-Event-ID", "-1"),
          List.of("HX-Request", "true"),
          List.of("X".repeat(2000), "1"));

  private Hostile() {}

  static String text(RandomGenerator random) {
    return one(TEXTS, random);
  }

  static JsonNode json(RandomGenerator random) {
    return switch (random.nextInt(4)) {
      case 0 -> one(NUMBERS, random);
      case 1 -> one(SHAPES, random);
      default -> NODES.stringNode(text(random));
    };
  }

  static byte[] body(RandomGenerator random) {
    return one(BODIES, random);
  }

  static String mediaType(RandomGenerator random) {
    return one(MEDIA_TYPES, random);
  }

  static List<String> header(RandomGenerator random) {
    return one(HEADERS, random);
  }

  private static <T> T one(List<T> values, RandomGenerator random) {
    return values.get(random.nextInt(values.size()));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
