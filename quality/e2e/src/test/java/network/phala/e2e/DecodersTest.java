package network.phala.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import network.phala.attestation.NoHardwareVerifier;
import network.phala.block.Header;
import network.phala.client.chain.Calls;
import network.phala.client.chain.Extrinsics;
import network.phala.client.contract.ContractFile;
import network.phala.client.contract.ContractFileException;
import network.phala.crypto.Blake2b;
import network.phala.devnet.DevAccounts;
import network.phala.frame.transaction.ExtrinsicFormat;
import network.phala.lightclient.GrandpaJustification;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Query;
import network.phala.prpc.message.Registration.InitRuntimeRequest;
import network.phala.pruntime.SampleChain;
import network.phala.runtime.PhalaRuntime;
import network.phala.scale.DecodeException;
import network.phala.trie.ProofException;
import network.phala.trie.StorageProof;
import network.phala.types.contract.CommandPayload;
import network.phala.types.contract.InkCommand;
import network.phala.types.mq.SignedMessage;
import network.phala.types.sync.BlockHeaderWithChanges;
import network.phala.types.sync.GenesisBlockInfo;
import network.phala.types.sync.HeaderToSync;
import network.phala.wasm.WasmDecodeException;
import network.phala.wasm.WasmModule;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Everything that reads bytes of strangers, given random, cut, changed, spliced and inflated ones: a result or a typed
/// refusal that says why, and no more memory than so many bytes for each byte of input. (JSON-RPC: `RpcServerTest`.)
@Timeout(1200)
class DecodersTest {
    private static final int ROUNDS = 3_000;
    private static final long SEED = Long.getLong("seed", 20261121);
    /// What a decoder may allocate whatever it gets: messages and buffers.
    private static final long BASE_BYTES = 64 << 10;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /// One attempt; whatever it throws besides typed refusals is a defect.
    private interface Attempt {
        void decode(Bytes input) throws Exception;
    }

    /// @param perByte bytes of memory for a byte of input
    private record Decoder(String name, int perByte, List<Bytes> samples, Attempt attempt) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Decoder> decoders() throws Exception {
        SampleChain chain = new SampleChain(3);
        List<HeaderToSync> headers = chain.headers(1, 3);
        Bytes justification = headers.getLast().justification().orElseThrow();
        Header last = headers.getLast().header();
        Bytes genesis = GenesisBlockInfo.codec().encode(chain.genesisInfo());
        ExtrinsicFormat extrinsics = new PhalaRuntime(new NoHardwareVerifier()).extrinsicFormat();
        return Stream.of(
                new Decoder("SCALE genesis", 100, List.of(genesis), GenesisBlockInfo.codec()::decodeAll),
                new Decoder(
                        "SCALE headers",
                        100,
                        List.of(HeaderToSync.listCodec().encode(headers)),
                        HeaderToSync.listCodec()::decodeAll),
                new Decoder(
                        "SCALE blocks",
                        100,
                        List.of(BlockHeaderWithChanges.listCodec().encode(chain.blocks(1, 3))),
                        BlockHeaderWithChanges.listCodec()::decodeAll),
                new Decoder("SCALE queue message", 100, List.of(genesis), SignedMessage.codec()::decodeAll),
                new Decoder(
                        "SCALE command",
                        100,
                        List.of(CommandPayload.codec()
                                .encode(new CommandPayload.Plain(new InkCommand.InkMessage(
                                        Bytes.wrap(new byte[32]), genesis, U128.ONE, 7, Optional.empty())))),
                        CommandPayload.codec()::decodeAll),
                new Decoder("extrinsic", 200, List.of(extrinsic()), extrinsics::decode),
                new Decoder("header", 100, List.of(last.encode()), Header::decode),
                new Decoder(
                        "justification",
                        100,
                        List.of(justification),
                        input -> GrandpaJustification.decode(input).encode()),
                new Decoder("trie node", 100, chain.genesisInfo().proof(), DecodersTest::readNode),
                new Decoder("proof", 200, List.of(genesis), DecodersTest::readProof),
                new Decoder("prpc", 200, prpcSamples(genesis), DecodersTest::readPrpc),
                new Decoder("prpc as JSON", 400, prpcJson(genesis), DecodersTest::readPrpcJson),
                new Decoder("Wasm module", 400, List.of(wasm("flipper4"), wasm("hostile")), WasmModule::decode),
                new Decoder(".contract file", 400, List.of(contract("flipper3"), contract("flipper5")), input -> {
                    ContractFile.parse(new String(input.toArray(), StandardCharsets.UTF_8), "input");
                }));
    }

    private static Bytes extrinsic() throws Exception {
        Bytes call = Calls.batchAll(
                List.of(Calls.transfer(DevAccounts.account("//Bob"), U128.ONE), Bytes.fromHex("0x0100")));
        H256 hash = H256.ZERO;
        return Extrinsics.sign(
                call,
                DevAccounts.pair("//Alice"),
                7,
                U128.ONE,
                new Extrinsics.Validity(64, 3, hash),
                new Extrinsics.Chain(hash, 101, 1));
    }

    /// The input is the only node, and the one that is asked for.
    private static void readNode(Bytes input) throws ProofException {
        H256 root = H256.of(Blake2b.digest256(input.unsafeArray()));
        new StorageProof(List.of(input)).under(root).get(Bytes.fromHex("0x1234"));
    }

    /// The input cut into nodes.
    private static void readProof(Bytes input) throws ProofException {
        List<Bytes> nodes = new ArrayList<>();
        for (int at = 0; at < input.size(); at += 70) {
            nodes.add(input.slice(at, Math.min(input.size(), at + 70)));
        }
        H256 root = nodes.isEmpty()
                ? H256.ZERO
                : H256.of(Blake2b.digest256(nodes.getFirst().toArray()));
        new StorageProof(nodes).under(root).get(Bytes.fromHex("0x1234"));
    }

    private static InitRuntimeRequest initRequest(Bytes genesis) {
        return new InitRuntimeRequest(
                true, genesis, Optional.of(genesis), genesis, Optional.empty(), false, Optional.of(genesis));
    }

    private static List<Bytes> prpcSamples(Bytes genesis) {
        Query.Certificate root = new Query.Certificate(genesis, Optional.empty());
        Query.Signature signature = new Query.Signature(Optional.of(root), 1, genesis);
        return List.of(
                PrpcMethod.INIT_RUNTIME.request().encode(initRequest(genesis)),
                PrpcMethod.CONTRACT_QUERY
                        .request()
                        .encode(new Query.ContractQueryRequest(
                                genesis,
                                Optional.of(new Query.Signature(
                                        Optional.of(new Query.Certificate(genesis, Optional.of(signature))),
                                        1,
                                        genesis)))));
    }

    private static List<Bytes> prpcJson(Bytes genesis) {
        return List.of(
                Bytes.ofUtf8(PrpcMethod.INIT_RUNTIME.request().toJson(initRequest(genesis.slice(0, 60)))),
                Bytes.ofUtf8("[".repeat(2_000)),
                Bytes.ofUtf8("{\"a\":".repeat(2_000)));
    }

    private static void readPrpc(Bytes input) throws DecodeException {
        for (PrpcMethod<?, ?> method : List.of(PrpcMethod.INIT_RUNTIME, PrpcMethod.CONTRACT_QUERY)) {
            method.request().decode(input);
        }
    }

    private static void readPrpcJson(Bytes input) throws DecodeException {
        PrpcMethod.INIT_RUNTIME.request().fromJson(new String(input.toArray(), StandardCharsets.UTF_8));
    }

    private static Path artifact(String name) {
        return Path.of("../../examples/contracts/artifacts", name + ".contract");
    }

    private static Bytes wasm(String name) throws Exception {
        return ContractFile.read(artifact(name)).wasm();
    }

    private static Bytes contract(String name) throws Exception {
        return Bytes.wrap(Files.readAllBytes(artifact(name)));
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void strangersBytesAreReadOrRefusedWithinTheirMemory(Decoder decoder) throws Exception {
        // The first time classes are loaded and codecs derived; memory counts the second time.
        play(decoder, false);
        play(decoder, true);
    }

    private static void play(Decoder decoder, boolean measured) throws Exception {
        Random random = new Random(SEED);
        for (Bytes sample : decoder.samples()) {
            attempt(decoder, sample, measured, "sample");
        }
        int refused = 0;
        long largest = decoder.samples().stream().mapToLong(Bytes::size).max().orElse(0);
        int rounds = largest > 5_000 ? ROUNDS / 5 : ROUNDS;
        for (int round = 0; round < rounds; round++) {
            Bytes sample =
                    decoder.samples().get(random.nextInt(decoder.samples().size()));
            Bytes input = hostile(sample.toArray(), random, round);
            String what = "seed " + SEED + ", round " + round + ", " + input.size() + " bytes";
            refused += attempt(decoder, input, measured, what) ? 0 : 1;
        }
        assertThat(refused).as("refusals of %d", rounds).isGreaterThan(rounds / 10);
    }

    /// Whether the input was taken.
    private static boolean attempt(Decoder decoder, Bytes input, boolean measured, String what) throws Exception {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        boolean taken = true;
        try {
            decoder.attempt().decode(input);
        } catch (DecodeException | ProofException | WasmDecodeException | ContractFileException refusal) {
            taken = false;
            assertThat(refusal.getMessage()).as(what).isNotBlank();
        }
        long used = THREADS.getCurrentThreadAllocatedBytes() - before;
        if (measured) {
            assertThat(used)
                    .as("bytes allocated by %s, %s", decoder, what)
                    .isLessThan(BASE_BYTES + (long) decoder.perByte() * input.size());
        }
        return taken;
    }

    private static Bytes hostile(byte[] sample, Random random, int round) {
        byte[] bytes = sample.clone();
        switch (round % 6) {
            case 0 -> {
                bytes = new byte[random.nextInt(400)];
                random.nextBytes(bytes);
            }
            case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 2 -> {
                for (int i = 0; i <= random.nextInt(4); i++) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
            }
            case 3 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            case 4 -> {
                // A length of nearly everything, in one of its encodings.
                byte[][] lengths = {
                    {3, -1, -1, -1, -1}, {-2, -1, -1, -1}, {-1, -1, -1, -1, 15}, {-1, -1, -1, -1, -1, -1, -1, -1, 127}
                };
                byte[] length = lengths[random.nextInt(lengths.length)];
                int at = random.nextInt(bytes.length);
                System.arraycopy(length, 0, bytes, at, Math.min(length.length, bytes.length - at));
            }
            default -> {
                int from = random.nextInt(bytes.length);
                int count = random.nextInt(Math.min(200, bytes.length - from));
                int to = random.nextInt(bytes.length - count);
                System.arraycopy(bytes, from, bytes, to, count);
            }
        }
        return Bytes.wrap(bytes);
    }
}
