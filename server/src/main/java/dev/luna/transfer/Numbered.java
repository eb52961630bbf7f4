package dev.luna.transfer;

/** A line and where it stood. */
record Numbered<T extends Line>(long number, T line) {}
