package network.phala.pruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Empty;
import network.phala.prpc.message.Endpoints;
import network.phala.prpc.message.Query;
import network.phala.prpc.message.Registration;
import network.phala.pruntime.seal.MasterKeys;
import network.phala.pruntime.seal.SealedFiles;
import network.phala.pruntime.system.Phactory;
import network.phala.scale.ScaleWriter;
import network.phala.types.keys.KeyDerivation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Everything that touches a secret is done to a worker whose loggers, and the JDK's, tell all they can. Then no key
/// and
/// no plaintext stands in what was logged and printed, or in a file that is not one of the sealed ones.
@Timeout(600)
class SecretsStoryTest {
    @TempDir
    Path data;

    private final Traces traces = new Traces();
    private final WorkerStoryTest story = new WorkerStoryTest();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;

    @BeforeEach
    void listen() {
        PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
    }

    @AfterEach
    void stopListening() {
        System.setOut(out);
        System.setErr(err);
    }

    @Test
    void noKeyAndNoPlaintextIsLoggedOrLeftOnTheDisk() throws Exception {
        List<String> found = new ArrayList<>();
        try (LogRecords log = LogRecords.ofEverything()) {
            try (TestWorker worker = TestWorker.start(TestWorker.config(data).withPrivateNetworks(true))) {
                SyntheticChain chain = story.untilACluster(worker);
                H256 extension = story.instantiate(worker, chain, "extension.contract", Bytes.fromHex("0xed4b9d1b"));
                keysOf(extension);
                commands(worker, chain, extension);
                queries(worker, extension);
                webRequests(worker, extension);
                malformed(worker, extension);
                Endpoints.DerivePhalaI2pKeyResponse derived =
                        worker.call(PrpcMethod.DERIVE_PHALA_I2P_KEY, Empty.INSTANCE);
                traces.add("I2P key", derived.phalaI2pKey().toArray());
                assertThat(derived.toString())
                        .satisfies(text -> assertThat(traces.in("it", text)).isEmpty());
                worker.call(PrpcMethod.TAKE_CHECKPOINT, Empty.INSTANCE);
            }
            try (TestWorker worker = TestWorker.start(data)) {
                assertThat(worker.info().initialized()).isTrue();
            }
            assertThat(log.lines()).as("the loggers do tell").hasSizeGreaterThan(30);
            assertThat(log.lines().toString()).contains("Call refused method=ContractQuery");
            found.addAll(traces.in("the log", String.join("", log.lines())));
        }
        found.addAll(traces.in("what was printed", printed.toString(StandardCharsets.UTF_8)));
        found.addAll(traces.below(data, data.resolve("protected_files")));
        assertThat(found).isEmpty();
        assertThat(traces.below(data, data.resolve("storage_files")))
                .as("the sealed files hold the keys: they would be found")
                .anyMatch(each -> each.startsWith("identity"))
                .anyMatch(each -> each.startsWith("master"));
    }

    /// Identity, master, cluster and contract, as secrets of 64 bytes and in halves.
    private void keysOf(H256 contract) throws Exception {
        Sr25519.Pair identity = Sr25519.Pair.fromSeed(TestWorker.seed(1).toArray());
        Sr25519.Pair master =
                MasterKeys.load(new SealedFiles(data), identity).getFirst().key();
        Sr25519.Pair cluster = KeyDerivation.clusterKey(master, WorkerStoryTest.CLUSTER);
        key("identity", identity);
        key("master", master);
        key("cluster", cluster);
        key("contract", KeyDerivation.contractKey(cluster, contract));
    }

    private void key(String name, Sr25519.Pair pair) {
        Bytes secret = Bytes.wrap(pair.exposeSecret());
        traces.add(name + " key", secret.slice(0, 32).toArray());
        traces.add(name + " nonce", secret.slice(32, 64).toArray());
    }

    private static ScaleWriter message(String selector) {
        ScaleWriter message = new ScaleWriter();
        message.write(Bytes.fromHex(selector));
        return message;
    }

    private static Bytes cacheSet(String selector, Bytes key, Bytes value) {
        ScaleWriter message = message(selector);
        message.writeVec(key);
        message.writeVec(value);
        return message.toBytes();
    }

    private void commands(TestWorker worker, SyntheticChain chain, H256 extension) throws Exception {
        chain.produce(
                story.encryptedCommand(
                        extension,
                        cacheSet("0xc1d8bb7a", traces.bytes("command key", 30), traces.bytes("command value", 50))),
                // Of no message, and arguments that do not decode: the contract panics.
                story.encryptedCommand(extension, traces.bytes("command of nonsense", 40)),
                story.encryptedCommand(
                        extension,
                        Bytes.fromHex("0xc1d8bb7a").concat(Bytes.ofUtf8(traces.text("command's bad arguments")))));
        chain.bring(worker);
    }

    private Bytes ask(TestWorker worker, H256 extension, Bytes message) throws Exception {
        return story.client().query(worker, extension, message);
    }

    private void queries(TestWorker worker, H256 extension) throws Exception {
        Bytes key = traces.bytes("query's cache key", 30);
        ask(worker, extension, cacheSet("0xc7524fb9", key, traces.bytes("query's cache value", 50)));
        ScaleWriter get = message("0x96e42b5e");
        get.writeVec(key);
        ask(worker, extension, get.toBytes());
        ask(worker, extension, traces.bytes("query of nonsense", 40));
        ask(worker, extension, Bytes.fromHex("0xc7524fb9").concat(traces.bytes("query's bad arguments", 40)));
        for (int scheme = 0; scheme < 3; scheme++) {
            ScaleWriter sign = message("0x81ca8fa1");
            sign.writeByte(scheme);
            sign.writeVec(traces.bytes("key to sign with " + scheme, scheme == 1 ? 64 : 32));
            sign.writeVec(traces.bytes("signed text " + scheme, 40));
            ask(worker, extension, sign.toBytes());
        }
        ScaleWriter salt = message("0x36bc8c8e");
        salt.writeVec(traces.bytes("salt", 20));
        Bytes derived = ask(worker, extension, salt.toBytes());
        // 64 bytes of a key near the end, before the list of events.
        traces.add(
                "derived key",
                derived.slice(derived.size() - 60, derived.size() - 20).toArray());
        for (String source : List.of(
                "'" + traces.text("script") + "' + scriptArgs[0]",
                "throw new Error('" + traces.text("thrown") + "' + scriptArgs[0])",
                "syntax error " + traces.text("syntax"),
                "function f() { f() } /* " + traces.text("endless") + " */ f()")) {
            ScaleWriter eval = message("0xbfa5d882");
            eval.writeVec(Bytes.ofUtf8(source));
            eval.writeCompact(1);
            eval.writeVec(Bytes.ofUtf8(traces.text("argument of " + source.substring(0, 8))));
            ask(worker, extension, eval.toBytes());
        }
        // Panics with what the contract was told, and a message that the contract lacks.
        ask(worker, extension, Bytes.fromHex("0x615d48a4ff").concat(traces.bytes("usurped", 30)));
    }

    private Bytes request(String url) {
        ScaleWriter message = message("0x673456f0");
        message.writeVec(Bytes.ofUtf8(url));
        message.writeVec(Bytes.ofUtf8("POST"));
        message.writeCompact(2);
        message.writeVec(Bytes.ofUtf8("Authorization"));
        message.writeVec(Bytes.ofUtf8("Bearer " + traces.text("authorization for " + url)));
        message.writeVec(Bytes.ofUtf8("Cookie"));
        message.writeVec(Bytes.ofUtf8(traces.text("cookie for " + url)));
        message.writeVec(Bytes.ofUtf8(traces.text("body for " + url)));
        return message.toBytes();
    }

    /// Servers that answer, redirect, answer nonsense, hang up, or are not there.
    private void webRequests(TestWorker worker, H256 extension) throws Exception {
        List<String> answers = List.of(
                "HTTP/1.1 200 OK\r\nSet-Cookie: " + traces.text("cookie of the server")
                        + "\r\nContent-Length: 30\r\n\r\n" + traces.text("body of the server"),
                "HTTP/1.1 302 Found\r\nLocation: /" + traces.text("redirect") + "\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 302 Found\r\nLocation: ht!tp://" + traces.text("bad redirect") + "\r\n\r\n",
                traces.text("no answer") + "\r\n\r\n",
                "HTTP/1.1 200 OK\r\n" + traces.text("no header") + "\r\n\r\n",
                "");
        for (String answer : answers) {
            try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
                Thread.ofVirtual().start(() -> serve(server, answer));
                String path = traces.text("path " + answer.length());
                ask(worker, extension, request("http://127.0.0.1:" + server.getLocalPort() + "/" + path));
            }
        }
        String login = traces.text("login");
        for (String url : List.of(
                "http://" + login + "@127.0.0.1:1/?" + traces.text("query"),
                "https://127.0.0.1:1/" + traces.text("path"),
                "ht tp://" + traces.text("bad url"),
                "http://" + traces.text("name").toLowerCase(java.util.Locale.ROOT) + ".invalid/")) {
            ask(worker, extension, request(url));
        }
    }

    private static void serve(ServerSocket server, String answer) {
        try {
            while (true) {
                try (Socket socket = server.accept()) {
                    socket.getInputStream().read(new byte[4096]);
                    socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                }
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void malformed(TestWorker worker, H256 extension) throws Exception {
        Bytes key = traces.bytes("debug key", 32);
        Registration.InitRuntimeRequest init = new Registration.InitRuntimeRequest(
                true, Bytes.EMPTY, Optional.of(key), Bytes.EMPTY, Optional.empty(), true, Optional.empty());
        assertThat(traces.in("it", init.toString())).isEmpty();
        assertThat(traces.in(
                        "it",
                        new Phactory.Genesis(
                                        new SampleChain(1).genesisInfo(), List.of(), Optional.of(key), Optional.empty())
                                .toString()))
                .isEmpty();
        Bytes encoded = PrpcMethod.INIT_RUNTIME.request().encode(init);
        worker.post(PrpcMethod.INIT_RUNTIME.path(), encoded, "application/octet-stream");
        worker.post(PrpcMethod.INIT_RUNTIME.path(), encoded.slice(0, encoded.size() - 1), "application/octet-stream");
        Bytes json = Bytes.ofUtf8(PrpcMethod.INIT_RUNTIME.request().toJson(init));
        worker.post(PrpcMethod.INIT_RUNTIME.path(), json, "application/json");
        worker.post(PrpcMethod.INIT_RUNTIME.path(), json.slice(0, json.size() - 1), "application/json");
        worker.post(
                PrpcMethod.CONTRACT_QUERY.path(),
                Bytes.ofUtf8("{\"" + traces.text("field") + "\": \"" + traces.text("value") + "\", 1"),
                "application/json");
        for (String path : List.of("/info?", PrpcMethod.GET_INFO.path() + "?", "/sidevm/zz?")) {
            worker.http()
                    .send(
                            HttpRequest.newBuilder(URI.create(
                                            worker.pruntime().url() + path + traces.text("parameter of " + path)))
                                    .header("Authorization", traces.text("authorization of " + path))
                                    .header("Content-Type", ";" + traces.text("type of " + path))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding());
        }
        // Sealed, but no query; and a certificate that does not hold.
        TestClient client = story.client();
        try {
            client.ask(worker, extension, traces.bytes("no query", 40), Optional.of(client.account()));
        } catch (network.phala.prpc.PrpcException e) {
            assertThat(traces.in("the refusal", e.text())).isEmpty();
        }
        Sr25519.Pair session = Sr25519.Pair.fromSeed(traces.bytes("session", 32).toArray());
        Bytes sealed = client.request(session, extension, TestClient.random(32), traces.bytes("uncertified", 40));
        Query.Signature signature = TestClient.sign(session, client.account(), sealed);
        try {
            worker.call(PrpcMethod.CONTRACT_QUERY, new Query.ContractQueryRequest(sealed, Optional.of(signature)));
        } catch (network.phala.prpc.PrpcException e) {
            assertThat(traces.in("the refusal", e.text())).isEmpty();
        }
    }
}
