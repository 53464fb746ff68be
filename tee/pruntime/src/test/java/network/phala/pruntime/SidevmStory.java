package network.phala.pruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import network.phala.crypto.Blake2b;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.prpc.PrpcException;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Contracts;
import network.phala.prpc.message.Empty;
import network.phala.scale.ScaleWriter;
import network.phala.types.contract.ClusterOperation;
import network.phala.types.contract.ResourceType;
import network.phala.types.mq.Message;
import network.phala.types.mq.MessageOrigin;

/// A contract's SideVM program over the real interface: deployed by the system contract, asked by query and by HTTP,
/// asking its contract, started again after a restart.
record SidevmStory(
        SyntheticChain chain,
        H256 cluster,
        AccountId owner,
        H256 contract,
        Sr25519Public workerKey,
        BiFunction<H256, Bytes, Message> command,
        TestClient client) {
    private static final Bytes GRANT_ADMIN = Bytes.fromHex("0x67612061");
    private static final Bytes DEPLOY_TO_WORKERS = Bytes.fromHex("0x0a7d87b2");
    private static final Bytes SET_DRIVER = Bytes.fromHex("0xaa1e2030");
    private static final Bytes STOP = Bytes.fromHex("0x52a0fd6a");
    private static final String GET = "2f865bd9";

    private static Bytes program() throws Exception {
        return Bytes.wrap(Files.readAllBytes(Path.of("../../examples/sidevm/artifacts/workbench.wasm")));
    }

    private static H256 hash(Bytes code) {
        return H256.of(Blake2b.digest256(code.toArray()));
    }

    void deploys(TestWorker worker, H256 system) throws Exception {
        Bytes code = program();
        chain.produce(command.apply(system, GRANT_ADMIN.concat(owner.toBytes())));
        chain.produce(command.apply(system, deployment(hash(code), workerKey)));
        chain.bring(worker);
        assertThat(info(worker).state()).isEqualTo("stopped");
        assertThat(info(worker).stopReason()).isEqualTo("WaitingForCode");
        assertThatThrownBy(() -> upload(worker, code.concat(Bytes.of((byte) 0))))
                .isInstanceOf(PrpcException.class)
                .hasMessageContaining("Code hash mismatch");
        upload(worker, code);
        assertThat(ask(worker, "echo by upload")).isEqualTo("by upload");
        chain.produce(new Message(
                MessageOrigin.pallet("PhalaPhatContracts"),
                ClusterOperation.TOPIC,
                ClusterOperation.codec()
                        .encode(new ClusterOperation.UploadResource(owner, cluster, ResourceType.SIDEVM_CODE, code))));
        chain.produce(command.apply(system, deployment(hash(code), workerKey)));
        chain.bring(worker);
        assertThat(ask(worker, "echo by chain")).isEqualTo("by chain");
        assertThat(info(worker).codeHash()).isEqualTo(hash(code).toHex());
        assertThat(info(worker).maxMemoryPages()).isEqualTo(128);
        answers(worker);
        namesAJavaScriptRuntime(worker, system, hash(code));
    }

    /// The system contract's driver of that name is the cluster's runtime, whoever asks.
    private void namesAJavaScriptRuntime(TestWorker worker, H256 system, H256 code) throws Exception {
        ScaleWriter message = new ScaleWriter();
        message.write(SET_DRIVER);
        message.writeVec(Bytes.ofUtf8("JsRuntime"));
        message.write(code.toBytes());
        chain.produce(command.apply(system, message.toBytes()));
        chain.bring(worker);
        assertThat(worker.call(PrpcMethod.GET_CLUSTER_INFO, Empty.INSTANCE)
                        .info()
                        .orElseThrow()
                        .jsRuntime())
                .contains(code.toHex());
    }

    private Bytes deployment(H256 code, Sr25519Public meant) {
        ScaleWriter out = new ScaleWriter();
        out.write(DEPLOY_TO_WORKERS);
        out.write(contract.toBytes());
        out.write(code.toBytes());
        out.writeCompact(1);
        out.write(meant.toBytes());
        out.writeInt(10 << 20);
        out.writeInt(128);
        out.writeLong(50_000_000_000L);
        out.writeInt(-1);
        return out.toBytes();
    }

    private void upload(TestWorker worker, Bytes code) throws Exception {
        worker.call(PrpcMethod.UPLOAD_SIDEVM_CODE, new Contracts.SidevmCode(contract.toBytes(), code));
    }

    private Contracts.SidevmInfo info(TestWorker worker) throws Exception {
        return worker.call(
                        PrpcMethod.GET_CONTRACT_INFO, new Contracts.GetContractInfoRequest(List.of(contract.toHex())))
                .contracts()
                .getFirst()
                .sidevm()
                .orElseThrow();
    }

    private String ask(TestWorker worker, String question) throws Exception {
        ScaleWriter query = new ScaleWriter();
        query.writeByte(1);
        query.writeVec(Bytes.ofUtf8(question));
        Bytes answer = client.ask(worker, contract, query.toBytes(), Optional.empty());
        // Ok, Payload, and a list whose length takes one, two or four bytes.
        assertThat(answer.slice(0, 2)).isEqualTo(Bytes.fromHex("0x0000"));
        int prefix = 1 << (answer.get(2) & 3);
        return answer.slice(2 + prefix, answer.size()).toUtf8();
    }

    private void answers(TestWorker worker) throws Exception {
        assertThat(ask(worker, "vmid")).isEqualTo(contract.toHex().substring(2));
        assertThat(ask(worker, "set key value")).isEqualTo("set");
        assertThat(ask(worker, "get key")).isEqualTo("value");
        String flipped = ask(worker, "contract " + contract.toHex().substring(2) + " " + GET);
        assertThat(flipped).as("Ok(true), as the contract says").isEqualTo("0001");
        assertThat(ask(worker, "contract " + "00".repeat(32) + " " + GET)).isEqualTo("error: ContractNotFound");
        String page = "/sidevm/" + contract.toHex().substring(2) + "/some/page?x=1";
        HttpResponse<String> described = worker.get(page);
        assertThat(described.statusCode()).isEqualTo(200);
        assertThat(described.headers().firstValue("X-Side")).contains("vm");
        assertThat(described.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(described.body()).startsWith("GET http://127.0.0.1:").contains("/some/page?x=1\n");
        Bytes body = TestClient.random(100_000);
        assertThat(worker.post("/sidevm/" + contract.toHex() + "/echo", body, "text/plain")
                        .body())
                .isEqualTo(body.toArray());
        upgrades(worker);
        assertThat(worker.get("/sidevm/nonsense/x").statusCode()).isEqualTo(400);
        assertThat(worker.get("/sidevm/" + "00".repeat(32) + "/x").statusCode()).isEqualTo(404);
        assertThat(worker.get("/sidevm/" + contract.toHex() + "/silent").statusCode())
                .isEqualTo(500);
    }

    private void upgrades(TestWorker worker) throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), worker.pruntime().port())) {
            socket.setSoTimeout(120_000);
            OutputStream out = socket.getOutputStream();
            String request = "GET /sidevm/" + contract.toHex()
                    + "/upgrade HTTP/1.1\r\nHost: w\r\nConnection: Upgrade\r\nUpgrade: shout\r\n\r\n";
            out.write(request.getBytes(StandardCharsets.UTF_8));
            InputStream in = socket.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.read());
            }
            assertThat(head).startsWith("HTTP/1.1 101 ").contains("\r\nUpgrade: shout\r\n");
            for (String word : List.of("hello", "again")) {
                out.write(word.getBytes(StandardCharsets.UTF_8));
                assertThat(new String(in.readNBytes(5), StandardCharsets.UTF_8))
                        .isEqualTo(word.toUpperCase(Locale.ROOT));
            }
            socket.shutdownOutput();
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    void runsAgain(TestWorker worker) throws Exception {
        assertThat(ask(worker, "echo again")).isEqualTo("again");
        assertThat(info(worker).state()).isEqualTo("running");
    }

    void stops(TestWorker worker, H256 system) throws Exception {
        chain.produce(command.apply(system, STOP.concat(contract.toBytes())));
        chain.bring(worker);
        long end = System.nanoTime() + 120_000_000_000L;
        while (!info(worker).stopReason().equals("Stopped") && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(info(worker).stopReason()).isEqualTo("Stopped");
        assertThat(worker.get("/sidevm/" + contract.toHex() + "/x").statusCode())
                .isEqualTo(404);
    }
}
