package network.phala.pink;

import static network.phala.pink.TestContract.code;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import network.phala.pink.contracts.Determinism;
import network.phala.pink.types.ContractError;
import network.phala.pink.types.ContractResult;
import network.phala.pink.types.DispatchError;
import network.phala.pink.types.ExecReturn;
import network.phala.pink.types.PinkError;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.scale.Result;
import network.phala.wasm.GuestThread;
import org.junit.jupiter.api.Test;

/// Every error of the Contracts and the Pink pallet that a contract or its caller can meet, raised by one that does.
/// Numbers are those of pink's metadata 1.2.
class ContractErrorsTest {
    private static final int PAGE = 65536;

    /// What ends with an error: a call, an instantiation, or an upload.
    private interface Deed {
        DispatchError refusal(ClusterFixture fixture);
    }

    private static final Map<ContractError, Deed> AT_THE_TOP = new EnumMap<>(ContractError.class);

    /// Errors that end a nested frame only, whose caller is told no more than CalleeTrapped; tested below.
    private static final Set<ContractError> NESTED =
            EnumSet.of(ContractError.MAX_CALL_DEPTH_REACHED, ContractError.TERMINATED_WHILE_REENTRANT);

    /// Errors of dispatchables, of unstable functions and of other configurations; and of a deprecated function, which
    /// no code can import that is stored here.
    private static final Set<ContractError> NEVER = EnumSet.of(
            ContractError.INVALID_SCHEDULE,
            ContractError.CODE_INFO_NOT_FOUND,
            ContractError.RANDOM_SUBJECT_TOO_LONG,
            ContractError.NO_CHAIN_EXTENSION,
            ContractError.XCM_DECODE_FAILED,
            ContractError.CODE_IN_USE,
            ContractError.CONTRACT_REVERTED,
            ContractError.MIGRATION_IN_PROGRESS,
            ContractError.NO_MIGRATION_PERFORMED,
            ContractError.MAX_DELEGATE_DEPENDENCIES_REACHED,
            ContractError.DELEGATE_DEPENDENCY_NOT_FOUND,
            ContractError.DELEGATE_DEPENDENCY_ALREADY_EXISTS,
            ContractError.CANNOT_ADD_SELF_AS_DELEGATE_DEPENDENCY);

    static {
        called(ContractError.INVALID_CALL_FLAGS, returning().call(code().callWith(0, 2, 0, 0)));
        AT_THE_TOP.put(ContractError.OUT_OF_GAS, fixture -> {
            AccountId loop = fixture.deploy(new TestContract().call(code().op(0x03, 0x40, 0x0c, 0, 0x0b)));
            return call(fixture, loop, terms(U128.ZERO, 1_000_000_000, Optional.empty()));
        });
        // room for one byte
        called(
                ContractError.OUTPUT_BUFFER_TOO_SMALL,
                new TestContract()
                        .use("seal0", "caller", "ii", "")
                        .data((byte) 1)
                        .call(code().callWith(0, 4, 0)));
        AT_THE_TOP.put(
                ContractError.TRANSFER_FAILED,
                fixture -> call(
                        fixture,
                        fixture.deploy(new TestContract().call(code().op(1))),
                        terms(U128.MAX, ClusterFixture.GAS, Optional.empty())));
        AT_THE_TOP.put(
                ContractError.CONTRACT_NOT_FOUND,
                fixture -> call(fixture, ClusterFixture.OWNER, ClusterFixture.arguments()));
        AT_THE_TOP.put(
                ContractError.CODE_TOO_LARGE,
                fixture -> upload(
                        fixture,
                        new TestContract().pages(33).data(new byte[2 * 1024 * 1024 + 1]),
                        ContractError.CODE_TOO_LARGE));
        AT_THE_TOP.put(ContractError.CODE_NOT_FOUND, fixture -> instantiate(fixture, H256.ZERO));
        called(ContractError.OUT_OF_BOUNDS, returning().call(code().callWith(0, 0, PAGE, 1)));
        called(
                ContractError.DECODING_FAILED,
                new TestContract()
                        .use("seal1", "get_storage", "iiii", "i")
                        .call(code().callWith(0, 0, 129, 0, 0).drop()));
        called(ContractError.CONTRACT_TRAPPED, new TestContract().call(code().op(0)));
        called(
                ContractError.VALUE_TOO_LARGE,
                new TestContract()
                        .use("seal1", "set_storage", "iii", "i")
                        .pages(17)
                        .call(code().callWith(0, 0, 0, 16 * PAGE + 1).drop()));
        called(ContractError.INPUT_FORWARDED, forwardingTwice());
        called(
                ContractError.TOO_MANY_TOPICS,
                new TestContract()
                        .use("seal0", "deposit_event", "iiii", "")
                        .data((byte) (5 << 2))
                        .call(code().callWith(0, 0, 1 + 5 * 32, 0, 0)));
        AT_THE_TOP.put(ContractError.DUPLICATE_CONTRACT, fixture -> {
            TestContract contract = new TestContract().call(code().op(1, 1));
            fixture.deploy(contract);
            return instantiate(fixture, hash(contract));
        });
        AT_THE_TOP.put(ContractError.TERMINATED_IN_CONSTRUCTOR, fixture -> {
            TestContract contract =
                    new TestContract().use("seal1", "terminate", "i", "").deploy(code().callWith(0, 0));
            fixture.upload(contract.build());
            return instantiate(fixture, hash(contract));
        });
        called(ContractError.REENTRANCE_DENIED, callingItself(0));
        AT_THE_TOP.put(
                ContractError.STORAGE_DEPOSIT_NOT_ENOUGH_FUNDS,
                fixture -> call(
                        fixture,
                        fixture.deploy(new TestContract().call(code().op(1))),
                        terms(U128.ZERO, ClusterFixture.GAS, Optional.of(U128.MAX))));
        AT_THE_TOP.put(
                ContractError.STORAGE_DEPOSIT_LIMIT_EXHAUSTED,
                fixture -> call(
                        fixture,
                        fixture.deploy(new TestContract()
                                .use("seal1", "set_storage", "iii", "i")
                                .call(code().callWith(0, 0, 0, 1).drop())),
                        terms(U128.ZERO, ClusterFixture.GAS, Optional.of(U128.of(10)))));
        AT_THE_TOP.put(
                ContractError.CODE_REJECTED,
                fixture -> upload(
                        fixture,
                        new TestContract().use("seal0", "reentrance_count", "", "i"),
                        ContractError.CODE_REJECTED));
        AT_THE_TOP.put(ContractError.INDETERMINISTIC, fixture -> {
            TestContract contract = new TestContract().call(code().op(1, 1, 1));
            Cluster cluster = fixture.cluster()
                    .uploadCode(
                            fixture.session(ExecutionMode.TRANSACTION),
                            ClusterFixture.OWNER,
                            contract.build(),
                            Determinism.RELAXED)
                    .cluster();
            return refusal(cluster.instantiate(
                            fixture.session(ExecutionMode.TRANSACTION),
                            hash(contract),
                            Bytes.EMPTY,
                            Bytes.EMPTY,
                            ClusterFixture.arguments())
                    .result());
        });
    }

    private static void called(ContractError error, TestContract contract) {
        AT_THE_TOP.put(error, fixture -> call(fixture, fixture.deploy(contract), ClusterFixture.arguments()));
    }

    private static TestContract returning() {
        return new TestContract().use("seal0", "seal_return", "iii", "");
    }

    /// Calls its own account with these flags and the first 32 bytes of memory as no value; returns the code it got.
    private static TestContract callingItself(int flags) {
        return returning()
                .use("seal0", "address", "ii", "")
                .use("seal1", "call", "iiliiiii", "i")
                .call(code().i32(100)
                        .i32(32)
                        .op(0x36, 2, 0)
                        .callWith(1, 104, 100)
                        .i32(200)
                        .i32(flags)
                        .i32(104)
                        .i64(0)
                        .i32(0)
                        .i32(0)
                        .i32(0)
                        .i32(-1)
                        .i32(0)
                        .invoke(2)
                        .op(0x36, 2, 0)
                        .callWith(0, 0, 200, 4));
    }

    /// Forwards its input to an account that is no contract, then asks for it.
    private static TestContract forwardingTwice() {
        return new TestContract()
                .use("seal1", "call", "iiliiiii", "i")
                .use("seal0", "input", "ii", "")
                .call(code().i32(1)
                        .i32(0)
                        .i64(0)
                        .i32(0)
                        .i32(0)
                        .i32(0)
                        .i32(-1)
                        .i32(0)
                        .invoke(0)
                        .drop()
                        .callWith(1, 4, 0));
    }

    private static TransactionArguments terms(U128 value, long gas, Optional<U128> depositLimit) {
        return new TransactionArguments(ClusterFixture.OWNER, value, gas, false, depositLimit, U128.ZERO);
    }

    private static DispatchError refusal(ContractResult result) {
        if (result.result() instanceof Result.Err<ExecReturn, DispatchError>(DispatchError error)) {
            return error;
        }
        throw new AssertionError("no error but " + result);
    }

    private static DispatchError call(ClusterFixture fixture, AccountId contract, TransactionArguments terms) {
        return refusal(fixture.cluster()
                .call(fixture.session(ExecutionMode.TRANSACTION), contract, Bytes.EMPTY, terms)
                .result());
    }

    private static DispatchError instantiate(ClusterFixture fixture, H256 codeHash) {
        return refusal(fixture.cluster()
                .instantiate(
                        fixture.session(ExecutionMode.TRANSACTION),
                        codeHash,
                        Bytes.EMPTY,
                        Bytes.EMPTY,
                        ClusterFixture.arguments())
                .result());
    }

    /// Uploads have a text as their error.
    private static DispatchError upload(ClusterFixture fixture, TestContract contract, ContractError expected) {
        assertThat(fixture.upload(contract.build()))
                .isEqualTo(new Result.Err<>(expected.error().debug()));
        return expected.error();
    }

    private static H256 hash(TestContract contract) {
        return H256.of(network.phala.crypto.Blake2b.digest256(contract.build().toArray()));
    }

    private static Bytes output(ContractResult result) {
        if (result.result() instanceof Result.Ok<ExecReturn, DispatchError>(ExecReturn output)) {
            return output.data();
        }
        throw new AssertionError("failed: " + result);
    }

    @Test
    void everyErrorIsRaisedOrCannotBe() {
        Set<ContractError> all = EnumSet.copyOf(AT_THE_TOP.keySet());
        assertThat(all).doesNotContainAnyElementsOf(NESTED).doesNotContainAnyElementsOf(NEVER);
        all.addAll(NESTED);
        all.addAll(NEVER);
        assertThat(all).containsExactlyInAnyOrder(ContractError.values());
    }

    @Test
    void eachContractGetsItsError() {
        AT_THE_TOP.forEach((error, deed) -> {
            ClusterFixture fixture = new ClusterFixture();
            assertThat(deed.refusal(fixture)).as(error.name()).isEqualTo(error.error());
            assertThat(error.error().encoded())
                    .as(error.name())
                    .isEqualTo(Bytes.of((byte) 3, (byte) 4, (byte) error.ordinal(), (byte) 0, (byte) 0, (byte) 0));
        });
    }

    /// Each frame calls itself and returns one more than the callee returned, or 0 when the callee trapped: the sixth
    /// frame may not call.
    @Test
    void theSixthFrameMayNotCall() throws InterruptedException {
        ClusterFixture fixture = new ClusterFixture();
        AccountId deep = fixture.deploy(returning()
                .use("seal0", "address", "ii", "")
                .use("seal1", "call", "iiliiiii", "i")
                .call(code().i32(100)
                        .i32(32)
                        .op(0x36, 2, 0)
                        .callWith(1, 104, 100)
                        .i32(200)
                        .i32(4)
                        .op(0x36, 2, 0)
                        .i32(8)
                        .i32(104)
                        .i64(0)
                        .i32(0)
                        .i32(0)
                        .i32(0)
                        .i32(204)
                        .i32(200)
                        .invoke(2)
                        // if the callee ended well: its number and one more
                        .op(0x45, 0x04, 0x40)
                        .i32(204)
                        .i32(204)
                        .op(0x28, 2, 0)
                        .i32(1)
                        .op(0x6a, 0x36, 2, 0, 0x0b)
                        .callWith(0, 0, 204, 4)));
        ContractResult[] result = new ContractResult[1];
        Thread guest = GuestThread.of("deep", () -> result[0] = fixture.call(deep, Bytes.EMPTY));
        guest.start();
        guest.join();
        assertThat(output(result[0])).isEqualTo(Bytes.fromHex("0x04000000"));
    }

    /// With input it ends itself, without it calls itself with one byte: refused, and both frames go on living.
    @Test
    void aContractThatIsOnTheStackTwiceCannotEndItself() {
        ClusterFixture fixture = new ClusterFixture();
        AccountId twice = fixture.deploy(returning()
                .use("seal0", "address", "ii", "")
                .use("seal1", "call", "iiliiiii", "i")
                .use("seal0", "input", "ii", "")
                .use("seal1", "terminate", "i", "")
                .call(code().i32(100)
                        .i32(32)
                        .op(0x36, 2, 0)
                        .callWith(1, 104, 100)
                        .i32(300)
                        .i32(32)
                        .op(0x36, 2, 0)
                        .callWith(3, 304, 300)
                        .i32(300)
                        .op(0x28, 2, 0)
                        .op(0x04, 0x40)
                        .callWith(4, 104)
                        .op(0x0b)
                        .i32(200)
                        .i32(8)
                        .i32(104)
                        .i64(0)
                        .i32(0)
                        .i32(0)
                        .i32(1)
                        .i32(-1)
                        .i32(0)
                        .invoke(2)
                        .op(0x36, 2, 0)
                        .callWith(0, 0, 200, 4)));
        assertThat(output(fixture.call(twice, Bytes.EMPTY))).as("CalleeTrapped").isEqualTo(Bytes.fromHex("0x01000000"));
        assertThat(fixture.cluster().codeHash(twice)).isPresent();
        assertThat(fixture.call(twice, Bytes.of((byte) 1)).succeeded()).isTrue();
        assertThat(fixture.cluster().codeHash(twice)).as("alone it may").isEmpty();
    }

    /// Calls extension function `id` with the bytes at address 0; room for `room` bytes of answer.
    private static TestContract extension(int id, int room, byte... input) {
        return new TestContract()
                .use("seal0", "call_chain_extension", "iiiii", "i")
                .data(input)
                .call(code().i32(1000)
                        .i32(room)
                        .op(0x36, 2, 0)
                        .callWith(0, id, 0, input.length, 1004, 1000)
                        .drop());
    }

    @Test
    void theExtensionHasErrorsOfItsOwn() {
        Map<PinkError, TestContract> cases = new EnumMap<>(PinkError.class);
        cases.put(PinkError.UNKNOWN_CHAIN_EXTENSION_ID, extension(1 << 16 | 12, 64));
        cases.put(PinkError.UNKNOWN_CHAIN_EXTENSION_FUNCTION, extension(26, 64));
        cases.put(PinkError.CONTRACT_IO_BUFFER_OVERFLOW, extension(21, 7));
        cases.put(PinkError.KEY_SEED_MISSING, extension(4, 100, (byte) 0));
        cases.forEach((error, contract) -> {
            ClusterFixture fixture = new ClusterFixture();
            DispatchError refusal = call(fixture, fixture.deploy(contract), ClusterFixture.arguments());
            assertThat(refusal).as(error.name()).isEqualTo(error.raise().error());
            assertThat(refusal.encoded())
                    .isEqualTo(Bytes.of((byte) 3, (byte) 5, (byte) error.ordinal(), (byte) 0, (byte) 0, (byte) 0));
        });
        ClusterFixture fixture = new ClusterFixture();
        assertThat(call(fixture, fixture.deploy(extension(20, 100, new byte[32])), ClusterFixture.arguments()))
                .as("only the system contract imports system code")
                .isEqualTo(DispatchError.Plain.BAD_ORIGIN);
        assertThat(call(
                                fixture,
                                fixture.deploy(extension(2, 100, (byte) 0, (byte) 0, (byte) 0)),
                                ClusterFixture.arguments())
                        .encoded())
                .as("an ed25519 key of no bytes: Other")
                .isEqualTo(Bytes.of((byte) 0));
        assertThat(call(fixture, fixture.deploy(extension(12, 100, (byte) 0)), ClusterFixture.arguments()))
                .as("a byte too many")
                .isEqualTo(ContractError.DECODING_FAILED.error());
    }

    @Test
    void aClusterThatWasNotSetUpHasNoSystemContract() {
        ClusterFixture fixture = new ClusterFixture();
        Session session = fixture.session(ExecutionMode.TRANSACTION);
        TestContract contract = extension(15, 32);
        Cluster cluster = Cluster.EMPTY
                .deposit(session, ClusterFixture.OWNER, U128.of(1_000))
                .cluster()
                .uploadCode(session, ClusterFixture.OWNER, contract.build(), Determinism.ENFORCED)
                .cluster();
        TransactionArguments terms = TransactionArguments.free(ClusterFixture.OWNER, ClusterFixture.GAS);
        Outcome<ContractResult> made = cluster.instantiate(session, hash(contract), Bytes.EMPTY, Bytes.EMPTY, terms);
        AccountId asking = made.result().account().orElseThrow();
        assertThat(refusal(
                        made.cluster().call(session, asking, Bytes.EMPTY, terms).result()))
                .isEqualTo(PinkError.SYSTEM_CONTRACT_MISSING.raise().error());
    }
}
