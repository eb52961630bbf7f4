package dev.luna.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes one setting of a section: its meaning for the operator and, for numbers, its range. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
  /** What it does, in one sentence. */
  String value();

  long min() default Long.MIN_VALUE;

  long max() default Long.MAX_VALUE;
}
