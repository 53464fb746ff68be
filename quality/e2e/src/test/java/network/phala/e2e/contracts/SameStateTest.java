package network.phala.e2e.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import network.phala.client.contract.ContractFile;
import network.phala.crypto.Sr25519;
import network.phala.pink.Cluster;
import network.phala.pink.ClusterSetup;
import network.phala.pink.ExecutionMode;
import network.phala.pink.contracts.ContractModules;
import network.phala.pink.types.ContractResult;
import network.phala.pink.types.DispatchError;
import network.phala.pink.types.ExecReturn;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.scale.Result;
import network.phala.wasm.Engine;
import network.phala.wasm.GuestThread;
import org.junit.jupiter.api.Test;

/// Workers of one cluster must hold the same bytes after every block, whatever contracts did: one compiles and answers
/// queries meanwhile, one starts anew again and again from the bytes of its state, one interprets. Their keys, chance,
/// clocks and webs differ.
///
/// More of it: `-Dseed=N -Dblocks=N`.
class SameStateTest {
    private static final long SEED = Long.getLong("seed", 20_261_121);
    private static final int BLOCKS = Integer.getInteger("blocks", 200);
    private static final int COMMANDS_A_BLOCK = 5;
    private static final U128 MONEY = U128.of(1_000_000_000_000_000_000L);

    private final List<ContractFile> files = Artifacts.contracts();
    private final Replica busy = new Replica("busy", 1, () -> new ContractModules(ContractModules.BYTES_STANDARD));
    private final Replica restarting = new Replica("restarting", 2, () -> new ContractModules(1));
    private final Replica interpreting = new Replica(
            "interpreting", 3, () -> new ContractModules(ContractModules.BYTES_STANDARD, Engine.INTERPRETER));
    private final List<Replica> others = List.of(restarting, interpreting);
    private final Map<String, Integer> ends = new TreeMap<>();

    @Test
    void everyWorkerHoldsTheSameBytesAfterEveryBlock() throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread guest = GuestThread.of("blocks", this::run);
        guest.setUncaughtExceptionHandler((_, thrown) -> failure.set(thrown));
        guest.start();
        guest.join();
        assertThat(failure.get()).as("seed %d, ended so far: %s", SEED, ends).isNull();
        // The run is worth something only if much of it worked and much of it failed.
        assertThat(ends).as("seed %d", SEED).containsKeys("ok", "reverted", "OutOfGas", "ContractTrapped");
        assertThat(ends.get("ok")).as("%s", ends).isGreaterThan(BLOCKS / 2);
    }

    private void run() {
        setUp();
        RandomCommands commands = new RandomCommands(SEED, files);
        for (int block = 2; block < BLOCKS + 2; block++) {
            Thread asking = questions(commands, block);
            asking.start();
            for (int i = 0; i < COMMANDS_A_BLOCK; i++) {
                execute(block, commands, commands.next(busy.cluster()::codeHash));
            }
            execute(block, commands, new RandomCommands.Idle());
            join(asking);
            compare(block);
            if (block % 7 == 0) {
                restarting.restart();
                compare(block);
            }
        }
        System.out.printf(
                "seed %d: %d blocks, %d contracts alive, %d ended, %s%n",
                SEED, BLOCKS, commands.alive(), commands.ended(), ends);
    }

    private void setUp() {
        byte[] secret;
        try (Sr25519.Pair pair = Sr25519.Pair.fromSeed(new byte[32])) {
            secret = pair.exposeSecret();
        }
        ClusterSetup setup = new ClusterSetup(
                H256.ZERO,
                RandomCommands.USERS.getFirst(),
                MONEY,
                U128.ONE,
                U128.ONE,
                U128.ONE,
                new AccountId(Bytes32.of(Bytes.fromHex("0x" + "ee".repeat(32)))),
                Artifacts.read("system").wasm());
        for (Replica replica : Stream.concat(Stream.of(busy), others.stream()).toList()) {
            replica.keep(
                    0, Optional.empty(), ExecutionMode.ESTIMATING, (on, with) -> on.setKey(with, Bytes.wrap(secret)));
            replica.keep(1, Optional.empty(), ExecutionMode.TRANSACTION, (on, with) -> on.setup(with, setup));
            for (AccountId who : RandomCommands.USERS) {
                replica.keep(
                        1, Optional.empty(), ExecutionMode.TRANSACTION, (on, with) -> on.deposit(with, who, MONEY));
            }
        }
        compare(1);
    }

    /// Users ask the busy worker while it works on the block; on a snapshot, as queries do.
    private Thread questions(RandomCommands commands, int block) {
        Cluster snapshot = busy.cluster();
        List<RandomCommands.Call> calls = new ArrayList<>();
        for (int i = 0; i < 2 && commands.alive() > 0; i++) {
            calls.add(commands.call());
        }
        return GuestThread.of("queries", () -> busy.answer(snapshot, block, calls));
    }

    private void execute(int block, RandomCommands commands, RandomCommands.Command command) {
        Replica.Done done = busy.execute(block, command);
        commands.noticed(busy.cluster()::codeHash, done.made());
        ends.merge(end(done.result()), 1, Integer::sum);
        for (Replica other : others) {
            Replica.Done theirs = other.execute(block, command);
            assertThat(theirs)
                    .as("seed %d, block %d, %s against %s: %s", SEED, block, other, busy, command)
                    .isEqualTo(done);
        }
    }

    private void compare(int block) {
        for (Replica other : others) {
            assertThat(other.cluster().root())
                    .as("seed %d, block %d, state root of %s", SEED, block, other)
                    .isEqualTo(busy.cluster().root());
            assertThat(other.bytes().equals(busy.bytes()))
                    .as("seed %d, block %d, bytes of %s", SEED, block, other)
                    .isTrue();
        }
    }

    private static String end(Object result) {
        return switch (result) {
            case ContractResult call ->
                switch (call.result()) {
                    case Result.Ok<ExecReturn, DispatchError>(ExecReturn value) -> value.reverted() ? "reverted" : "ok";
                    case Result.Err<ExecReturn, DispatchError>(DispatchError error) ->
                        error.debug().replaceFirst(".*Some\\(\"(\\w+)\"\\).*", "$1");
                };
            case Result.Err<?, ?> _ -> "upload refused";
            default -> "done";
        };
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
