package network.phala.pink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import network.phala.crypto.Blake2b;
import network.phala.pink.contracts.Determinism;
import network.phala.pink.types.ContractResult;
import network.phala.pink.types.DispatchError;
import network.phala.pink.types.ExecReturn;
import network.phala.pink.types.PinkRuntime;
import network.phala.pink.types.StorageDeposit;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.scale.Result;
import network.phala.trie.Trie;
import org.junit.jupiter.api.Test;

/// The numbers that Phala's tests of its runtime expect of its contracts flip, cross and
/// check_system, of contracts of our own that have what those numbers come from: the same length, the same
/// calls of the host, the same storage. Only the instructions between the calls are others. With Phala's own contracts:
/// [PhalaFixturesTest].
class FixtureShapesTest {
    private static final AccountId ORIGIN = ClusterFixture.OWNER;
    private static final Bytes NEW_TRUE = Bytes.fromHex("0x9bae9d5e01");
    private static final int FLIP_BYTES = 24_336;
    private static final H256 FLIP_CODE =
            H256.fromHex("0xa3f91e98edc8ccfb035946133027dd5a3f8694c70e7a27ffdf8056f7b9cc40ab");
    private static final H256 CROSS_CODE =
            H256.fromHex("0x1665d141140d976421f747f0f3873c7cf446caa9103183e35728343d4390d6ea");
    /// What flip does besides, before it writes and after it. These two were fitted, as the only numbers here.
    private static final int FUEL_BEFORE = 2251;

    private static final int FUEL_AFTER = 29;

    private final ClusterFixture fixture = new ClusterFixture();
    private Cluster cluster = Cluster.empty(PinkRuntime.V1_2)
            .setup(
                    session(),
                    new ClusterSetup(
                            H256.ZERO,
                            ORIGIN,
                            U128.parse("1000000000000000000000000"),
                            U128.ONE,
                            U128.ONE,
                            U128.ONE,
                            AccountId.of(new byte[32]),
                            new TestContract().build()))
            .cluster();

    private Session session() {
        return fixture.session(ExecutionMode.TRANSACTION);
    }

    private Outcome<ContractResult> instantiate(Bytes code, Bytes input) {
        Outcome<Result<H256, String>> uploaded = cluster.uploadCode(session(), ORIGIN, code, Determinism.ENFORCED);
        H256 hash = ((Result.Ok<H256, String>) uploaded.result()).value();
        TransactionArguments terms =
                new TransactionArguments(ORIGIN, U128.ZERO, Long.MAX_VALUE, true, Optional.empty(), U128.ZERO);
        Outcome<ContractResult> made = uploaded.cluster().instantiate(session(), hash, input, Bytes.EMPTY, terms);
        assertThat(made.result().succeeded()).as("%s", made.result()).isTrue();
        cluster = made.cluster();
        return made;
    }

    /// Reads its input, and keeps one byte of it under 32 bytes of zero. Constructors of ink! 3 do not ask
    /// for the money that came.
    private static Bytes flip() {
        TestContract contract = new TestContract()
                .pages(2)
                .use("seal0", "seal_input", "ii", "")
                .use("seal0", "seal_set_storage", "iii", "");
        // The room for the input, 16 bytes, stands at 260.
        TestContract.Code body = idle(TestContract.code(), FUEL_BEFORE)
                .i32(260)
                .i32(16)
                .op(0x36, 2, 0)
                .callWith(0, 300, 260)
                .callWith(1, 1024, 304, 1);
        // Fuel is taken where a scope begins: what comes after the write needs one of its own.
        body.i32(1).op(0x04, 0x40);
        return contract.deploy(idle(body, FUEL_AFTER).op(0x0b)).build();
    }

    /// So much fuel for nothing, one for each instruction; at least two.
    private static TestContract.Code idle(TestContract.Code code, int fuel) {
        code.i32(0);
        for (int i = 2; i < fuel; i++) {
            // i32.eqz
            code.op(0x45);
        }
        return code.drop();
    }

    /// With a custom section that makes it as long as this.
    private static Bytes padded(Bytes code, int length) {
        int content = length - code.size() - 1 - 3;
        byte[] section = new byte[length - code.size()];
        // Always three bytes of length.
        section[1] = (byte) (content & 0x7f | 0x80);
        section[2] = (byte) (content >> 7 & 0x7f | 0x80);
        section[3] = (byte) (content >> 14);
        return code.concat(Bytes.wrap(section));
    }

    @Test
    void aContractOfFlipsShapeCostsWhatFlipDoes() {
        ContractResult made = instantiate(padded(flip(), FLIP_BYTES), NEW_TRUE).result();
        assertThat(made.storageDeposit()).isEqualTo(new StorageDeposit(true, U128.of(126)));
        assertThat(made.gasConsumed().proofSize()).isEqualTo(24_635);
        assertThat(made.gasRequired().proofSize()).isEqualTo(1_073_211);
        // What was taken before the write and given back after it is the difference, less what came later.
        assertThat(made.gasConsumed().refTime()).isEqualTo(1_004_638_278L);
        assertThat(made.gasRequired().refTime()).isEqualTo(1_582_359_686L);
    }

    @Test
    void idsAreThoseOfFlipAndCrossAndOfTheFlipThatCrossMakes() {
        AccountId cross = cluster.contractAddress(ORIGIN, CROSS_CODE, Bytes.EMPTY);
        assertThat(List.of(
                        cluster.contractAddress(ORIGIN, FLIP_CODE, Bytes.EMPTY),
                        cross,
                        cluster.contractAddress(cross, FLIP_CODE, Bytes.of((byte) 0))))
                .extracting(id -> id.toBytes().toHex().substring(0, 14))
                .containsExactly("0x35db55bc9f81", "0x056a8ab55cc7", "0x21987f6137ba");
    }

    /// `deploy` writes key 00000000 → value 0000 and answers 0000, flags 0.
    @Test
    void aContractBeginsAsCheckSystemDoes() {
        TestContract contract =
                new TestContract().use("seal2", "set_storage", "iiii", "i").use("seal0", "seal_return", "iii", "");
        contract.deploy(TestContract.code().callWith(0, 0, 4, 8, 2).drop().callWith(1, 0, 16, 2));
        Outcome<ContractResult> made = instantiate(contract.build(), Bytes.fromHex("0xed4b9d1b"));
        ExecReturn answer =
                ((Result.Ok<ExecReturn, DispatchError>) made.result().result()).value();
        assertThat(answer.flags()).isZero();
        assertThat(answer.data()).isEqualTo(Bytes.fromHex("0x0000"));
        Bytes key = Bytes.wrap(Blake2b.digest128(new byte[4])).concat(Bytes.wrap(new byte[4]));
        Trie top = made.cluster().state().top();
        assertThat(top.entries().flatMap(entry -> top.getTrie(entry.getKey()).stream()))
                .anySatisfy(storage -> {
                    assertThat(storage.entries()).hasSize(1);
                    assertThat(storage.get(key)).contains(Bytes.fromHex("0x0000"));
                });
    }
}
