package network.phala.pruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Statistics;
import network.phala.scale.ScaleWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Queries over the real interface that take long: whose askers leave, and whose time is over.
class QueryStoryTest {
    private static final Bytes IS_IN_TRANSACTION = Bytes.fromHex("0x8e7357da");

    @TempDir
    Path data;

    private TestWorker worker(Duration limit) throws Exception {
        return TestWorker.start(
                TestWorker.config(data).withPrivateNetworks(true).withQueryTimeout(limit));
    }

    /// `http_request(url, "GET", [], [])` of the contract `extension`.
    static Bytes httpRequest(ServerSocket server) {
        ScaleWriter message = new ScaleWriter();
        message.write(Bytes.fromHex("0x673456f0"));
        message.writeVec(Bytes.ofUtf8("http://127.0.0.1:" + server.getLocalPort() + "/"));
        message.writeVec(Bytes.ofUtf8("GET"));
        message.writeCompact(0);
        message.writeVec(Bytes.EMPTY);
        return message.toBytes();
    }

    /// `js_eval(source, [])` of the contract `extension`.
    static Bytes script(String source) {
        ScaleWriter message = new ScaleWriter();
        message.write(Bytes.fromHex("0xbfa5d882"));
        message.writeVec(Bytes.ofUtf8(source));
        message.writeCompact(0);
        return message.toBytes();
    }

    /// Sends a query on a connection of its own, and does not wait.
    static Socket ask(TestWorker worker, TestClient client, H256 contract, Bytes message) throws Exception {
        byte[] body = client.signedRequest(contract, message).toArray();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), worker.port());
        socket.getOutputStream()
                .write(("POST " + PrpcMethod.CONTRACT_QUERY.path() + " HTTP/1.1\r\nContent-Length: " + body.length
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(body);
        return socket;
    }

    /// Both are in their scripts, which nothing but their end takes the places from: in the contract around them they
    /// would let others run.
    static List<Socket> twoThatCompute(TestWorker worker, TestClient client, H256 contract) throws Exception {
        List<Socket> askers = new ArrayList<>();
        try (ServerSocket gate = new ServerSocket(0, 2, InetAddress.getLoopbackAddress())) {
            Bytes script = script("fetch('http://127.0.0.1:" + gate.getLocalPort() + "/').then(() => { for (;;) {} })");
            List<Socket> waiting = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                askers.add(ask(worker, client, contract, script));
                waiting.add(gate.accept());
            }
            while (worker.pruntime().queries().running() > 0) {
                Thread.onSpinWait();
            }
            for (Socket each : waiting) {
                each.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                each.close();
            }
            // The reading of their answers has places, too, while they still wait.
            while (worker.pruntime().queries().waitingBytes() > 0
                    || worker.pruntime().queries().running() < 2) {
                Thread.onSpinWait();
            }
        }
        return askers;
    }

    static Statistics.QueryCounters counters(TestWorker worker, H256 contract) throws Exception {
        return worker.call(PrpcMethod.STATISTICS, new Statistics.StatisticsReqeust(List.of(contract.toHex()), false))
                .query()
                .orElseThrow()
                .byContract()
                .getOrDefault(contract.toHex(), new Statistics.QueryCounters(0, 0, 0));
    }

    /// Two places: two queries run without end, a third waits for one. All askers leave; then there is room again, and
    /// the third one has never begun.
    @Test
    @Timeout(600)
    void whoLeavesGivesHisPlaceBackAndIsNotBegun() throws Exception {
        try (TestWorker worker = worker(Duration.ofMinutes(10));
                ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            WorkerStoryTest story = new WorkerStoryTest();
            SyntheticChain chain = story.untilACluster(worker);
            H256 contract = story.instantiate(worker, chain, "extension.contract", Bytes.fromHex("0xed4b9d1b"));
            TestClient client = story.client();
            List<Socket> two = twoThatCompute(worker, client, contract);
            Socket three = ask(worker, client, contract, httpRequest(silent));
            assertThat(counters(worker, contract).total()).isZero();
            three.close();
            while (counters(worker, contract).dropped() < 1) {
                Thread.onSpinWait();
            }
            for (Socket each : two) {
                each.close();
            }
            assertThat(client.query(worker, contract, IS_IN_TRANSACTION).slice(0, 2))
                    .isEqualTo(Bytes.fromHex("0x0000"));
            while (counters(worker, contract).total() < 4) {
                Thread.onSpinWait();
            }
            assertThat(counters(worker, contract).dropped()).isEqualTo(1);
            silent.setSoTimeout(1);
            assertThat(accepted(silent))
                    .as("requests of the query that had left")
                    .isEmpty();
        }
    }

    private static Optional<Socket> accepted(ServerSocket server) throws Exception {
        try {
            return Optional.of(server.accept());
        } catch (java.net.SocketTimeoutException e) {
            return Optional.empty();
        }
    }

    /// The contract is told that its request took too long, and answers itself, if the query has time for that.
    @Test
    @Timeout(600)
    void aRequestThatTakesTooLongDoesNotKeepTheAskerWaiting() throws Exception {
        try (TestWorker worker = worker(Duration.ofMillis(500));
                ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            WorkerStoryTest story = new WorkerStoryTest();
            SyntheticChain chain = story.untilACluster(worker);
            H256 contract = story.instantiate(worker, chain, "extension.contract", Bytes.fromHex("0xed4b9d1b"));
            Bytes answer = story.client().query(worker, contract, httpRequest(silent));
            assertThat(answer.slice(0, 2)).as("%s", answer).isIn(Bytes.fromHex("0x0000"), Bytes.fromHex("0x0105"));
        }
    }
}
