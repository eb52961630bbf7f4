package dev.luna.accounts;

import org.jspecify.annotations.Nullable;

/** New values of an account; null leaves one as it is. */
public record AccountChange(
    @Nullable AccountType accountType,
    @Nullable String login,
    @Nullable String password,
    @Nullable String description) {}
