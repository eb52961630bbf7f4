package dev.luna.monitoring.influx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LineTest {
  @Test
  void fieldsHaveTheirTypes() {
    assertThat(
            new Line("requests")
                .tag("route", "GET:/4/accounts/{account_id}")
                .field("execution_time", 0.25)
                .field("count", 3)
                .field("request_id", "1536751345,x")
                .at(17))
        .isEqualTo(
            "requests,route=GET:/4/accounts/{account_id}"
                + " execution_time=0.25,count=3i,request_id=\"1536751345,x\" 17");
  }

  @Test
  void separatorsAreEscapedWhereTheySeparate() {
    assertThat(
            new Line("a series,=")
                .tag("a key,=", "a value,=\"")
                .tag("empty", "")
                .tag("end", "back\\")
                .tag("line", "one\ntwo\rthree")
                .field("f =,", "say \"a\\b\", c=d\ne")
                .at(1))
        .isEqualTo(
            "a\\ series\\,=,a\\ key\\,\\==a\\ value\\,\\=\",end=back/,line=one_two_three"
                + " f\\ \\=\\,=\"say \\\"a\\\\b\\\", c=d\ne\" 1");
  }

  @Test
  void theOldestGiveWayAndAreCounted() {
    var buffer = new Buffer(3);
    for (int i = 0; i < 5; i++) {
      buffer.add(new Line("s").field("i", i), 10);
    }

    assertThat(buffer.dropped()).isEqualTo(2);
    var taken = buffer.take(2);
    assertThat(taken).containsExactly("s i=2i 12", "s i=3i 13");
    buffer.add(new Line("s").field("i", 5), 100);
    buffer.giveBack(taken);
    assertThat(buffer.dropped()).isEqualTo(3);
    assertThat(buffer.take(9)).isEqualTo(List.of("s i=3i 13", "s i=4i 14", "s i=5i 100"));
    assertThat(buffer.size()).isZero();
  }
}
