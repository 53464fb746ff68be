package network.phala.pink;

import static network.phala.pink.TestContract.code;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import network.phala.pink.types.ContractError;
import network.phala.pink.types.ContractResult;
import network.phala.pink.types.DispatchError;
import network.phala.pink.types.EventBlock;
import network.phala.pink.types.EventBlockContent;
import network.phala.pink.types.ExecReturn;
import network.phala.pink.types.PinkRuntime;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.scale.Result;
import network.phala.scale.ScaleReader;
import network.phala.wasm.GuestThread;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What a cluster gets from each release of the contract runtime. Expectations are from phala-blockchain at
/// pruntime-v2.0.1 (1.0), pruntime-v2.1.0 (1.1) and pruntime-v2.2.0 (1.2), error numbers from its metadata-1.x.bin.
class PinkRuntimeTest {
    private static final Bytes NOTHING = Bytes.EMPTY;

    private static TestContract.Code returning(int pointer, int length) {
        return code().callWith(0, 0, pointer, length);
    }

    private static TestContract returner() {
        return new TestContract().use("seal0", "seal_return", "iii", "");
    }

    /// Calls extension function `id` with the bytes at address 0 and returns up to 64 bytes of the answer.
    private static TestContract extension(int id, byte... input) {
        return returner()
                .use("seal0", "call_chain_extension", "iiiii", "i")
                .data(input)
                .call(code().i32(1000)
                        .i32(64)
                        .op(0x36, 2, 0)
                        .callWith(1, id, 0, input.length, 1004, 1000)
                        .drop()
                        .i32(0)
                        .i32(1004)
                        .i32(1000)
                        .op(0x28, 2, 0)
                        .invoke(0));
    }

    private static byte[] errorOf(ContractResult result) {
        if (result.result() instanceof Result.Err<ExecReturn, DispatchError>(DispatchError error)) {
            return error.encoded().toArray();
        }
        throw new AssertionError("no error: " + result);
    }

    private static Bytes answer(ContractResult result) {
        if (result.result() instanceof Result.Ok<ExecReturn, DispatchError>(ExecReturn output)) {
            return output.data();
        }
        throw new AssertionError("failed: " + result);
    }

    @ParameterizedTest
    @CsvSource({"V1_0, 9, 11", "V1_1, 9, 11", "V1_2, 10, 12"})
    void errorsHaveTheNumbersOfTheirRelease(PinkRuntime runtime, int outOfBounds, int trapped) {
        ClusterFixture fixture = new ClusterFixture(runtime);
        AccountId outside = fixture.deploy(returner().call(returning(0, 70_000)));
        assertThat(errorOf(fixture.call(outside, NOTHING))).containsExactly(3, 4, outOfBounds, 0, 0, 0);
        AccountId unreachable = fixture.deploy(new TestContract().call(code().op(0)));
        assertThat(errorOf(fixture.call(unreachable, NOTHING))).containsExactly(3, 4, trapped, 0, 0, 0);
        assertThat(errorOf(fixture.call(ClusterFixture.OWNER, NOTHING))).containsExactly(3, 4, 6, 0, 0, 0);
    }

    @ParameterizedTest
    @CsvSource({"V1_0, false", "V1_1, true", "V1_2, true"})
    void resultsEndWithTheListOfEventsFrom11On(PinkRuntime runtime, boolean listed) throws Exception {
        ClusterFixture fixture = new ClusterFixture(runtime);
        AccountId contract = fixture.deploy(returner().call(returning(0, 2)));
        ContractResult result = fixture.call(contract, NOTHING);
        Bytes encoded = result.encode();
        int head = encoded.size() - (listed ? 1 : 0);
        // Ok, flags 0, two bytes
        assertThat(encoded.slice(head - 8, encoded.size()))
                .isEqualTo(Bytes.fromHex("0x00" + "00000000" + "08" + "0000" + (listed ? "00" : "")));
    }

    @ParameterizedTest
    @CsvSource({"V1_0, 16384, 12", "V1_1, 1048576, 12", "V1_2, 1048576, 13"})
    void valuesMayBeAsLongAsTheReleaseAllows(PinkRuntime runtime, int longest, int valueTooLarge) {
        ClusterFixture fixture = new ClusterFixture(runtime);
        for (int over = 0; over < 2; over++) {
            AccountId storing = fixture.deploy(new TestContract()
                    .use("seal1", "set_storage", "iii", "i")
                    .pages(20)
                    .call(code().callWith(0, 0, 32, longest + over).drop()));
            ContractResult result = fixture.call(storing, NOTHING);
            if (over == 0) {
                assertThat(result.succeeded()).isTrue();
            } else {
                assertThat(errorOf(result)).containsExactly(3, 4, valueTooLarge, 0, 0, 0);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(PinkRuntime.class)
    void contractsAreToldTheRelease(PinkRuntime runtime) {
        ClusterFixture fixture = new ClusterFixture(runtime);
        AccountId asking = fixture.deploy(extension(21));
        assertThat(answer(fixture.call(asking, NOTHING))).isEqualTo(runtime.encoded());
    }

    @ParameterizedTest
    @CsvSource({"V1_0, 22, 23", "V1_1, 24, 25", "V1_2, 26, 27"})
    void laterExtensionFunctionsAreUnknown(PinkRuntime runtime, int first, int second) {
        ClusterFixture fixture = new ClusterFixture(runtime);
        for (int id : new int[] {first, second}) {
            byte[] error = errorOf(fixture.call(fixture.deploy(extension(id)), NOTHING));
            if (runtime == PinkRuntime.V1_2) {
                assertThat(error).containsExactly(3, 5, 1, 0, 0, 0);
            } else {
                assertThat(error).as("Other, which encodes without its text").containsExactly(0);
            }
        }
    }

    @Test
    void theFirstReleaseOfAFunctionAnswers() {
        ClusterFixture fixture = new ClusterFixture(PinkRuntime.V1_1);
        AccountId asking = fixture.deploy(extension(23));
        // the blocks so far: setup, upload, instantiation
        assertThat(answer(fixture.call(asking, NOTHING)).slice(0, 8)).isEqualTo(Bytes.fromHex("0x0300000000000000"));
    }

    @ParameterizedTest
    @EnumSource(PinkRuntime.class)
    void onlyTheSystemContractMayAskForBalancesBefore12(PinkRuntime runtime) {
        ClusterFixture fixture = new ClusterFixture(runtime);
        AccountId asking = fixture.deploy(extension(16, new byte[32]));
        ContractResult result = fixture.call(asking, NOTHING);
        if (runtime == PinkRuntime.V1_2) {
            assertThat(answer(result)).isEqualTo(Bytes.wrap(new byte[32]));
        } else {
            assertThat(errorOf(result)).containsExactly(2);
        }
    }

    @ParameterizedTest
    @EnumSource(PinkRuntime.class)
    void aSignatureOfAWrongSizeIsAnErrorFrom11On(PinkRuntime runtime) {
        ClusterFixture fixture = new ClusterFixture(runtime);
        // sr25519, a key of 1 byte, no message, no signature
        AccountId asking = fixture.deploy(extension(3, new byte[] {1, 4, 0, 0, 0}));
        ContractResult result = fixture.call(asking, NOTHING);
        if (runtime == PinkRuntime.V1_0) {
            assertThat(answer(result)).isEqualTo(Bytes.fromHex("0x00"));
        } else {
            assertThat(errorOf(result)).containsExactly(0);
        }
    }

    @ParameterizedTest
    @EnumSource(PinkRuntime.class)
    void aRefusedPaymentSaysWhyFrom12On(PinkRuntime runtime) {
        ClusterFixture fixture = new ClusterFixture(runtime);
        AccountId contract = fixture.deploy(returner());
        TransactionArguments poor = new TransactionArguments(
                AccountId.of(new byte[32]), U128.ZERO, ClusterFixture.GAS, false, Optional.empty(), U128.ZERO);
        byte[] error = errorOf(fixture.cluster()
                .call(fixture.session(ExecutionMode.TRANSACTION), contract, NOTHING, poor)
                .result());
        if (runtime == PinkRuntime.V1_2) {
            assertThat(error).containsExactly(7, 0);
        } else {
            assertThat(error).containsExactly(0);
        }
    }

    @ParameterizedTest
    @CsvSource({"V1_0, 500000000000, 100000", "V1_1, 500000000000, 100000", "V1_2, 2500000000000, 8000"})
    void transactionsHaveHalfASecondOfTheirRelease(PinkRuntime runtime, long most, long rest)
            throws InterruptedException {
        ClusterFixture fixture = new ClusterFixture(runtime);
        AccountId loop = fixture.deploy(new TestContract().call(code().op(0x03, 0x40, 0x0c, 0, 0x0b)));
        TransactionArguments args = TransactionArguments.free(ClusterFixture.OWNER, -1L);
        ContractResult[] result = new ContractResult[1];
        Thread guest = GuestThread.of(
                "loop",
                () -> result[0] = fixture.cluster()
                        .call(fixture.session(ExecutionMode.TRANSACTION), loop, NOTHING, args)
                        .result());
        guest.start();
        guest.join();
        assertThat(errorOf(result[0])).containsExactly(3, 4, 2, 0, 0, 0);
        assertThat(result[0].gasConsumed().refTime()).isBetween(most - rest, most);
    }

    @Test
    void theEventChainBeginsWith11() throws Exception {
        assertThat(block(PinkRuntime.V1_0)).isEmpty();
        for (PinkRuntime runtime : new PinkRuntime[] {PinkRuntime.V1_1, PinkRuntime.V1_2}) {
            EventBlockContent content =
                    EventBlockContent.decode(block(runtime).orElseThrow().encoded());
            assertThat(content.runtimeMajor()).isEqualTo(1);
            assertThat(content.runtimeMinor()).isEqualTo(runtime.minor());
            assertThat(content.context().origin())
                    .isEqualTo(runtime == PinkRuntime.V1_2 ? Optional.of(ClusterFixture.OWNER) : Optional.empty());
            assertThat(content.events()).isNotEmpty();
        }
    }

    /// The event block of an upload.
    private static Optional<EventBlock> block(PinkRuntime runtime) {
        ClusterFixture fixture = new ClusterFixture(runtime);
        SessionContext context = new SessionContext(
                ExecutionMode.TRANSACTION,
                7,
                0,
                Optional.of(NOTHING),
                Optional.empty(),
                Optional.of(ClusterFixture.OWNER));
        Session plain = fixture.session(ExecutionMode.TRANSACTION);
        return fixture.cluster()
                .uploadCode(
                        new Session(context, plain.host(), plain.modules()),
                        ClusterFixture.OWNER,
                        returner().build(),
                        network.phala.pink.contracts.Determinism.ENFORCED)
                .eventBlock();
    }

    /// `CodeStored` was the hash alone: phase, pallet, variant, hash, one topic. The deposit is reserved before it.
    @Test
    void runtime11TellsOnlyTheHashOfACode() throws Exception {
        Bytes encoded = block(PinkRuntime.V1_1).orElseThrow().encoded();
        ScaleReader body = new ScaleReader(encoded.slice(80, encoded.size()));
        body.readInt();
        assertThat(body.readBoolean()).isTrue();
        assertThat(body.readVec()).isEqualTo(NOTHING);
        assertThat(body.readBoolean()).isFalse();
        assertThat(body.readLength(1)).isEqualTo(2);
        assertThat(body.readBytes(3)).isEqualTo(Bytes.fromHex("0x020204"));
        assertThat(AccountId.of(body.readArray(32))).isEqualTo(ClusterFixture.OWNER);
        assertThat(body.readU128()).isNotEqualTo(U128.ZERO);
        assertThat(body.readLength(32)).isZero();
        assertThat(body.readBytes(3)).isEqualTo(Bytes.fromHex("0x020402"));
        H256 hash = H256.of(body.readArray(32));
        assertThat(body.readLength(32)).isEqualTo(1);
        assertThat(H256.of(body.readArray(32))).isEqualTo(hash);
        body.expectEnd();
    }

    @ParameterizedTest
    @EnumSource(PinkRuntime.class)
    void idleTimeFreesStorageFrom12On(PinkRuntime runtime) {
        ClusterFixture fixture = new ClusterFixture(runtime);
        AccountId mortal = fixture.deploy(new TestContract()
                .use("seal1", "set_storage", "iii", "i")
                .use("seal1", "terminate", "i", "")
                .deploy(code().callWith(0, 0, 32, 8).drop())
                .call(code().callWith(1, 100)));
        assertThat(fixture.call(mortal, NOTHING).succeeded()).isTrue();
        H256 before = fixture.cluster().root();
        Cluster idle = fixture.cluster()
                .onIdle(fixture.session(ExecutionMode.TRANSACTION))
                .cluster();
        assertThat(idle.root().equals(before)).isEqualTo(runtime != PinkRuntime.V1_2);
    }

    @ParameterizedTest
    @CsvSource({"V1_0, V1_1", "V1_0, V1_2", "V1_1, V1_2"})
    void anUpgradeKeepsContractsAndBringsTheNewRelease(PinkRuntime from, PinkRuntime to) {
        ClusterFixture fixture = new ClusterFixture(from);
        AccountId version = fixture.deploy(extension(21));
        // adds 1 to what it stored and returns it
        AccountId counter = fixture.deploy(returner()
                .use("seal2", "set_storage", "iiii", "i")
                .use("seal1", "get_storage", "iiii", "i")
                .call(code().i32(200)
                        .i32(4)
                        .op(0x36, 2, 0)
                        .callWith(2, 0, 32, 204, 200)
                        .drop()
                        .i32(204)
                        .i32(204)
                        .op(0x28, 2, 0)
                        .i32(1)
                        .op(0x6a, 0x36, 2, 0)
                        .callWith(1, 0, 32, 204, 4)
                        .drop()
                        .callWith(0, 0, 204, 4)));
        assertThat(answer(fixture.call(counter, NOTHING))).isEqualTo(Bytes.fromHex("0x01000000"));
        U128 money = withDeposits(fixture, counter);
        fixture.upgrade(to);
        fixture.idle();
        assertThat(fixture.cluster().runtime()).isEqualTo(to);
        assertThat(answer(fixture.call(version, NOTHING))).isEqualTo(to.encoded());
        assertThat(answer(fixture.call(counter, NOTHING))).isEqualTo(Bytes.fromHex("0x02000000"));
        assertThat(withDeposits(fixture, counter)).isEqualTo(money);
        // what 1.0 did not record at setup is there after an upgrade, as in a cluster that began with the newer one
        Bytes key = network.phala.pink.state.StorageKeys.item("Contracts", ":__STORAGE_VERSION__:");
        assertThat(fixture.cluster().state().get(key))
                .contains(Bytes.fromHex(to == PinkRuntime.V1_2 ? "0x0f00" : "0x0900"));
    }

    /// What a contract has, with the account beside it that held its deposits before 1.2.
    private static U128 withDeposits(ClusterFixture fixture, AccountId contract) {
        AccountId second = new AccountId(network.phala.crypto.Blake2b.hash256(
                Bytes.ofUtf8("contract_depo_v1").toArray(), contract.toBytes().toArray()));
        return fixture.cluster()
                .totalBalance(contract)
                .saturatingAdd(fixture.cluster().totalBalance(second));
    }

    @ParameterizedTest
    @EnumSource(
            value = PinkRuntime.class,
            names = {"V1_0", "V1_1"})
    void contractsRestUntilTheirStorageIsMigrated(PinkRuntime from) {
        ClusterFixture fixture = new ClusterFixture(from);
        AccountId version = fixture.deploy(extension(21));
        fixture.upgrade(PinkRuntime.V1_2);
        assertThat(fixture.call(version, NOTHING).result())
                .isEqualTo(new Result.Err<>(ContractError.MIGRATION_IN_PROGRESS.error()));
        assertThat(fixture.upload(new TestContract().build())).asString().contains("MigrationInProgress");
        fixture.idle();
        assertThat(answer(fixture.call(version, NOTHING))).isEqualTo(PinkRuntime.V1_2.encoded());
        // what was rewritten is gone, and the deposits are where 1.2 has them
        assertThat(fixture.cluster()
                        .state()
                        .iterator(network.phala.pink.state.StorageKeys.item("Contracts", "CodeStorage"))
                        .hasNext())
                .isFalse();
        assertThat(fixture.cluster().totalBalance(version)).isEqualTo(withDeposits(fixture, version));
        fixture.idle(); // clears the events of the migration
        H256 settled = fixture.cluster().root();
        fixture.idle();
        assertThat(fixture.cluster().root()).isEqualTo(settled);
    }

    @Test
    void anUpgradeGoesUpOnly() {
        ClusterFixture fixture = new ClusterFixture(PinkRuntime.V1_2);
        H256 before = fixture.cluster().root();
        fixture.upgrade(PinkRuntime.V1_1);
        fixture.upgrade(PinkRuntime.V1_2);
        assertThat(fixture.cluster().runtime()).isEqualTo(PinkRuntime.V1_2);
        assertThat(fixture.cluster().root()).isEqualTo(before);
    }

    @Test
    void onlyPublishedReleasesExist() {
        assertThat(PinkRuntime.of(1, 0)).contains(PinkRuntime.V1_0);
        assertThat(PinkRuntime.of(1, 2)).contains(PinkRuntime.NEWEST);
        assertThat(PinkRuntime.of(1, 3)).isEmpty();
        assertThat(PinkRuntime.of(1, -1)).isEmpty();
        assertThat(PinkRuntime.of(0, 2)).isEmpty();
        assertThat(PinkRuntime.of(2, 0)).isEmpty();
        assertThat(PinkRuntime.V1_1).hasToString("1.1");
    }
}
