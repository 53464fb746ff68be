package network.phala.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import network.phala.chain.SoloEngine.Sealing;
import network.phala.crypto.Sr25519;
import network.phala.node.DevAccount.Terms;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.rpc.RpcClient;
import network.phala.scale.ScaleWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Queue messages in the pool: their sequences order them across accounts, as several relayers submit for one sender.
class MessageSequenceTest {
    private static final DevAccount ALICE = DevAccount.of("//Alice");
    private static final DevAccount BOB = DevAccount.of("//Bob");

    private final Sr25519.Pair worker = workerKey();
    private final Bytes sender =
            Bytes.of((byte) 2).concat(worker.publicKey().value().toBytes());
    private final HandEngine engine = new HandEngine();
    private Node node;
    private RpcClient client;
    private Terms terms;

    private static Sr25519.Pair workerKey() {
        byte[] seed = new byte[32];
        seed[31] = 1;
        return Sr25519.Pair.fromSeed(seed);
    }

    @BeforeEach
    void start() throws Exception {
        // Nothing is sealed while a test looks at the pool.
        node = Node.start(NodeConfig.dev(2000, Sealing.INTERVAL), _ -> engine);
        client = new RpcClient(node.port());
        terms = Terms.immortal(
                H256.fromHex(client.result("chain_getBlockHash", "[0]").stringValue()));
        engine.seal();
    }

    @AfterEach
    void stop() {
        client.close();
        node.close();
    }

    /// `PhalaMq.sync_offchain_message` of the worker, signed by its key and submitted by an account.
    private Bytes message(DevAccount relayer, int nonce, long sequence) {
        ScaleWriter message = new ScaleWriter();
        message.write(sender);
        message.writeVec(Bytes.ofUtf8("phala/some/topic"));
        message.writeVec(Bytes.ofUtf8("payload " + sequence));
        ScaleWriter signed = new ScaleWriter();
        signed.write(message.toBytes());
        signed.writeLong(sequence);
        byte[] signature = worker.sign(signed.toArray());
        ScaleWriter call = new ScaleWriter();
        call.writeByte(40);
        call.writeByte(0);
        call.write(signed.toBytes());
        call.writeVec(Bytes.wrap(signature));
        return relayer.sign(call.toBytes(), nonce, terms);
    }

    private JsonNode submit(Bytes extrinsic) throws Exception {
        return client.call("author_submitExtrinsic", "[\"" + extrinsic + "\"]");
    }

    private int nextSequence() throws Exception {
        return client.result("pha_getMqNextSequence", "[\"" + sender.toHex().substring(2) + "\"]")
                .intValue();
    }

    private OptionalInt code(JsonNode answer) {
        return answer.has("error")
                ? OptionalInt.of(answer.get("error").get("code").intValue())
                : OptionalInt.empty();
    }

    @Test
    void messagesWaitForTheirSequenceAndOneOfEachIsKept() throws Exception {
        assertThat(nextSequence()).isZero();
        assertThat(code(submit(message(BOB, 0, 1)))).isEmpty();
        assertThat(nextSequence())
                .as("a message from the future does not count")
                .isZero();
        assertThat(client.result("author_pendingExtrinsics", "[]").size()).isZero();
        assertThat(code(submit(message(ALICE, 0, 0)))).isEmpty();
        assertThat(nextSequence()).isEqualTo(2);
        assertThat(client.result("author_pendingExtrinsics", "[]").size()).isEqualTo(2);
        JsonNode second = submit(message(DevAccount.of("//Charlie"), 0, 0));
        assertThat(code(second)).hasValue(1014);
        engine.seal();
        assertThat(client.result("author_pendingExtrinsics", "[]").size()).isZero();
        assertThat(nextSequence()).isEqualTo(2);
        JsonNode stale = submit(message(DevAccount.of("//Dave"), 0, 1));
        assertThat(code(stale)).hasValue(1010);
        assertThat(stale.get("error").get("data").stringValue()).isEqualTo("Transaction is outdated");
    }
}
