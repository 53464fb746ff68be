package network.phala.e2e.contracts;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import network.phala.client.contract.Accounts;
import network.phala.client.contract.ContractFile;
import network.phala.client.contract.ContractFileException;
import network.phala.crypto.Sr25519;
import network.phala.pink.Cluster;
import network.phala.pink.ClusterSetup;
import network.phala.pink.ExecutionMode;
import network.phala.pink.Outcome;
import network.phala.pink.Session;
import network.phala.pink.SessionContext;
import network.phala.pink.TransactionArguments;
import network.phala.pink.contracts.ContractModules;
import network.phala.pink.contracts.Determinism;
import network.phala.pink.types.ContractResult;
import network.phala.pink.types.DispatchError;
import network.phala.pink.types.ExecReturn;
import network.phala.pink.types.SideEffects;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.scale.Result;

/// A cluster in memory with its system contract, owned by [#ALICE], on which contracts are put and spoken to.
///
/// Every command is a block of its own; queries leave nothing behind. The four accounts have money in it.
final class ContractStage {
    static final AccountId ALICE = account(0xa1);
    static final AccountId BOB = account(0xb0);
    static final AccountId CHARLIE = account(0xc4);
    static final AccountId DAVE = account(0xda);

    private static final U128 MONEY = U128.of(1_000_000_000_000_000_000L);
    private static final long GAS_LIMIT = 2_000_000_000_000L;
    private static final Bytes CLUSTER_KEY = secret();
    private static final ContractModules MODULES = new ContractModules(64);

    private final StageHost host = new StageHost();
    private Cluster cluster;
    private int block;

    ContractStage() {
        cluster = keep(Cluster.EMPTY.setKey(next(), CLUSTER_KEY));
        ClusterSetup setup = new ClusterSetup(
                H256.ZERO,
                ALICE,
                MONEY,
                U128.ONE,
                U128.ONE,
                U128.ONE,
                account(0x7e),
                Artifacts.read("system").wasm());
        Outcome<Result<Bytes, String>> made = cluster.setup(next(), setup);
        if (made.result() instanceof Result.Err<Bytes, String>(String error)) {
            throw new AssertionError(error);
        }
        cluster = keep(made);
        for (AccountId who : List.of(BOB, CHARLIE, DAVE)) {
            cluster = keep(cluster.deposit(next(), who, MONEY));
        }
    }

    /// What a contract answered: its value as JSON text, or `ContractTrapped` and its like; and what it asked for.
    record Answer(String text, ContractResult result, SideEffects effects) {}

    /// A contract in the cluster.
    record Deployed(ContractFile file, AccountId id) {}

    Deployed system() {
        return new Deployed(Artifacts.read("system"), cluster.systemContract().orElseThrow());
    }

    /// Puts a system contract's code on the chain, for the next upgrade.
    void offerSystemCode(Bytes code) {
        host.offerSystemCode(code);
    }

    Cluster cluster() {
        return cluster;
    }

    /// Uploads a bundle and instantiates it.
    Deployed deploy(String name, AccountId who, String constructor, String... arguments) {
        ContractFile file = Artifacts.read(name);
        ContractResult result = construct(name, who, constructor, arguments);
        return new Deployed(file, result.account().orElseThrow(() -> new AssertionError(result.result())));
    }

    /// Uploads a bundle and runs a constructor, which may fail.
    ContractResult construct(String name, AccountId who, String constructor, String... arguments) {
        ContractFile file = Artifacts.read(name);
        Outcome<Result<H256, String>> upload = cluster.uploadCode(next(), who, file.wasm(), Determinism.ENFORCED);
        if (upload.result() instanceof Result.Err<H256, String>(String error)) {
            throw new AssertionError(name + ": " + error);
        }
        cluster = keep(upload);
        Bytes salt = Bytes.of((byte) block, (byte) (block >> 8));
        Outcome<ContractResult> made = cluster.instantiate(
                next(), file.codeHash(), input(file, constructor(file, constructor), arguments), salt, paid(who));
        cluster = keep(made);
        return made.result();
    }

    /// Runs a message as a command: exact, paid for, and kept.
    Answer command(Deployed contract, AccountId who, String message, String... arguments) {
        ContractFile.Message entry = message(contract.file(), message);
        Outcome<ContractResult> run =
                cluster.call(next(), contract.id(), input(contract.file(), entry, arguments), paid(who));
        cluster = keep(run);
        return answer(contract.file(), entry, run);
    }

    /// Runs a message as a command that costs nothing, which is what pallets may send.
    Answer unpaid(Deployed contract, AccountId who, String message, String... arguments) {
        ContractFile.Message entry = message(contract.file(), message);
        Outcome<ContractResult> run = cluster.call(
                next(),
                contract.id(),
                input(contract.file(), entry, arguments),
                TransactionArguments.free(who, GAS_LIMIT));
        cluster = keep(run);
        return answer(contract.file(), entry, run);
    }

    /// Runs a message as a query: what it changes is forgotten.
    Answer query(Deployed contract, AccountId who, String message, String... arguments) {
        ContractFile.Message entry = message(contract.file(), message);
        Outcome<ContractResult> run = cluster.call(
                session(ExecutionMode.QUERY),
                contract.id(),
                input(contract.file(), entry, arguments),
                TransactionArguments.free(who, 10_000_000_000_000L));
        return answer(contract.file(), entry, run);
    }

    /// How a test writes an account as an argument, and reads it in an answer.
    static String text(AccountId account) {
        return Accounts.format(account.toBytes().toArray());
    }

    private static Answer answer(ContractFile file, ContractFile.Message message, Outcome<ContractResult> run) {
        String text = switch (run.result().result()) {
            case Result.Err<ExecReturn, DispatchError>(DispatchError error) -> error.debug();
            case Result.Ok<ExecReturn, DispatchError>(ExecReturn value) -> decoded(file, message, value.data());
        };
        return new Answer(text, run.result(), run.effects());
    }

    private static String decoded(ContractFile file, ContractFile.Message message, Bytes data) {
        Optional<Integer> type = message.returnType();
        if (type.isEmpty()) {
            return data.toHex();
        }
        try {
            return file.values().decode(type.get(), data).toString();
        } catch (ContractFileException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static ContractFile.Message constructor(ContractFile file, String label) {
        try {
            return file.constructor(label);
        } catch (ContractFileException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    private static ContractFile.Message message(ContractFile file, String label) {
        try {
            return file.message(label);
        } catch (ContractFileException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    private static Bytes input(ContractFile file, ContractFile.Message message, String... arguments) {
        try {
            return file.encodeCall(message, List.of(arguments));
        } catch (ContractFileException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    private static TransactionArguments paid(AccountId who) {
        return new TransactionArguments(who, U128.ZERO, GAS_LIMIT, false, Optional.empty(), U128.ZERO);
    }

    private Session next() {
        block++;
        return session(ExecutionMode.TRANSACTION);
    }

    private Session session(ExecutionMode mode) {
        return new Session(SessionContext.of(mode, block, 1_700_000_000_000L + block * 12_000L), host, MODULES);
    }

    private static Cluster keep(Outcome<?> outcome) {
        return outcome.cluster();
    }

    private static Bytes secret() {
        try (Sr25519.Pair pair = Sr25519.Pair.fromSeed(new byte[32])) {
            return Bytes.wrap(pair.exposeSecret());
        }
    }

    private static AccountId account(int fill) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) fill);
        return AccountId.of(bytes);
    }
}
