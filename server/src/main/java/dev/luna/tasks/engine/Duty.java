package dev.luna.tasks.engine;

import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * Work that comes back by itself and that one node of the installation does at a time.
 *
 * @param tick does one round and returns how much it did; more than 0 means that it may have more
 */
public record Duty(String name, Duration every, IntSupplier tick) {}
