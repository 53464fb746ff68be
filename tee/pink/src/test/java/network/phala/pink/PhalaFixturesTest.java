package network.phala.pink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import network.phala.pink.contracts.Determinism;
import network.phala.pink.types.ContractResult;
import network.phala.pink.types.DispatchError;
import network.phala.pink.types.ExecReturn;
import network.phala.pink.types.SideEffects;
import network.phala.pink.types.StorageDeposit;
import network.phala.pink.types.Weight;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.scale.Result;
import network.phala.trie.Trie;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The contracts with which Phala tests its runtime, and the numbers that those tests expect. Their
/// code is Phala's and not here: `-Dphala.fixtures=DIR` names a checkout's
/// crates/pink/runtime/tests/fixtures; without it nothing is run.
class PhalaFixturesTest {
    private static final AccountId ORIGIN = ClusterFixture.OWNER;
    private static final Bytes NEW = Bytes.fromHex("0x9bae9d5e");
    private static final U128 FORTUNE = U128.parse("1000000000000000000000000");

    private final ClusterFixture fixture = new ClusterFixture();
    private Cluster cluster = Cluster.EMPTY;

    private Session session() {
        return fixture.session(ExecutionMode.TRANSACTION);
    }

    @BeforeEach
    void setUp() {
        assumeThat(System.getProperty("phala.fixtures"))
                .as("no checkout of Phala's")
                .isNotNull();
        ClusterSetup config = new ClusterSetup(
                H256.ZERO,
                ORIGIN,
                FORTUNE,
                U128.ONE,
                U128.ONE,
                U128.ONE,
                AccountId.of(new byte[32]),
                new TestContract().build());
        cluster = Cluster.empty(network.phala.pink.types.PinkRuntime.V1_2)
                .setup(session(), config)
                .cluster();
    }

    private H256 upload(String name) throws Exception {
        Path file = Path.of(System.getProperty("phala.fixtures"), name, name + ".wasm");
        Outcome<Result<H256, String>> outcome =
                cluster.uploadCode(session(), ORIGIN, Bytes.wrap(Files.readAllBytes(file)), Determinism.ENFORCED);
        cluster = outcome.cluster();
        return ((Result.Ok<H256, String>) outcome.result()).value();
    }

    private Outcome<ContractResult> instantiate(H256 code, Bytes input, U128 value) {
        TransactionArguments terms =
                new TransactionArguments(ORIGIN, value, Long.MAX_VALUE, true, Optional.empty(), U128.ZERO);
        Outcome<ContractResult> outcome = cluster.instantiate(session(), code, input, Bytes.EMPTY, terms);
        cluster = outcome.cluster();
        return outcome;
    }

    private static void check(ContractResult result, Weight consumed, Weight required, long deposit) {
        assertThat(result.succeeded()).as("%s", result).isTrue();
        assertThat(result.gasConsumed()).isEqualTo(consumed);
        assertThat(result.gasRequired()).isEqualTo(required);
        assertThat(result.storageDeposit()).isEqualTo(new StorageDeposit(true, U128.of(deposit)));
    }

    @Test
    void flipCostsWhatItsSnapshotSays() throws Exception {
        Outcome<ContractResult> made = instantiate(upload("flip"), NEW.concat(Bytes.of((byte) 1)), U128.ZERO);
        check(made.result(), Weight.of(1_004_638_278L, 24_635), Weight.of(1_582_359_686L, 1_073_211), 126);
        assertThat(made.result().account().orElseThrow().toBytes().toHex()).startsWith("0x35db55bc9f81");
    }

    @Test
    void crossInstantiatesFlipFirst() throws Exception {
        upload("flip");
        Outcome<ContractResult> made =
                instantiate(upload("cross"), NEW.concat(Bytes.of((byte) 1)), U128.of(1_000_000_000_000L));
        check(made.result(), Weight.of(3_125_415_497L, 37_600), Weight.of(3_703_360_905L, 1_086_176), 283);
        assertThat(made.effects().instantiated().stream()
                        .map(SideEffects.Instantiation::contract)
                        .map(id -> id.toBytes().toHex().substring(0, 14)))
                .isEqualTo(List.of("0x21987f6137ba", "0x056a8ab55cc7"));
    }

    /// `deploy` writes key 00000000 → value 0000 and answers 0000, flags 0.
    @Test
    void checkSystemBegins() throws Exception {
        Outcome<ContractResult> made = instantiate(upload("check_system"), Bytes.fromHex("0xed4b9d1b"), U128.ZERO);
        ExecReturn answer =
                ((Result.Ok<ExecReturn, DispatchError>) made.result().result()).value();
        assertThat(answer.flags()).isZero();
        assertThat(answer.data()).isEqualTo(Bytes.fromHex("0x0000"));
        Bytes hashed =
                Bytes.wrap(network.phala.crypto.Blake2b.digest128(new byte[4])).concat(Bytes.wrap(new byte[4]));
        List<Trie> storages = made.cluster()
                .state()
                .top()
                .entries()
                .flatMap(entry -> made.cluster().state().top().getTrie(entry.getKey()).stream())
                .toList();
        assertThat(storages).anySatisfy(storage -> {
            assertThat(storage.entries()).hasSize(1);
            assertThat(storage.get(hashed)).contains(Bytes.fromHex("0x0000"));
        });
    }
}
