package dev.luna.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
  @ParameterizedTest
  @CsvSource({
    "2018-07-11T09:11:41.674Z, 2018-07-11T09:11:41.674Z",
    "2018-07-11T09:11:00Z, 2018-07-11T09:11:00.000Z",
    "2018-07-11T09:11:41.674999999Z, 2018-07-11T09:11:41.674Z",
    "1969-12-31T23:59:59.999999Z, 1969-12-31T23:59:59.999Z",
    "0001-01-01T00:00:00Z, 0001-01-01T00:00:00.000Z",
    "9999-12-31T23:59:59.999Z, 9999-12-31T23:59:59.999Z"
  })
  void timesAreWrittenWithMilliseconds(Instant time, String text) {
    assertThat(Json.time(time)).isEqualTo(text);
  }
}
