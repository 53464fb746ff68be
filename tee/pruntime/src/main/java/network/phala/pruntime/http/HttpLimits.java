package network.phala.pruntime.http;

import java.time.Duration;

/// What one port bears of its clients together and of each.
///
/// @param connections how many at once; one more takes the place of who has waited longest without asking anything
/// @param silence how long a client may be silent, between requests and within one
/// @param head how long the head of a request may take from its first byte to its last
/// @param stall how long a client may take nothing of its answer
/// @param largeBodyBytes what bodies beyond [HttpBodies#SMALL] may occupy together
/// @param largeAnswerBytes what answers beyond that may
record HttpLimits(
        int connections, Duration silence, Duration head, Duration stall, long largeBodyBytes, long largeAnswerBytes) {
    /// A quarter of the heap for large bodies, and as much for large answers: the operator brings whole chain states.
    static HttpLimits standard() {
        return of(Runtime.getRuntime().maxMemory() / 4);
    }

    /// For a port that strangers reach, half of that: what is done with a body takes as much again, and twice.
    static HttpLimits forStrangers() {
        return of(Runtime.getRuntime().maxMemory() / 8);
    }

    private static HttpLimits of(long largeBytes) {
        Duration minute = Duration.ofMinutes(1);
        return new HttpLimits(8192, minute, minute, minute, largeBytes, largeBytes);
    }

    HttpLimits withConnections(int count) {
        return new HttpLimits(count, silence, head, stall, largeBodyBytes, largeAnswerBytes);
    }

    HttpLimits withHead(Duration most) {
        return new HttpLimits(connections, silence, most, stall, largeBodyBytes, largeAnswerBytes);
    }

    HttpLimits withStall(Duration most) {
        return new HttpLimits(connections, silence, head, most, largeBodyBytes, largeAnswerBytes);
    }

    HttpLimits withLargeBodyBytes(long most) {
        return new HttpLimits(connections, silence, head, stall, most, largeAnswerBytes);
    }

    HttpLimits withLargeAnswerBytes(long most) {
        return new HttpLimits(connections, silence, head, stall, largeBodyBytes, most);
    }
}
