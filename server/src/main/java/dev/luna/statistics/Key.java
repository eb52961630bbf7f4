package dev.luna.statistics;

/**
 * What an amount is of. Nothing that a client chooses freely gets in here: there are few of them.
 *
 * @param month as the contract writes it, {@code 2026-01}
 * @param detail empty where the topic has none
 */
record Key(String month, Topic topic, String subject, String detail) {}
