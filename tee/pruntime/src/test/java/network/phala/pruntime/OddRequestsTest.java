package network.phala.pruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.prpc.ProtoCodec;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A worker's port given what is no request, half a request, two requests in one, and every near miss of a query: an
/// answer that says what was wrong, and never a fault in the log.
@Timeout(900)
class OddRequestsTest {
    private static final Bytes GET = Bytes.fromHex("0x2f865bd9");
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");
    private static final String INFO = "/prpc/PhactoryAPI.GetInfo";
    private static final String POST = "POST " + INFO + " HTTP/1.1\r\n";
    private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";

    @TempDir
    Path data;

    /// @param statuses of the answers, in order; `-` for none
    private record Odd(String request, String statuses) {}

    private static Odd odd(String request, String statuses) {
        return new Odd(request, statuses);
    }

    private static Odd get(String target, String statuses) {
        return new Odd("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n", statuses);
    }

    private static List<Odd> requests() {
        return List.of(
                get("//", "404"),
                get("//x//" + INFO, "404"),
                get("/%2e%2e/", "404"),
                get("/download/%2e%2e/%2e%2e/protected_files/runtime-data.seal", "404"),
                get("/download/..%2f..%2fprotected_files%2fruntime-data.seal", "404"),
                get("/download//etc/passwd", "404"),
                get("/download/a%00b", "404"),
                get("/%00", "404"),
                get("/\0", "400"),
                get("/%zz", "400"),
                get("*", "400"),
                get("http:", "400"),
                get("//[::1", "400"),
                get("http://elsewhere" + INFO, "200"),
                get("/" + "a".repeat(1 << 20), "431"),
                get("/sidevm/zz/x", "400"),
                get("/sidevm/" + "11".repeat(32) + "/%00", "404"),
                odd("FOO / HTTP/1.1\r\n\r\n", "404"),
                odd("G\1T / HTTP/1.1\r\n\r\n", "400"),
                odd("GET " + INFO + " HTTP/1.0\r\n\r\n", "200"),
                odd("GET " + INFO + "\r\n\r\n", "400"),
                odd("GET " + INFO + " HTTP/2.0\r\n\r\n", "400"),
                odd("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", "400"),
                odd("\26\3\1\0\u00c8\1\0\0\u00c4\3\3" + "\1".repeat(193), "-"),
                odd("\26\3\1\0\n\1", "400"),
                odd(("GET " + INFO + " HTTP/1.1\r\n\r\n").repeat(5), "200,200,200,200,200"),
                odd("GET " + INFO + " HTTP/1.1\r\n\r\nnonsense\r\n\r\nGET / HTTP/1.1\r\n\r\n", "200,400"),
                odd("GET " + INFO + " HTTP/1.1\r\nX: a\rb\r\n\r\n", "400"),
                odd("GET " + INFO + " HTTP/1.1\r\nX: \0\r\n\r\n", "400"),
                odd("GET " + INFO + " HTTP/1.1\r\nX: a\r\n b\r\n\r\n", "400"),
                odd("GET " + INFO + " HTTP/1.1\r\n: a\r\n\r\n", "400"),
                odd("GET " + INFO + " HTTP/1.1\r\n" + "X: a\r\n".repeat(10_000) + "\r\n", "431"),
                odd(POST + "Content-Type: ;;;\r\n\r\n", "200"),
                odd(POST + "Content-Type: \r\n\r\n", "200"),
                odd(POST + "Content-Type: ;\r\nContent-Length: 1\r\n\r\n{", "400"),
                odd(CHUNKED + "0\r\n\r\n", "200"),
                odd(CHUNKED + "-1\r\n\r\n", "400"),
                odd(CHUNKED + "+0\r\n\r\n", "400"),
                odd(CHUNKED + "0x0\r\n\r\n", "400"),
                odd(CHUNKED + "\r\n\r\n", "400"),
                odd(CHUNKED + "ffffffffffffffff\r\nabc", "400"),
                odd(CHUNKED + "1\r\naXX0\r\n\r\n", "400"),
                odd(CHUNKED + "0;" + "a".repeat(10_000) + "\r\n\r\n", "400"),
                odd(CHUNKED + "0\r\n" + "X: y\r\n".repeat(10_000) + "\r\n", "400"),
                odd("POST /bin_api/sync_header HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n", "400"),
                smuggled(POST + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", "400"),
                smuggled(POST + "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG", "400"),
                smuggled(POST + "Content-Length: 0\r\nContent-Length: 5\r\n\r\n", "400"),
                smuggled(POST + "Content-Length: 0, 5\r\n\r\n", "400"),
                smuggled(POST + "Content-Length: +5\r\n\r\nabcde", "400"),
                smuggled(POST + "Content-Length: 99999999999999999999\r\n\r\n", "400"),
                smuggled(POST + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", "400"),
                smuggled(POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n", "501"),
                smuggled(POST + "Transfer-Encoding: x, chunked\r\n\r\n0\r\n\r\n", "501"),
                smuggled(
                        "POST " + INFO + " HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + "0\r\n\r\n",
                        "400"));
    }

    /// Behind a request whose end is in dispute nothing is taken for another one.
    private static Odd smuggled(String request, String status) {
        return new Odd(request + "GET " + INFO + " HTTP/1.1\r\n\r\n", status);
    }

    @Test
    void whatIsNoRequestIsRefusedAndNoTwoReadersDisagree() throws Exception {
        try (LogRecords log = new LogRecords();
                TestWorker worker = TestWorker.start(data)) {
            for (Odd odd : requests()) {
                assertThat(statuses(worker, odd.request()))
                        .as(odd.request()
                                .substring(0, Math.min(200, odd.request().length())))
                        .isEqualTo(odd.statuses());
            }
            assertThat(worker.info().initialized()).isFalse();
            assertThat(log.faults()).isEmpty();
        }
    }

    private static String statuses(TestWorker worker, String request) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), worker.pruntime().port())) {
            try {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                socket.shutdownOutput();
            } catch (SocketException e) {
                // Refused before its end.
            }
            StringBuilder statuses = new StringBuilder();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            for (Matcher status = STATUS.matcher(answer); status.find(); ) {
                statuses.append(statuses.isEmpty() ? "" : ",").append(status.group(1));
            }
            return statuses.isEmpty() ? "-" : statuses.toString();
        }
    }

    /// Every beginning of a valid query and every byte of it changed, as protobuf; then the same of what is sealed in
    /// it, so that the worker opens it.
    @Test
    void everyNearMissOfAQueryIsRefusedByName() throws Exception {
        long seed = Long.getLong("seed", 20261122);
        try (LogRecords log = new LogRecords();
                TestWorker worker = TestWorker.start(data)) {
            WorkerStoryTest story = new WorkerStoryTest();
            SyntheticChain chain = story.untilACluster(worker);
            H256 flipper = story.instantiate(worker, chain, "flipper4.contract", Bytes.fromHex("0x9bae9d5e00"));
            TestClient client = story.client();
            byte[] query = client.signedRequest(flipper, GET).toArray();
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < query.length; i++) {
                answered(worker, Bytes.of(query).slice(0, i), "first " + i + " bytes");
                byte[] changed = query.clone();
                changed[i] ^= (byte) (1 << random.nextInt(8));
                answered(worker, Bytes.wrap(changed), "seed " + seed + ", byte " + i);
                changed[i] = (byte) 0xff;
                answered(worker, Bytes.wrap(changed), "byte " + i + " is 255");
            }
            innerNearMisses(worker, client, flipper, random);
            assertThat(client.query(worker, flipper, GET).slice(0, 2)).isEqualTo(Bytes.fromHex("0x0000"));
            assertThat(log.faults()).isEmpty();
        }
    }

    private static void innerNearMisses(TestWorker worker, TestClient client, H256 flipper, SplittableRandom random)
            throws Exception {
        byte[] inner = Bytes.fromHex("0x00" + "10" + "2f865bd9" + "00".repeat(32) + "00")
                .toArray();
        for (int i = 0; i < inner.length; i++) {
            for (Bytes each :
                    List.of(Bytes.of(inner).slice(0, i), flipped(inner, i, random.nextInt(8)), flipped(inner, i, 7))) {
                try {
                    client.ask(worker, flipper, each, Optional.of(client.account()));
                } catch (network.phala.prpc.PrpcException e) {
                    assertThat(e.text()).as("%s", each).isNotBlank().doesNotContain("Internal error");
                }
            }
        }
    }

    private static Bytes flipped(byte[] bytes, int at, int bit) {
        byte[] changed = bytes.clone();
        changed[at] ^= (byte) (1 << bit);
        return Bytes.wrap(changed);
    }

    /// An answer, or a refusal whose body names what is wrong: 400 for what does not decode, 500 for what the original
    /// calls an application's error.
    private static void answered(TestWorker worker, Bytes body, String what) throws Exception {
        HttpResponse<byte[]> answer = worker.post(PrpcMethod.CONTRACT_QUERY.path(), body, "application/octet-stream");
        assertThat(answer.statusCode()).as(what).isIn(200, 400, 500);
        if (answer.statusCode() != 200) {
            assertThat(ProtoCodec.of(Network.PrpcError.class)
                            .decode(Bytes.wrap(answer.body()))
                            .message())
                    .as(what)
                    .isNotBlank()
                    .doesNotContain("Internal error");
        }
    }
}
