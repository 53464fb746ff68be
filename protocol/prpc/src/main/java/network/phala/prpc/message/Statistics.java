package network.phala.prpc.message;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.phala.prpc.Field;

/// Counters since start.
public interface Statistics {
    /// The original spells it so. Ids in hex; `all` adds every contract.
    public record StatisticsReqeust(
            @Field(value = 1, json = Field.Json.DEFAULTED) List<String> contracts,
            @Field(value = 2, json = Field.Json.DEFAULTED) boolean all) {}

    /// `uptime` in seconds.
    public record StatisticsResponse(
            @Field(1) long uptime,
            @Field(2) int cores,
            @Field(3) Optional<QueryStats> query,
            @Field(4) Optional<HttpEgressStats> httpEgress) {}

    /// Queries, in all and by contract id.
    public record QueryStats(
            @Field(1) Optional<QueryCounters> global,
            @Field(2) Map<String, QueryCounters> byContract) {}

    /// `time` in milliseconds.
    public record QueryCounters(
            @Field(1) long total,
            @Field(2) long dropped,
            @Field(3) long time) {}

    /// HTTP requests of contracts, in all and by contract id.
    public record HttpEgressStats(
            @Field(1) Optional<HttpCounters> global,
            @Field(2) Map<String, HttpCounters> byContract) {}

    /// `failures` are answers other than 2xx, and errors.
    public record HttpCounters(
            @Field(1) long requests,
            @Field(2) long failures,
            @Field(3) Map<Integer, Long> byStatusCode) {}
}
