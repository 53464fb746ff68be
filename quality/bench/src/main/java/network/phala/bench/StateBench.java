package network.phala.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import network.phala.client.worker.ContractClient;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Sr25519;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleWriter;
import network.phala.types.contract.CommandPayload;
import network.phala.types.contract.InkCommand;
import network.phala.types.keys.SecretChannel;

/// What a large cluster costs: how much slower a command becomes with 10⁶ storage entries, in one contract and spread
/// over many, and what an idle contract takes in memory. A command is what the worker does with one: its payload is
/// opened, with a key agreed with its own ephemeral one, and its message called. The call alone is told beside it.
final class StateBench implements Bench {
    private static final int FEW = 1_000;
    private static final int MANY = 1_000_000;
    private static final int SPREAD = 1_000;
    private static final int IDLE_CONTRACTS = 10_000;
    private static final int CODES = 1_000;
    private static final int FEW_CODES = 100;
    private static final double IDLE_GOAL_BYTES = 20 * 1024;
    private static final double THROUGHPUT_GOAL = 0.8;
    private static final int COMMANDS_PER_ROUND = 4_000;
    private static final int COMMANDS_PER_BLOCK = 100;
    private static final int WARM_ROUNDS = 5;
    private static final int ROUNDS = 15;
    private static final int SEALED = 256;
    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static final long SEED = 20261121;

    @Override
    public String name() {
        return "state";
    }

    @Override
    public List<Figure> measure() throws Exception {
        List<Figure> figures = new ArrayList<>();
        figures.addAll(OnGuestThread.call(StateBench::idle));
        figures.addAll(OnGuestThread.call(StateBench::throughput));
        return figures;
    }

    // ----- commands on a large state -----

    /// Whether somebody asks for the state's root at the end of each block, as `GetClusterInfo` does. A
    /// worker that nobody asks hashes nothing: the chain does not carry the root.
    private enum Roots {
        ON_DEMAND,
        OF_EACH_BLOCK
    }

    private enum Work {
        COMMAND,
        CALL
    }

    /// Tokens with this many holders in all, and transfers to random ones of them.
    private static final class Tokens {
        private final Contracts contracts = new Contracts();
        private final Sr25519.Pair key = Sr25519.Pair.fromSeed(new byte[32]);
        private final List<Bytes> sealed = new ArrayList<>();
        private final List<AccountId> tokens = new ArrayList<>();
        private final int holdersEach;
        private final Random random = new Random(SEED);

        Tokens(int count, int entries) throws IOException, CryptoException {
            for (int i = 0; i < SEALED; i++) {
                sealed.add(ContractClient.encryptedCommand(
                        key.publicKey(), Contracts.transfer(Contracts.account(i)), 1_000_000_000_000L));
            }
            holdersEach = entries / count;
            H256 code = contracts.upload(Contracts.code("erc20-4"));
            for (int i = 0; i < count; i++) {
                AccountId token = contracts.instantiate(code, Contracts.NEW_TOKEN, salt(i));
                tokens.add(token);
                for (int holder = 0; holder < holdersEach; holder++) {
                    contracts.message(token, Contracts.transfer(Contracts.account(holder)));
                }
            }
        }

        /// Any command is opened, and the message of another one is called, for what follows must come from as many
        /// holders as there are.
        void command() throws DecodeException, CryptoException {
            CommandPayload payload = CommandPayload.codec().decodeAll(sealed.get(random.nextInt(SEALED)));
            if (!(payload instanceof CommandPayload.Encrypted(CommandPayload.EncryptedData data))) {
                throw new IllegalStateException("the command is not sealed");
            }
            InkCommand.codec().decodeAll(SecretChannel.open(key, data));
            call();
        }

        int call() {
            AccountId token = tokens.get(random.nextInt(tokens.size()));
            return contracts.message(token, Contracts.transfer(Contracts.account(random.nextInt(holdersEach))));
        }

        /// CPU seconds of the process for a round of commands: a large heap must not be paid for by
        /// the collector's thread.
        double seconds(Work work, Roots roots) throws DecodeException, CryptoException {
            long begin = PROCESS.getProcessCpuTime();
            for (int i = 0; i < COMMANDS_PER_ROUND; i++) {
                switch (work) {
                    case COMMAND -> command();
                    case CALL -> call();
                }
                if (roots == Roots.OF_EACH_BLOCK && i % COMMANDS_PER_BLOCK == COMMANDS_PER_BLOCK - 1) {
                    contracts.cluster().root();
                }
            }
            return (PROCESS.getProcessCpuTime() - begin) / 1e9;
        }
    }

    private static List<Figure> throughput() throws Exception {
        Tokens few = new Tokens(1, FEW);
        List<Figure> figures = new ArrayList<>();
        Tokens many = new Tokens(1, MANY);
        figures.add(compare("state-million-in-one", few, many, Roots.ON_DEMAND));
        figures.add(compare("state-million-in-one-rooted", few, many, Roots.OF_EACH_BLOCK));
        Tokens spread = new Tokens(SPREAD, MANY);
        figures.add(compare("state-million-in-thousand", few, spread, Roots.ON_DEMAND));
        figures.add(compare("state-million-in-thousand-rooted", few, spread, Roots.OF_EACH_BLOCK));
        return figures;
    }

    private static Figure compare(String name, Tokens few, Tokens many, Roots roots) throws Exception {
        Comparison commands = Comparison.of(Work.COMMAND, few, many, roots);
        Comparison calls = Comparison.of(Work.CALL, few, many, roots);
        return new Figure(
                name,
                commands.ratio,
                THROUGHPUT_GOAL,
                String.format(
                        Locale.ROOT,
                        "%.1f µs a command, with %d entries %.1f µs; the call alone %.1f and %.1f µs = %.2f",
                        commands.many,
                        FEW,
                        commands.few,
                        calls.many,
                        calls.few,
                        calls.ratio));
    }

    /// The least microseconds of CPU of both, and the median of the ratios.
    private record Comparison(double ratio, double few, double many) {
        /// Round by round in turns, so that a busy moment of the machine hits both.
        static Comparison of(Work work, Tokens few, Tokens many, Roots roots) throws Exception {
            double[] ratios = new double[ROUNDS];
            double fewest = Double.MAX_VALUE;
            double most = Double.MAX_VALUE;
            for (int i = -WARM_ROUNDS; i < ROUNDS; i++) {
                double a = few.seconds(work, roots);
                double b = many.seconds(work, roots);
                if (i >= 0) {
                    ratios[i] = a / b;
                    fewest = Math.min(fewest, a);
                    most = Math.min(most, b);
                }
            }
            Arrays.sort(ratios);
            return new Comparison(
                    ratios[ROUNDS / 2], 1e6 * fewest / COMMANDS_PER_ROUND, 1e6 * most / COMMANDS_PER_ROUND);
        }
    }

    // ----- idle contracts -----

    /// The first time is for the virtual machine: it compiles itself what then is called often.
    private static List<Figure> idle() throws IOException {
        idleOfOneCode();
        idleOfOwnCode("", CODES, false);
        return List.of(
                idleOfOneCode(),
                idleOfOwnCode("state-idle-contract-own-code", CODES, false),
                idleOfOwnCode("state-idle-contract-own-code-rested", FEW_CODES, true));
    }

    private static Figure idleOfOneCode() throws IOException {
        Contracts contracts = new Contracts();
        H256 code = contracts.upload(Contracts.code("erc20-4"));
        contracts.instantiate(code, Contracts.NEW_TOKEN, salt(-1));
        Use before = Use.of(contracts);
        for (int i = 0; i < IDLE_CONTRACTS; i++) {
            contracts.instantiate(code, Contracts.NEW_TOKEN, salt(i));
        }
        return idle("state-idle-contract", contracts, before, IDLE_CONTRACTS);
    }

    /// Each contract has code of its own, and was called once. Of many the most recent ones are
    /// still compiled; few are all, until nobody has used them for a while.
    private static Figure idleOfOwnCode(String name, int count, boolean rested) throws IOException {
        Contracts contracts = new Contracts();
        Bytes token = Contracts.code("erc20-4");
        Use before = Use.of(contracts);
        for (int i = 0; i < count; i++) {
            AccountId contract =
                    contracts.instantiate(contracts.upload(variant(token, i)), Contracts.NEW_TOKEN, salt(i));
            contracts.message(contract, Contracts.transfer(Contracts.account(i)));
        }
        if (rested) {
            contracts.modules().dropIdle();
            contracts.modules().dropIdle();
        }
        return idle(name, contracts, before, count);
    }

    /// What is in use at a moment, and how much of it is keys and values.
    private record Use(long memory, long state) {
        static Use of(Contracts contracts) {
            contracts.cluster().root();
            long state = contracts.stateBytes();
            return new Use(usedBytes(), state);
        }
    }

    private static Figure idle(String name, Contracts contracts, Use before, int count) {
        Use after = Use.of(contracts);
        double each = (double) (after.memory - before.memory) / count;
        double state = (double) (after.state - before.state) / count;
        if (contracts.cluster().root().equals(H256.ZERO)) {
            throw new IllegalStateException("the measured state is gone");
        }
        return new Figure(
                name,
                (IDLE_GOAL_BYTES + state) / each,
                1,
                String.format(
                        Locale.ROOT,
                        "%.0f bytes a contract, %.0f of them keys and values; %d of %d compiled",
                        each,
                        state,
                        contracts.modules().size(),
                        count));
    }

    /// The same module with a custom section of its own.
    private static Bytes variant(Bytes code, int number) {
        ScaleWriter out = new ScaleWriter();
        out.write(code);
        out.writeByte(0);
        out.writeByte(6);
        out.writeByte(1);
        out.writeByte('n');
        out.writeInt(number);
        return out.toBytes();
    }

    /// Heap and everything beside it (classes, machine code) that is still in use after
    /// collections: as many as make a difference, since what the virtual machine is compiling
    /// itself stays until that is done.
    private static long usedBytes() {
        long least = Long.MAX_VALUE;
        for (int same = 0; same < 4; ) {
            System.gc();
            LockSupport.parkNanos(100_000_000);
            long used = 0;
            for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
                used += pool.getUsage().getUsed();
            }
            same = used < least - (64 << 10) ? 0 : same + 1;
            least = Math.min(least, used);
        }
        return least;
    }

    private static Bytes salt(int number) {
        ScaleWriter out = new ScaleWriter();
        out.writeInt(number);
        return out.toBytes();
    }
}
