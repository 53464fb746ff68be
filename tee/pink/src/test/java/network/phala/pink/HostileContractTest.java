package network.phala.pink;

import static network.phala.pink.TestContract.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import network.phala.pink.contracts.ContractModules;
import network.phala.pink.contracts.Determinism;
import network.phala.pink.state.SessionState;
import network.phala.pink.state.UnpaidWork;
import network.phala.pink.types.ContractError;
import network.phala.pink.types.ContractResult;
import network.phala.pink.types.DispatchError;
import network.phala.pink.types.DispatchException;
import network.phala.pink.types.ExecReturn;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.scale.Result;
import network.phala.storage.State;
import network.phala.wasm.GuestThread;
import network.phala.wasm.RunStoppedException;
import org.junit.jupiter.api.Test;

/// Contracts that loop, hoard, recurse, trap, revert or return garbage: the caller gets the pallet's error,
/// pays for the gas, and everything else in the cluster stays as it was.
class HostileContractTest {
    private static final Bytes NOTHING = Bytes.EMPTY;

    private static void onGuestThread(Runnable test) {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = GuestThread.of("hostile", test);
        thread.setUncaughtExceptionHandler((_, e) -> failure.set(e));
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (failure.get() instanceof Error error) {
            throw error;
        }
        if (failure.get() instanceof RuntimeException e) {
            throw e;
        }
    }

    private static TestContract storing() {
        return new TestContract().use("seal1", "set_storage", "iii", "i").use("seal0", "seal_return", "iii", "");
    }

    private static void assertError(ContractResult result, ContractError expected) {
        assertThat(result.result()).isEqualTo(new Result.Err<ExecReturn, DispatchError>(expected.error()));
    }

    @Test
    void anEndlessLoopEndsWithItsGas() {
        onGuestThread(() -> {
            ClusterFixture fixture = new ClusterFixture();
            AccountId loop = fixture.deploy(new TestContract().call(code().op(0x03, 0x40, 0x0c, 0, 0x0b)));
            ContractResult result = fixture.call(loop, NOTHING);
            assertError(result, ContractError.OUT_OF_GAS);
            assertThat(result.gasConsumed().refTime()).isBetween(ClusterFixture.GAS - 8000, ClusterFixture.GAS);
        });
    }

    @Test
    void aQueryThatNobodyWaitsForEndsSoonAndATransactionIsNeverAsked() {
        onGuestThread(() -> {
            ClusterFixture fixture = new ClusterFixture();
            AccountId loop = fixture.deploy(new TestContract().call(code().op(0x03, 0x40, 0x0c, 0, 0x0b)));
            for (ExecutionMode mode : List.of(ExecutionMode.QUERY, ExecutionMode.ESTIMATING)) {
                AtomicInteger asked = new AtomicInteger();
                Session stopped = fixture.session(mode, () -> asked.incrementAndGet() == 5);
                assertThatThrownBy(() -> fixture.cluster().call(stopped, loop, NOTHING, ClusterFixture.arguments()))
                        .isInstanceOf(RunStoppedException.class);
                assertThat(asked).hasValue(5);
            }
            Session transaction = fixture.session(ExecutionMode.TRANSACTION, () -> true);
            assertError(
                    fixture.cluster()
                            .call(transaction, loop, NOTHING, ClusterFixture.arguments())
                            .result(),
                    ContractError.OUT_OF_GAS);
        });
    }

    @Test
    void memoryStopsAtTheScheduledPages() {
        onGuestThread(() -> {
            ClusterFixture fixture = new ClusterFixture();
            // grows by 1 page as long as it is allowed to, then returns the number of pages
            AccountId hoarder = fixture.deploy(new TestContract()
                    .use("seal0", "seal_return", "iii", "")
                    .call(code().op(0x03, 0x40)
                            .i32(1)
                            .op(0x40, 0)
                            .i32(-1)
                            .op(0x47, 0x0d, 0, 0x0b)
                            .i32(0)
                            .op(0x3f, 0, 0x36, 2, 0)
                            .callWith(0, 0, 0, 4)));
            ContractResult result = fixture.call(hoarder, NOTHING);
            assertThat(result.result()).isEqualTo(new Result.Ok<>(new ExecReturn(0, Bytes.fromHex("0x40000000"))));
        });
    }

    @Test
    void endlessRecursionTraps() {
        onGuestThread(() -> {
            ClusterFixture fixture = new ClusterFixture();
            AccountId deep = fixture.deploy(
                    new TestContract().helper(code().op(0x20, 0, 0x10, 0)).call(code().callWith(0, 1)));
            assertError(fixture.call(deep, NOTHING), ContractError.CONTRACT_TRAPPED);
        });
    }

    /// Calls itself through the host from the bottom of a deep recursion, as often as the stack of contracts allows.
    @Test
    void recursionOfContractsWithinRecursionOfFunctionsStops() {
        onGuestThread(() -> {
            ClusterFixture fixture = new ClusterFixture();
            TestContract contract = new TestContract()
                    .use("seal0", "address", "ii", "")
                    .use("seal1", "call", "iiliiiii", "i")
                    .data((byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 32);
            contract.helper(code().op(0x20, 0, 0x45, 0x04, 0x40)
                            .callWith(0, 64, 4)
                            .i32(8)
                            .i32(64)
                            .i64(0)
                            .i32(128)
                            .i32(0)
                            .i32(0)
                            .i32(-1)
                            .i32(0)
                            .invoke(1)
                            .drop()
                            .op(0x05, 0x20, 0)
                            .i32(1)
                            .op(0x6b, 0x10, 2, 0x0b))
                    .call(code().callWith(2, 900));
            AccountId deep = fixture.deploy(contract);
            ContractResult result = fixture.call(deep, NOTHING);
            // the sixth call is one too deep, which stops its caller; the others only see that
            assertThat(result.succeeded()).isTrue();
            assertThat(result.gasConsumed().refTime()).isPositive();
        });
    }

    @Test
    void aTrapIsReportedAndNothingElse() {
        onGuestThread(() -> {
            ClusterFixture fixture = new ClusterFixture();
            AccountId trap = fixture.deploy(
                    storing().call(code().callWith(0, 0, 0, 32).drop().op(0x00)));
            U128 before = fixture.cluster().totalBalance(trap);
            assertError(fixture.call(trap, NOTHING), ContractError.CONTRACT_TRAPPED);
            assertThat(fixture.cluster().totalBalance(trap)).isEqualTo(before);
        });
    }

    @Test
    void aRevertUndoesWhatTheContractStored() {
        onGuestThread(() -> {
            ClusterFixture fixture = new ClusterFixture();
            TestContract contract = storing()
                    .call(code().callWith(0, 0, 0, 32).drop().callWith(1, 1, 0, 3))
                    .data((byte) 'n', (byte) 'o', (byte) '!');
            AccountId reverting = fixture.deploy(contract);
            U128 before = fixture.cluster().totalBalance(reverting);
            ContractResult result = fixture.call(reverting, NOTHING);
            assertThat(result.result()).isEqualTo(new Result.Ok<>(new ExecReturn(1, Bytes.ofUtf8("no!"))));
            assertThat(result.succeeded()).isFalse();
            assertThat(fixture.cluster().totalBalance(reverting)).isEqualTo(before);
        });
    }

    @Test
    void garbageReturnValuesAreRefused() {
        onGuestThread(() -> {
            ClusterFixture fixture = new ClusterFixture();
            AccountId flags = fixture.deploy(storing().call(code().callWith(1, 2, 0, 0)));
            assertError(fixture.call(flags, NOTHING), ContractError.INVALID_CALL_FLAGS);
            AccountId outside = fixture.deploy(storing().call(code().callWith(1, 0, 65_000, 65_000)));
            assertError(fixture.call(outside, NOTHING), ContractError.OUT_OF_BOUNDS);
            AccountId huge = fixture.deploy(storing().call(code().callWith(1, 0, 0, -1)));
            assertError(fixture.call(huge, NOTHING), ContractError.OUT_OF_GAS);
        });
    }

    /// The gas of one transaction would pay for gigabytes of events.
    @Test
    void aFloodOfEventsEndsAtItsBound() {
        onGuestThread(() -> {
            ClusterFixture fixture = new ClusterFixture();
            AccountId flood = fixture.deploy(new TestContract()
                    .use("seal0", "deposit_event", "iiii", "")
                    .pages(17)
                    .call(code().op(0x03, 0x40).callWith(0, 0, 0, 0, 1 << 20).op(0x0c, 0, 0x0b)));
            Outcome<ContractResult> outcome = fixture.cluster()
                    .call(fixture.session(ExecutionMode.TRANSACTION), flood, NOTHING, ClusterFixture.arguments());
            assertError(outcome.result(), ContractError.VALUE_TOO_LARGE);
            assertThat(outcome.result().gasConsumed().refTime()).isLessThan(ClusterFixture.GAS / 10);
            assertThat(outcome.effects().inkEvents()).isEmpty();
        });
    }

    /// Small events are paid for until the gas is gone: the bound does not come first.
    @Test
    void aFloodOfEmptyEventsEndsWithItsGas() {
        onGuestThread(() -> {
            ClusterFixture fixture = new ClusterFixture();
            AccountId flood = fixture.deploy(new TestContract()
                    .use("seal0", "deposit_event", "iiii", "")
                    .call(code().op(0x03, 0x40).callWith(0, 0, 0, 0, 0).op(0x0c, 0, 0x0b)));
            assertError(fixture.call(flood, NOTHING), ContractError.OUT_OF_GAS);
        });
    }

    /// The extension takes no gas: what a transaction's gas lets a contract ask for would keep a worker for hours.
    @Test
    void signaturesWithoutEndAreOutOfGas() {
        onGuestThread(() -> {
            for (int type = 0; type < 3; type++) {
                ClusterFixture fixture = new ClusterFixture();
                AccountId signer = fixture.deploy(extensionLoop(5, 34, 1, (byte) type, (byte) 0x80, (byte) 1));
                ContractResult result = fixture.call(signer, NOTHING);
                assertError(result, ContractError.OUT_OF_GAS);
                assertThat(result.gasConsumed().refTime()).isLessThan(ClusterFixture.GAS / 100);
            }
        });
    }

    @Test
    void largeArgumentsWithoutEndAreOutOfGas() {
        onGuestThread(() -> {
            int text = 4_000_000;
            int size = text << 2 | 2;
            byte[] compact = {(byte) size, (byte) (size >> 8), (byte) (size >> 16), (byte) (size >> 24)};
            ClusterFixture fixture = new ClusterFixture();
            AccountId talker = fixture.deploy(
                    extensionLoop(10, 5 + text, 64, (byte) 3, compact[0], compact[1], compact[2], compact[3]));
            ContractResult result = fixture.call(talker, NOTHING);
            assertError(result, ContractError.OUT_OF_GAS);
            assertThat(result.gasConsumed().refTime()).isLessThan(ClusterFixture.GAS / 100);
        });
    }

    /// What a call that failed has cost is not forgotten with it.
    @Test
    void whatIsUndoneHasCostAllTheSame() throws DispatchException {
        SessionState state = new SessionState(State.EMPTY, 1);
        SessionState.Checkpoint before = state.checkpoint();
        state.unpaidWork().add(UnpaidWork.NANOS_MAX);
        state.rollback(before);
        assertThatThrownBy(() -> state.unpaidWork().add(1)).isInstanceOf(DispatchException.class);
        assertThatThrownBy(() -> state.unpaidWork().add(Long.MAX_VALUE)).isInstanceOf(DispatchException.class);
    }

    /// Calls a function of the extension for ever, with the input at address 0.
    private static TestContract extensionLoop(int function, int size, int pages, byte... input) {
        int room = size + 3 & -4;
        return new TestContract()
                .use("seal0", "call_chain_extension", "iiiii", "i")
                .pages(pages)
                .call(code().op(0x03, 0x40)
                        .i32(room)
                        .i32(4000)
                        .op(0x36, 2, 0)
                        .callWith(0, function, 0, size, room + 4, room)
                        .drop()
                        .op(0x0c, 0, 0x0b))
                .data(input);
    }

    /// Whoever asks mints what deposits the query takes, so these do not bound it.
    @Test
    void aQueryThatFloodsStorageEndsAtItsBound() {
        onGuestThread(() -> {
            ClusterFixture fixture = new ClusterFixture();
            AccountId flood = fixture.deploy(storing()
                    .pages(17)
                    .call(code().op(0x03, 0x40)
                            .i32(0)
                            .i32(0)
                            .op(0x28, 2, 0)
                            .i32(1)
                            .op(0x6a, 0x36, 2, 0)
                            .callWith(0, 0, 0, 1 << 20)
                            .drop()
                            .op(0x0c, 0, 0x0b)));
            TransactionArguments rich = new TransactionArguments(
                    ClusterFixture.OWNER,
                    U128.ZERO,
                    -1L,
                    true,
                    Optional.empty(),
                    U128.parse("1000000000000000000000000000"));
            ContractResult result = fixture.cluster()
                    .call(fixture.session(ExecutionMode.QUERY), flood, NOTHING, rich)
                    .result();
            assertError(result, ContractError.VALUE_TOO_LARGE);
        });
    }

    @Test
    void aFloodOfDebugMessagesKeepsTheFirstOfThem() {
        onGuestThread(() -> {
            ClusterFixture fixture = new ClusterFixture();
            AccountId flood = fixture.deploy(new TestContract()
                    .use("seal0", "debug_message", "ii", "i")
                    .call(code().op(0x03, 0x40).callWith(0, 0, 4096).drop().op(0x0c, 0, 0x0b)));
            ContractResult result = fixture.call(flood, NOTHING);
            assertError(result, ContractError.OUT_OF_GAS);
            assertThat(result.debugMessage().size()).isEqualTo(128 * 1024);
        });
    }

    /// Uploads cost nothing when they are refused, so they may not drive out what others compiled.
    @Test
    void codeThatNobodyPaysForIsNotKept() {
        ClusterFixture fixture = new ClusterFixture();
        ContractModules modules = new ContractModules(ContractModules.BYTES_STANDARD);
        fixture.use(modules);
        AccountId poor = AccountId.of(new byte[32]);
        Bytes code = new TestContract().data((byte) 77).build();
        Outcome<Result<H256, String>> refused = fixture.cluster()
                .uploadCode(fixture.session(ExecutionMode.TRANSACTION), poor, code, Determinism.ENFORCED);
        assertThat(refused.result()).isInstanceOf(Result.Err.class);
        assertThat(modules.size()).isZero();
        assertThat(fixture.upload(code)).isInstanceOf(Result.Ok.class);
        assertThat(modules.size()).isEqualTo(1);
    }

    @Test
    void othersGoOnUndisturbed() {
        onGuestThread(() -> {
            ClusterFixture fixture = new ClusterFixture();
            AccountId honest =
                    fixture.deploy(storing().call(code().callWith(1, 0, 0, 2)).data((byte) 'o', (byte) 'k'));
            AccountId trap = fixture.deploy(storing().call(code().op(0x00)));
            fixture.call(trap, NOTHING);
            assertThat(fixture.call(honest, NOTHING).result())
                    .isEqualTo(new Result.Ok<>(new ExecReturn(0, Bytes.ofUtf8("ok"))));
        });
    }

    @Test
    void codeThatImportsWhatWeLackIsRefusedAtUpload() {
        ClusterFixture fixture = new ClusterFixture();
        Bytes code =
                new TestContract().use("seal0", "no_such_function", "i", "i").build();
        assertThat(fixture.upload(code))
                .isEqualTo(new Result.Err<>(ContractError.CODE_REJECTED.error().debug()));
    }

    /// Every function of the host with arbitrary arguments: the contract ends somehow, the runtime never breaks.
    @Test
    void arbitraryArgumentsNeverBreakTheHost() {
        onGuestThread(() -> {
            long seed = Long.getLong("seed", 20_261_121);
            Random random = new Random(seed);
            String[] functions = {
                "seal0.set_storage iii ",
                "seal1.set_storage iii i",
                "seal2.set_storage iiii i",
                "seal0.clear_storage i ",
                "seal1.clear_storage ii i",
                "seal0.get_storage iii i",
                "seal1.get_storage iiii i",
                "seal0.contains_storage i i",
                "seal1.contains_storage ii i",
                "seal0.take_storage iiii i",
                "seal0.transfer iiii i",
                "seal0.call iiliiiiii i",
                "seal1.call iiliiiii i",
                "seal0.delegate_call iiiiii i",
                "seal0.instantiate iiliiiiiiiiii i",
                "seal1.instantiate iliiiiiiiii i",
                "seal0.terminate ii ",
                "seal1.terminate i ",
                "seal0.input ii ",
                "seal0.seal_return iii ",
                "seal0.caller ii ",
                "seal0.is_contract i i",
                "seal0.code_hash iii i",
                "seal0.own_code_hash ii ",
                "seal0.address ii ",
                "seal0.weight_to_fee lii ",
                "seal0.gas_left ii ",
                "seal0.balance ii ",
                "seal0.now ii ",
                "seal0.deposit_event iiii ",
                "seal0.hash_sha2_256 iii ",
                "seal0.hash_keccak_256 iii ",
                "seal0.hash_blake2_256 iii ",
                "seal0.hash_blake2_128 iii ",
                "seal0.ecdsa_recover iii i",
                "seal0.ecdsa_to_eth_address ii i",
                "seal0.set_code_hash i i",
                "seal0.call_chain_extension iiiii i",
                "seal0.debug_message ii i",
                "seal0.call_runtime ii i"
            };
            ClusterFixture fixture = new ClusterFixture();
            for (int round = 0; round < 400; round++) {
                String[] parts = functions[random.nextInt(functions.length)].split(" ", -1);
                String[] name = parts[0].split("\\.");
                TestContract.Code body = code();
                for (int i = 0; i < parts[1].length(); i++) {
                    if (parts[1].charAt(i) == 'l') {
                        body.i64(random.nextLong());
                    } else {
                        body.i32(argument(random));
                    }
                }
                body.invoke(0);
                if (!parts[2].isEmpty()) {
                    body.drop();
                }
                byte[] data = new byte[64];
                random.nextBytes(data);
                AccountId contract = fixture.deploy(new TestContract()
                        .use(name[0], name[1], parts[1], parts[2])
                        .call(body)
                        .data(data));
                ContractResult result = fixture.call(contract, NOTHING);
                assertThat(result.encode().isEmpty())
                        .as("round %d of seed %d", round, seed)
                        .isFalse();
            }
        });
    }

    private static int argument(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt();
            case 1 -> random.nextInt(64);
            case 2 -> 65_536 - random.nextInt(64);
            default -> random.nextInt(70_000);
        };
    }

    /// Broken modules are refused with a text, or they run; nothing else happens.
    @Test
    void mutatedModulesAreRefusedOrRun() {
        onGuestThread(() -> {
            long seed = Long.getLong("seed", 4711);
            Random random = new Random(seed);
            Bytes whole = storing().call(code().callWith(0, 0, 0, 32).drop()).build();
            ClusterFixture fixture = new ClusterFixture();
            for (int length = 0; length < whole.size(); length++) {
                assertThat(fixture.upload(whole.slice(0, length))).isInstanceOf(Result.Err.class);
            }
            for (int round = 0; round < 2000; round++) {
                byte[] mutated = whole.toArray();
                for (int i = 0; i <= random.nextInt(3); i++) {
                    mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
                }
                assertThat(fixture.upload(Bytes.wrap(mutated)))
                        .as("round %d of seed %d", round, seed)
                        .isNotNull();
            }
        });
    }
}
