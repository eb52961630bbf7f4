package dev.luna.tasks.schedules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.time.LocalTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronExpressionTest {
  /** 2026-11-23 is a Monday. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "* * * * *       | 2026-11-23 | true",
        "* * * * 1       | 2026-11-23 | true",
        "* * * * mon     | 2026-11-23 | true",
        "* * * * MON-fri | 2026-11-23 | true",
        "* * * * 2       | 2026-11-23 | false",
        "* * * * 0       | 2026-11-22 | true",
        "* * * * 7       | 2026-11-22 | true",
        "* * * * 5-7     | 2026-11-22 | true",
        "* * * * 5-7     | 2026-11-23 | false",
        "* * * * sun-tue | 2026-11-22 | true",
        "* * * * sun-tue | 2026-11-24 | true",
        "* * * * sun-tue | 2026-11-25 | false",
        "* * * * 0-7     | 2026-11-25 | true",
        "* * 23 * *      | 2026-11-23 | true",
        "* * 1-31/2 * *  | 2026-11-23 | true",
        "* * 1-31/2 * *  | 2026-11-24 | false",
        "* * 20/3 * *    | 2026-11-23 | true",
        "* * 20/3 * *    | 2026-11-19 | false",
        "* * * nov *     | 2026-11-23 | true",
        "* * * 1-10 *    | 2026-11-23 | false",
        // Both restricted: either; an asterisk with a step does not restrict: both.
        "* * 1 * 1       | 2026-11-23 | true",
        "* * 23 * 5      | 2026-11-23 | true",
        "* * 1 * 5       | 2026-11-23 | false",
        "* * */2 * 1     | 2026-11-23 | true",
        "* * */2 * 1     | 2026-11-30 | false",
        "* * */2 * 1     | 2026-11-25 | false",
        "* * 23 * */2    | 2026-11-23 | false",
      })
  void daysFit(String cron, LocalDate date, boolean fits) {
    assertThat(CronExpression.parse(cron).fits(date)).isEqualTo(fits);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5 4 * * *          | 04:05 | true",
        "5 4 * * *          | 04:06 | false",
        "*/15 * * * *       | 13:45 | true",
        "*/15 * * * *       | 13:46 | false",
        "1,2-4,*/20 4 * * * | 04:03 | true",
        "1,2-4,*/20 4 * * * | 04:40 | true",
        "1,2-4,*/20 4 * * * | 04:05 | false",
        "@hourly            | 17:00 | true",
        "@hourly            | 17:01 | false",
        "@daily             | 00:00 | true",
        "@DAILY             | 01:00 | false",
      })
  void timesFit(String cron, LocalTime time, boolean fits) {
    assertThat(CronExpression.parse(cron).fits(time)).isEqualTo(fits);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "* * * *",
        "0 0 4 * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * 32 * *",
        "* * * 13 *",
        "* * * * 8",
        "*/0 * * * *",
        "*/70 * * * *",
        "-1 * * * *",
        "5- * * * *",
        "9-5 * * * *",
        "a b c d e",
        "* * L * *",
        "* * ? * *",
        "* * * * 1#2",
        "* * * * 1L",
        "* * 15W * *",
        "@reboot",
        "@every 5m",
        "99999999999 * * * *",
        "\u0665 * * * *",
        "1,,2 * * * *",
      })
  void whatIsNoExpressionIsRefused(String text) {
    assertThatThrownBy(() -> CronExpression.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .isNotBlank();
  }

  @Test
  void aVeryLongExpressionIsRefused() {
    assertThatThrownBy(() -> CronExpression.parse("1,".repeat(1000) + "1 * * * *"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void itIsSaidInWords() {
    assertThat(CronExpression.parse("5 4 * * *").words()).isEqualTo("at 04:05");
    assertThat(CronExpression.parse("*/15 * * * *").words()).isEqualTo("every 15 minutes");
    assertThat(CronExpression.parse("@weekly").words()).contains("00:00").contains("Sunday");
  }
}
