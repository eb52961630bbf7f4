package dev.luna.tasks.schedules;

import com.cronutils.descriptor.CronDescriptor;
import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.field.CronFieldName;
import com.cronutils.model.field.expression.Always;
import com.cronutils.model.field.expression.And;
import com.cronutils.model.field.expression.Between;
import com.cronutils.model.field.expression.Every;
import com.cronutils.model.field.expression.FieldExpression;
import com.cronutils.model.field.expression.On;
import com.cronutils.model.field.value.FieldValue;
import com.cronutils.parser.CronParser;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.BitSet;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Five fields: minute, hour, day of month, month, day of week. Names, ranges, steps and lists; 0
 * and 7 are Sunday; {@code @hourly} and its like. As in Vixie cron, a day fits if either of the two
 * day fields fits when both are restricted, and a field that begins with an asterisk is not.
 */
public final class CronExpression {
  private static final int LONGEST = 200;
  private static final Pattern WRITTEN = Pattern.compile("[a-z0-9*/, \\t-]*");
  private static final CronDefinition UNIX =
      CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX);
  private static final Map<String, String> MACROS =
      Map.of(
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *",
          "@monthly", "0 0 1 * *",
          "@weekly", "0 0 * * 0",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@hourly", "0 * * * *");

  private final Cron cron;
  private final BitSet minutes;
  private final BitSet hours;
  private final BitSet days;
  private final BitSet months;
  private final BitSet weekdays;
  private final boolean eitherDay;

  private CronExpression(Cron cron) {
    this.cron = cron;
    this.minutes = values(field(CronFieldName.MINUTE), 0, 59);
    this.hours = values(field(CronFieldName.HOUR), 0, 23);
    this.days = values(field(CronFieldName.DAY_OF_MONTH), 1, 31);
    this.months = values(field(CronFieldName.MONTH), 1, 12);
    this.weekdays = values(field(CronFieldName.DAY_OF_WEEK), 0, 7);
    if (weekdays.get(0)) {
      weekdays.set(7);
    }
    this.eitherDay =
        isRestricted(CronFieldName.DAY_OF_MONTH) && isRestricted(CronFieldName.DAY_OF_WEEK);
  }

  /**
   * @throws IllegalArgumentException if it is no such expression; the message says what is wrong
   */
  public static CronExpression parse(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException("is longer than %d characters".formatted(LONGEST));
    }
    String lower = text.strip().toLowerCase(Locale.ROOT);
    if (lower.startsWith("@") && !MACROS.containsKey(lower)) {
      throw new IllegalArgumentException(
          "is none of " + MACROS.keySet().stream().sorted().toList());
    }
    String fields = MACROS.getOrDefault(lower, lower);
    if (!WRITTEN.matcher(fields).matches()) {
      throw new IllegalArgumentException("has characters that no field has");
    }
    int count = fields.split("\\s+").length;
    if (count != 5) {
      throw new IllegalArgumentException("has to have 5 fields, not %d".formatted(count));
    }
    // The parser knows Sunday by its name as the last day only.
    return new CronExpression(
        new CronParser(UNIX).parse(fields.replaceAll("\\bsun-(?!sun)", "0-")));
  }

  /** Whether it fits each hour, so that it follows real time through changes of the clock. */
  boolean isEveryHour() {
    return hours.cardinality() == 24;
  }

  boolean fits(LocalDate date) {
    boolean fitsDay = days.get(date.getDayOfMonth());
    boolean fitsWeekday = weekdays.get(date.getDayOfWeek().getValue());
    return months.get(date.getMonthValue())
        && (eitherDay ? fitsDay || fitsWeekday : fitsDay && fitsWeekday);
  }

  boolean fits(LocalTime time) {
    return hours.get(time.getHour()) && fitsMinute(time);
  }

  boolean fitsMinute(LocalTime time) {
    return minutes.get(time.getMinute());
  }

  BitSet hours() {
    return hours;
  }

  BitSet minutes() {
    return minutes;
  }

  /** What it says, in English: {@code at 04:05}. */
  public String words() {
    return CronDescriptor.instance(Locale.UK).describe(cron);
  }

  private FieldExpression field(CronFieldName name) {
    return cron.retrieve(name).getExpression();
  }

  private boolean isRestricted(CronFieldName name) {
    return !field(name).asString().startsWith("*");
  }

  private static BitSet values(FieldExpression field, int least, int most) {
    var values = new BitSet();
    switch (field) {
      case Always _ -> values.set(least, most + 1);
      case On on -> values.set(on.getTime().getValue());
      case Between range -> values.set(number(range.getFrom()), number(range.getTo()) + 1);
      case And list -> list.getExpressions().forEach(part -> values.or(values(part, least, most)));
      case Every step -> {
        var base = values(step.getExpression(), least, most);
        int first = base.nextSetBit(0);
        int last = step.getExpression() instanceof On ? most : base.length() - 1;
        for (int value = first; value <= last; value += step.getPeriod().getValue()) {
          values.set(value);
        }
      }
      default -> throw new IllegalArgumentException(field.asString() + " cannot be used");
    }
    return values;
  }

  private static int number(FieldValue<?> value) {
    return (Integer) value.getValue();
  }
}
