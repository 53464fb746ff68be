package network.phala.pruntime.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.prpc.JsonReader;
import network.phala.prpc.JsonValue;
import network.phala.prpc.ProtoCodec;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Network;
import network.phala.prpc.message.PhactoryInfo;
import network.phala.pruntime.Pruntime;
import network.phala.pruntime.PruntimeConfig;
import network.phala.pruntime.SampleChain;
import network.phala.types.mq.SignedContent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The routes, statuses, headers and bodies of phala-blockchain standalone/pruntime/src/api_server.rs.
class HttpApiTest {
    @TempDir
    Path data;

    private final HttpClient http = HttpClient.newHttpClient();
    private Pruntime pruntime;

    @BeforeEach
    void start() throws Exception {
        pruntime = Pruntime.start(new PruntimeConfig(
                "127.0.0.1",
                0,
                OptionalInt.of(0),
                0,
                true,
                false,
                data,
                new PruntimeConfig.CheckpointPolicy(true, Duration.ofDays(1), 5, false),
                0,
                Duration.ofSeconds(10),
                false,
                1 << 20,
                Duration.ofMinutes(5)));
    }

    @AfterEach
    void stop() {
        pruntime.close();
        http.close();
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    private HttpRequest.Builder at(String path) {
        return HttpRequest.newBuilder(URI.create(pruntime.url() + path));
    }

    private HttpRequest.Builder atPublic(String path) {
        int port = pruntime.publicPort().orElseThrow();
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private static String text(HttpResponse<byte[]> answer) {
        return Bytes.wrap(answer.body()).toUtf8();
    }

    private static String error(HttpResponse<byte[]> answer) throws Exception {
        return ProtoCodec.of(Network.PrpcError.class)
                .decode(Bytes.wrap(answer.body()))
                .message();
    }

    @Test
    void answersBinaryCallsByPost() throws Exception {
        HttpResponse<byte[]> answer = send(at("/prpc/PhactoryAPI.GetInfo").POST(BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/octet-stream");
        assertThat(Integer.parseInt(answer.headers().firstValue("X-Request-Id").orElseThrow()) % 2)
                .isZero();
        assertThat(answer.headers().firstValue("X-Cost-Time")).isPresent();
        PhactoryInfo info = PrpcMethod.GET_INFO.response().decode(Bytes.wrap(answer.body()));
        assertThat(info.initialized()).isFalse();
        assertThat(info.version()).isEqualTo("2.2.0");
        assertThat(info.gitRevision().length()).isGreaterThanOrEqualTo(8);
        assertThat(info.maxSupportedPinkRuntimeVersion()).isEqualTo("1.2");
        assertThat(info.supportedAttestationMethods()).containsExactly("none");
        assertThat(info.queryTimeout()).isEqualTo(10);
        assertThat(info.canLoadChainState()).isTrue();
        assertThat(info.system()).isEmpty();
    }

    @Test
    void answersJsonByGetByQueryAndByContentType() throws Exception {
        for (HttpRequest.Builder request : java.util.List.of(
                at("/prpc/PhactoryAPI.GetInfo").GET(),
                at("/prpc/PhactoryAPI.GetInfo?json").POST(BodyPublishers.noBody()),
                at("/prpc/PhactoryAPI.GetInfo?json=true").POST(BodyPublishers.noBody()),
                at("/prpc/PhactoryAPI.GetInfo")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("null")),
                at("/info").GET())) {
            HttpResponse<byte[]> answer = send(request);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(JsonReader.read(text(answer)))
                    .isInstanceOfSatisfying(
                            JsonValue.Object.class,
                            info -> assertThat(info.members())
                                    .containsKeys(
                                            "initialized",
                                            "blocknum",
                                            "system",
                                            "public_key",
                                            "max_supported_pink_runtime_version"));
        }
        HttpResponse<byte[]> echo =
                send(at("/prpc/PhactoryAPI.Echo?json").POST(BodyPublishers.ofString("{\"echo_msg\":[1,2,255]}")));
        assertThat(text(echo)).isEqualTo("{\"echo_msg\":[1,2,255]}");
    }

    @Test
    void mapsErrorsToStatusesAndBodies() throws Exception {
        HttpResponse<byte[]> unknown = send(at("/prpc/PhactoryAPI.Nothing").POST(BodyPublishers.noBody()));
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(error(unknown)).isEqualTo("Method Not Found");
        HttpResponse<byte[]> malformed =
                send(at("/prpc/PhactoryAPI.Echo").POST(BodyPublishers.ofByteArray(new byte[] {10, 9})));
        assertThat(malformed.statusCode()).isEqualTo(400);
        assertThat(error(malformed)).startsWith("DecodeError(");
        HttpResponse<byte[]> early =
                send(at("/prpc/PhactoryAPI.GetEgressMessages").POST(BodyPublishers.noBody()));
        assertThat(early.statusCode()).isEqualTo(500);
        assertThat(error(early)).isEqualTo("Runtime not initialized");
        HttpResponse<byte[]> json =
                send(at("/prpc/PhactoryAPI.GetEgressMessages").GET());
        assertThat(json.statusCode()).isEqualTo(500);
        assertThat(text(json))
                .isEqualTo("{\n  \"error\": \"ProtoError { message: \\\"Runtime not initialized\\\" }\"\n}");
        HttpResponse<byte[]> missing =
                send(at("/prpc/PhactoryAPI.HandoverCreateChallenge").POST(BodyPublishers.noBody()));
        assertThat(missing.statusCode()).isEqualTo(500);
        assertThat(error(missing)).contains("worker key handover, which this version does not have");
        assertThat(send(at("/elsewhere").GET()).statusCode()).isEqualTo(404);
    }

    @Test
    void limitsBodiesByMethod() throws Exception {
        HttpResponse<byte[]> large =
                send(at("/prpc/PhactoryAPI.GetInfo").POST(BodyPublishers.ofByteArray(new byte[1025])));
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(text(large)).isEqualTo("Entity too large");
        byte[] message = new byte[900_000];
        HttpResponse<byte[]> echo = send(at("/prpc/PhactoryAPI.Echo")
                .POST(BodyPublishers.ofByteArray(PrpcMethod.ECHO
                        .request()
                        .encode(new Network.EchoMessage(Bytes.wrap(message)))
                        .toArray())));
        assertThat(echo.statusCode()).isEqualTo(200);
        assertThat(echo.body().length).isGreaterThan(900_000);
    }

    @Test
    void thePublicPortServesPublicMethodsOnlyAndSignsItsAnswers() throws Exception {
        HttpResponse<byte[]> refused = send(atPublic("/prpc/PhactoryAPI.Stop").POST(BodyPublishers.noBody()));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).isEmpty();
        assertThat(send(atPublic("/get_info").GET()).statusCode()).isEqualTo(404);
        SampleChain chain = new SampleChain(2);
        send(at("/prpc/PhactoryAPI.InitRuntime")
                .POST(BodyPublishers.ofByteArray(PrpcMethod.INIT_RUNTIME
                        .request()
                        .encode(chain.initRequest(java.util.Optional.empty()))
                        .toArray())));
        HttpResponse<byte[]> answer = send(atPublic("/prpc/PhactoryAPI.GetInfo").POST(BodyPublishers.noBody()));
        PhactoryInfo info = PrpcMethod.GET_INFO.response().decode(Bytes.wrap(answer.body()));
        Bytes signature = Bytes.fromHex(
                "0x" + answer.headers().firstValue("X-Phactory-Signature").orElseThrow());
        assertThat(Sr25519.PublicKey.fromHex("0x" + info.publicKey().orElseThrow())
                        .verify(
                                SignedContent.RPC_RESPONSE
                                        .wrap(Bytes.wrap(answer.body()))
                                        .toArray(),
                                signature.toArray()))
                .isTrue();
        assertThat(info.headernum()).isZero();
        assertThat(info.blocknum()).isEqualTo(1);
    }

    @Test
    void letsBrowsersOfOtherSitesCallWhenTold() throws Exception {
        HttpResponse<byte[]> preflight = send(at("/prpc/PhactoryAPI.ContractQuery")
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", "http://dapp.example")
                .header("Access-Control-Request-Headers", "content-type"));
        assertThat(preflight.statusCode()).isEqualTo(200);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                .contains("http://dapp.example");
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers"))
                .contains("content-type");
    }

    @Test
    void downloadsOnlyWhatIsPublic() throws Exception {
        Files.writeString(data.resolve("storage_files/public/cluster-1.bin"), "state");
        Files.writeString(data.resolve("protected_files/secret"), "secret");
        assertThat(text(send(at("/download/cluster-1.bin").GET()))).isEqualTo("state");
        byte[] middling = new byte[100_001];
        new Random(3).nextBytes(middling);
        Files.write(data.resolve("storage_files/public/cluster-2.bin"), middling);
        assertThat(send(at("/download/cluster-2.bin").GET()).body()).isEqualTo(middling);
        assertThat(send(atPublic("/download/cluster-2.bin").GET()).body()).isEqualTo(middling);
        assertThat(send(at("/download/..%2f..%2fprotected_files%2fsecret").GET())
                        .statusCode())
                .isEqualTo(404);
        assertThat(send(at("/download/nothing").GET()).statusCode()).isEqualTo(404);
        for (String noName : List.of("%00", "a%00b", "%0a", "x".repeat(5_000), ".", "", "%2e%2e", "%2fetc%2fpasswd")) {
            assertThat(send(at("/download/" + noName).GET()).statusCode())
                    .as(noName)
                    .isEqualTo(404);
        }
    }

    /// Those who fetch large files and are slow to take them once held a copy or two of the whole file each.
    @Test
    void filesAreSentPieceByPiece() throws Exception {
        long size = 1L << 33;
        Path file = data.resolve("storage_files/public/large.bin");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(size);
            large.seek(1 << 20);
            large.write(7);
        }
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                Socket socket =
                        new Socket("127.0.0.1", URI.create(pruntime.url()).getPort());
                slow.add(socket);
                socket.getOutputStream().write("GET /download/large.bin HTTP/1.1\r\n\r\n".getBytes(UTF_8));
                assertThat(socket.getInputStream().readNBytes(12)).isEqualTo("HTTP/1.1 200".getBytes(UTF_8));
            }
            HttpResponse<InputStream> whole =
                    http.send(at("/download/large.bin").GET().build(), BodyHandlers.ofInputStream());
            assertThat(whole.headers().firstValueAsLong("Content-Length")).hasValue(size);
            try (InputStream body = whole.body()) {
                body.skipNBytes(1 << 20);
                assertThat(body.read()).isEqualTo(7);
            }
        } finally {
            for (Socket each : slow) {
                each.close();
            }
        }
    }

    @Test
    void staysUpUnderRandomBodies() throws Exception {
        Random random = new Random(Long.getLong("seed", 20260106));
        for (PrpcMethod<?, ?> method : PrpcMethod.all()) {
            if (method == PrpcMethod.STOP) {
                continue;
            }
            for (int round = 0; round < 10; round++) {
                byte[] body = new byte[random.nextInt(100)];
                random.nextBytes(body);
                String path = method.path() + (random.nextBoolean() ? "?json" : "");
                int status =
                        send(at(path).POST(BodyPublishers.ofByteArray(body))).statusCode();
                assertThat(status).as(path).isIn(200, 400, 500);
            }
        }
        assertThat(send(at("/info").GET()).statusCode()).isEqualTo(200);
    }
}
