package network.phala.pruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Contracts whose servers do not answer, on a worker where two queries run at once.
@Timeout(600)
class SlowServersTest {
    private static final Bytes IS_IN_TRANSACTION = Bytes.fromHex("0x8e7357da");
    private static final Bytes OK = Bytes.fromHex("0x0000");
    private static final int MANY = 40;

    @TempDir
    Path data;

    private final WorkerStoryTest story = new WorkerStoryTest();
    private final List<Socket> askers = new ArrayList<>();
    private final List<Socket> asked = new ArrayList<>();
    private TestWorker worker;
    private ServerSocket silent;
    private H256 slow;
    private H256 other;

    @BeforeEach
    void start() throws Exception {
        silent = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        worker = TestWorker.start(
                TestWorker.config(data).withPrivateNetworks(true).withQueryTimeout(Duration.ofMinutes(10)));
        SyntheticChain chain = story.untilACluster(worker);
        slow = story.instantiate(worker, chain, "extension.contract", Bytes.fromHex("0xed4b9d1b"));
        other = story.instantiate(worker, chain, "hostile.contract", Bytes.fromHex("0x9bae9d5e"));
    }

    @AfterEach
    void end() throws Exception {
        for (Socket each : askers) {
            each.close();
        }
        for (Socket each : asked) {
            each.close();
        }
        silent.close();
        worker.close();
    }

    /// So many queries wait for the server when this returns.
    private void hang(int count, Bytes message) throws Exception {
        for (int i = 0; i < count; i++) {
            askers.add(QueryStoryTest.ask(worker, story.client(), slow, message));
            asked.add(silent.accept());
        }
    }

    private static void answer(Socket request) throws IOException {
        request.getOutputStream()
                .write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
    }

    private static String status(Socket asker) throws IOException {
        return new String(asker.getInputStream().readNBytes(15), StandardCharsets.US_ASCII);
    }

    private void othersAreAnswered() throws Exception {
        // marks()
        assertThat(story.client()
                        .query(worker, other, Bytes.fromHex("0x8edf3f00"))
                        .slice(0, 2))
                .isEqualTo(OK);
        assertThat(story.client().query(worker, slow, IS_IN_TRANSACTION).slice(0, 2))
                .isEqualTo(OK);
    }

    /// Twenty times as many as there are places; each gets its answer in the end.
    @Test
    void queriesThatWaitForTheNetworkHaveNoPlace() throws Exception {
        hang(MANY, QueryStoryTest.httpRequest(silent));
        assertThat(worker.pruntime().queries().waitingBytes())
                .as("each has a frame of a contract, and a connection")
                .isGreaterThan(MANY * ((128L + 256 + 64) << 10));
        othersAreAnswered();
        for (Socket each : asked) {
            answer(each);
        }
        for (Socket each : askers) {
            assertThat(status(each)).isEqualTo("HTTP/1.1 200 OK");
        }
    }

    @Test
    void norHaveScriptsThatFetchOrSleep() throws Exception {
        hang(3, QueryStoryTest.script("fetch('http://127.0.0.1:" + silent.getLocalPort() + "/')"));
        for (int i = 0; i < 3; i++) {
            askers.add(QueryStoryTest.ask(
                    worker,
                    story.client(),
                    slow,
                    QueryStoryTest.script("setTimeout(() => { globalThis.scriptOutput = 'late' }, 100000000)")));
        }
        othersAreAnswered();
    }

    /// Who leaves while his query waits is heard of: the request ends, and nothing is left of the query.
    @Test
    void whoLeavesEndsWhatWaitsForHim() throws Exception {
        hang(5, QueryStoryTest.httpRequest(silent));
        for (Socket each : askers) {
            each.close();
        }
        for (Socket each : asked) {
            readToEnd(each);
        }
        while (QueryStoryTest.counters(worker, slow).total() < 5) {
            Thread.onSpinWait();
        }
        // What was done for them on other threads hears of it a little later.
        while (worker.pruntime().queries().running() > 0) {
            Thread.onSpinWait();
        }
        othersAreAnswered();
    }

    @Test
    void theWorkerStopsThoughQueriesWait() throws Exception {
        hang(5, QueryStoryTest.httpRequest(silent));
        worker.close();
        for (Socket each : asked) {
            readToEnd(each);
        }
        while (worker.pruntime().queries().running() > 0
                || worker.pruntime().queries().waitingBytes() > 0) {
            Thread.onSpinWait();
        }
    }

    private static void readToEnd(Socket heard) throws Exception {
        try {
            heard.getInputStream().readAllBytes();
        } catch (SocketException e) {
            // A reset is an end, too.
        }
    }
}
