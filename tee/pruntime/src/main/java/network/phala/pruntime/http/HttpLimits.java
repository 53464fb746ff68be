package network.phala.pruntime.http;

import java.time.Duration;
import network.phala.pruntime.HeapParts;

/// What one port bears of its clients together and of each.
///
/// @param connections how many at once; one more takes the place of who has waited longest without asking anything
/// @param silence how long a client may be silent, between requests and within one
/// @param head how long the head of a request may take from its first byte to its last
/// @param stall how long a client may take nothing of its answer
/// @param largeBodyBytes what bodies beyond [HttpBodies#SMALL] may occupy together
/// @param hugeBodyBytes the same of calls that take more than [HttpBodies#HUGE]
/// @param largeAnswerBytes what answers beyond [HttpExchange#SMALL_ANSWER] may
/// @param headBytes what heads beyond [HeadRoom#SMALL] may
record HttpLimits(
        int connections,
        Duration silence,
        Duration head,
        Duration stall,
        long largeBodyBytes,
        long hugeBodyBytes,
        long largeAnswerBytes,
        long headBytes) {
    private static final int CONNECTIONS_MAX = 8192;
    private static final int CONNECTIONS_MIN = 512;

    /// The operator brings whole chain states: a quarter of the heap is for them.
    static HttpLimits standard() {
        HeapParts heap = HeapParts.here();
        return of(heap.clients(), heap.heap() / 4);
    }

    static HttpLimits forStrangers() {
        long clients = HeapParts.here().clients();
        return of(clients, bodies(clients));
    }

    private static HttpLimits of(long clientBytes, long hugeBytes) {
        Duration minute = Duration.ofMinutes(1);
        return new HttpLimits(
                connections(clientBytes / 4),
                minute,
                minute,
                minute,
                bodies(clientBytes),
                hugeBytes,
                clientBytes / 4,
                clientBytes / 8);
    }

    private static long bodies(long clientBytes) {
        return clientBytes * 3 / 8;
    }

    /// So many that what each may send without taking room is no more than this.
    static int connections(long clientBytes) {
        return Math.clamp(clientBytes / HttpServer.CONNECTION_BYTES, CONNECTIONS_MIN, CONNECTIONS_MAX);
    }

    HttpLimits withConnections(int count) {
        return new HttpLimits(count, silence, head, stall, largeBodyBytes, hugeBodyBytes, largeAnswerBytes, headBytes);
    }

    HttpLimits withHead(Duration most) {
        return new HttpLimits(
                connections, silence, most, stall, largeBodyBytes, hugeBodyBytes, largeAnswerBytes, headBytes);
    }

    HttpLimits withStall(Duration most) {
        return new HttpLimits(
                connections, silence, head, most, largeBodyBytes, hugeBodyBytes, largeAnswerBytes, headBytes);
    }

    HttpLimits withLargeBodyBytes(long most) {
        return new HttpLimits(connections, silence, head, stall, most, most, largeAnswerBytes, headBytes);
    }

    HttpLimits withLargeAnswerBytes(long most) {
        return new HttpLimits(connections, silence, head, stall, largeBodyBytes, hugeBodyBytes, most, headBytes);
    }

    HttpLimits withHeadBytes(long most) {
        return new HttpLimits(connections, silence, head, stall, largeBodyBytes, hugeBodyBytes, largeAnswerBytes, most);
    }
}
