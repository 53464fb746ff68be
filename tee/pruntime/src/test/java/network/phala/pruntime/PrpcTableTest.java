package network.phala.pruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.prpc.PrpcException;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Contracts;
import network.phala.prpc.message.Empty;
import network.phala.prpc.message.Endpoints;
import network.phala.prpc.message.Network;
import network.phala.prpc.message.Statistics;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;
import network.phala.types.VersionedWorkerEndpoints;
import network.phala.types.WorkerEndpointPayload;
import network.phala.types.contract.ContractIds;
import network.phala.types.mq.SignedContent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every method of the table answers: the small ones with what they are for, the absent ones with what is missing.
class PrpcTableTest {
    private static final Sr25519.Pair KEY =
            Sr25519.Pair.fromSeed(TestWorker.seed(1).toArray());

    @TempDir
    Path data;

    private TestWorker born() throws Exception {
        SyntheticChain chain = new SyntheticChain(Map.of());
        TestWorker worker = TestWorker.start(data);
        worker.init(chain.genesisInfo(), chain.genesisState(), TestWorker.seed(1));
        return worker;
    }

    @Test
    void whatIsAbsentSaysWhatIsMissing() throws Exception {
        Map<String, List<PrpcMethod<?, ?>>> absent = Map.of(
                "following a parachain",
                List.of(PrpcMethod.SYNC_PARA_HEADER, PrpcMethod.SYNC_COMBINED_HEADERS),
                "worker key handover",
                List.of(
                        PrpcMethod.HANDOVER_CREATE_CHALLENGE,
                        PrpcMethod.HANDOVER_START,
                        PrpcMethod.HANDOVER_ACCEPT_CHALLENGE,
                        PrpcMethod.HANDOVER_RECEIVE,
                        PrpcMethod.DCAP_HANDOVER_CREATE_CHALLENGE,
                        PrpcMethod.DCAP_HANDOVER_START,
                        PrpcMethod.DCAP_HANDOVER_ACCEPT_CHALLENGE,
                        PrpcMethod.DCAP_HANDOVER_RECEIVE,
                        PrpcMethod.LOAD_STORAGE_PROOF));
        try (TestWorker worker = born()) {
            for (Map.Entry<String, List<PrpcMethod<?, ?>>> group : absent.entrySet()) {
                for (PrpcMethod<?, ?> method : group.getValue()) {
                    HttpResponse<byte[]> answer = worker.post(method.path(), Bytes.EMPTY, "application/octet-stream");
                    assertThat(answer.statusCode()).as(method.name()).isEqualTo(500);
                    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                            .contains(method.name() + " needs " + group.getKey());
                }
            }
            assertThat(worker.info().initialized()).isTrue();
        }
    }

    @Test
    void endpointsComeSignedWithTheWorkersKey() throws Exception {
        try (TestWorker worker = born()) {
            assertThat(worker.call(PrpcMethod.GET_ENDPOINT_INFO, Empty.INSTANCE).signature())
                    .isEmpty();
            Endpoints.GetEndpointResponse added = worker.call(
                    PrpcMethod.ADD_ENDPOINT, new Endpoints.AddEndpointRequest(Bytes.of((byte) 1), "http://there:80"));
            assertSigned(added, List.of("http://there:80"));
            assertThat(worker.call(PrpcMethod.GET_ENDPOINT_INFO, Empty.INSTANCE))
                    .isEqualTo(added);
            assertSigned(
                    worker.call(PrpcMethod.REFRESH_ENDPOINT_SIGNING_TIME, Empty.INSTANCE), List.of("http://there:80"));
            assertSigned(
                    worker.call(
                            PrpcMethod.SIGN_ENDPOINT_INFO,
                            new Endpoints.SignEndpointsRequest(
                                    Codecs.vec(Codecs.STR).encode(List.of("a", "b")))),
                    List.of("a", "b"));
            PrpcException tooLarge = catchThrowableOfType(
                    PrpcException.class,
                    () -> worker.call(
                            PrpcMethod.SIGN_ENDPOINT_INFO,
                            new Endpoints.SignEndpointsRequest(
                                    Codecs.vec(Codecs.STR).encode(List.of("x".repeat(2048))))));
            assertThat(tooLarge).hasMessageContaining("Endpoint too large");
        }
    }

    private static void assertSigned(Endpoints.GetEndpointResponse answer, List<String> urls) throws Exception {
        Bytes payload = answer.encodedEndpointPayload().orElseThrow();
        WorkerEndpointPayload decoded = Scale.of(WorkerEndpointPayload.class).decodeAll(payload);
        assertThat(decoded.versionedEndpoints()).isEqualTo(new VersionedWorkerEndpoints.V1(urls));
        byte[] signed = SignedContent.ENDPOINT_INFO.wrap(payload).toArray();
        assertThat(KEY.publicKey()
                        .verify(signed, answer.signature().orElseThrow().toArray()))
                .isTrue();
    }

    /// Keeps to the addresses that contracts keep to, and goes through the proxy that is set.
    @Test
    void fetchesForItsOperator() throws Exception {
        try (TestWorker worker = born();
                ServerSocket proxy = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            assertThat(fetchRefused(
                            worker, "http://127.0.0.1:" + worker.pruntime().port() + "/info"))
                    .contains("is in a private network")
                    .contains("--allow-private-networks");
            assertThat(fetchRefused(worker, "nonsense")).contains("Invalid URL");
            Network.NetworkConfig through = new Network.NetworkConfig("http://127.0.0.1:" + proxy.getLocalPort(), "");
            worker.call(PrpcMethod.CONFIG_NETWORK, through);
            Thread.ofVirtual().start(() -> answerAsProxy(proxy));
            Network.HttpResponse answer = worker.call(
                    PrpcMethod.HTTP_FETCH,
                    new Network.HttpRequest(
                            "http://somewhere.example/x",
                            "PUT",
                            List.of(new Network.HttpHeader("X-Mine", "1")),
                            Bytes.ofUtf8("body")));
            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(answer.headers()).contains(new Network.HttpHeader("x-theirs", "2"));
            assertThat(answer.body().toUtf8())
                    .startsWith("PUT /x HTTP/1.1\r\nhost: somewhere.example\r\n")
                    .contains("X-Mine: 1\r\n");
            worker.call(PrpcMethod.CONFIG_NETWORK, new Network.NetworkConfig("gopher://x", ""));
            assertThat(fetchRefused(worker, "http://somewhere.example/"))
                    .contains("The proxy that is set cannot be used");
        }
    }

    private static String fetchRefused(TestWorker worker, String url) {
        return String.valueOf(catchThrowableOfType(
                        PrpcException.class,
                        () -> worker.call(
                                PrpcMethod.HTTP_FETCH, new Network.HttpRequest(url, "GET", List.of(), Bytes.EMPTY)))
                .getMessage());
    }

    /// Opens a tunnel, and answers what is asked through it with the request's own head.
    private static void answerAsProxy(ServerSocket proxy) {
        try (Socket socket = proxy.accept()) {
            head(socket);
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            String request = head(socket);
            socket.getInputStream().readNBytes(4);
            socket.getOutputStream()
                    .write(("HTTP/1.1 202 Accepted\r\nX-Theirs: 2\r\n\r\n" + request).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String head(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) socket.getInputStream().read());
        }
        return head.toString();
    }

    @Test
    void theSmallOnesAnswer() throws Exception {
        try (TestWorker worker = born()) {
            assertThat(worker.call(PrpcMethod.GET_NETWORK_CONFIG, Empty.INSTANCE))
                    .isEqualTo(new Network.NetworkConfigResponse(Optional.empty(), Optional.empty()));
            Network.NetworkConfig proxies = new Network.NetworkConfig("socks5://a", "");
            worker.call(PrpcMethod.CONFIG_NETWORK, proxies);
            assertThat(worker.call(PrpcMethod.GET_NETWORK_CONFIG, Empty.INSTANCE))
                    .isEqualTo(new Network.NetworkConfigResponse(Optional.empty(), Optional.of(proxies)));

            Bytes deployer = Bytes.fromHex("0x" + "01".repeat(32));
            Bytes code = Bytes.fromHex("0x" + "02".repeat(32));
            H256 cluster = H256.fromHex("0x" + "03".repeat(32));
            Bytes salt = Bytes.fromHex("0x0405");
            assertThat(worker.call(
                                    PrpcMethod.CALCULATE_CONTRACT_ID,
                                    new Contracts.ContractParameters(
                                            deployer.toHex(), cluster.toHex(), code.toHex(), salt.toHex()))
                            .id())
                    .isEqualTo(ContractIds.contractId(deployer, code, cluster, salt)
                            .toHex());

            Statistics.StatisticsResponse statistics =
                    worker.call(PrpcMethod.STATISTICS, new Statistics.StatisticsReqeust(List.of(), true));
            assertThat(statistics.query().orElseThrow().global().orElseThrow().total())
                    .isZero();

            Bytes i2p =
                    worker.call(PrpcMethod.DERIVE_PHALA_I2P_KEY, Empty.INSTANCE).phalaI2pKey();
            assertThat(i2p.size()).isEqualTo(64);
            assertThat(worker.call(PrpcMethod.DERIVE_PHALA_I2P_KEY, Empty.INSTANCE)
                            .phalaI2pKey())
                    .isEqualTo(i2p);
        }
    }

    @Test
    void stopRunsNoFurther() throws Exception {
        TestWorker worker = born();
        try (worker) {
            worker.call(PrpcMethod.STOP, new Network.StopOptions(true));
            assertThat(worker.post(
                                    PrpcMethod.DISPATCH_BLOCKS.path(),
                                    Bytes.of((byte) 10, (byte) 1, (byte) 0),
                                    "application/octet-stream")
                            .statusCode())
                    .isEqualTo(500);
        }
    }
}
