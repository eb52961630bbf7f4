package dev.luna.audit;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A change that an account made, or tried to make where the service failed.
 *
 * @param login of the account at that time
 * @param address where the connection came from
 * @param forwardedFor for whom a proxy, or whoever says to be one, sent it
 * @param operation its id in the specification
 * @param path with the query, as it came
 * @param objectId of what was changed, where that is one object
 * @param status HTTP status; from 500 on the change may have been made in part
 * @param before what was there, without secrets; null where it is not known or there was nothing
 * @param after likewise
 */
public record Entry(
    UUID entryId,
    Instant createTime,
    String requestId,
    UUID accountId,
    String login,
    String address,
    @Nullable String forwardedFor,
    String operation,
    String method,
    String path,
    @Nullable String objectId,
    int status,
    @Nullable JsonNode before,
    @Nullable JsonNode after) {}
