package network.phala.contractrunner;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import network.phala.client.contract.Accounts;
import network.phala.client.contract.ContractFile;
import network.phala.client.contract.ContractFileException;
import network.phala.client.contract.Reply;
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
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A cluster in memory on which contracts are put and spoken to, in milliseconds: the contract runtime of the workers,
/// with gas, deposits, events and storage as there, without chain, worker or encryption.
///
/// Every command is a block of its own, six blocks a minute from 2023 on, unless the test sets block and
/// time; queries leave nothing behind. The development accounts have money. One thread; the thread needs a
/// stack of some megabytes for contracts that recurse.
///
/// ```java
/// var runner = new ContractRunner();
/// var token = runner.deploy(ContractFile.read(path), ALICE, "new", "1000");
/// runner.command(token, ALICE, "transfer", "//Bob", "10");
/// assertThat(runner.query(token, BOB, "balance_of", "//Bob").value().asInt()).isEqualTo(10);
/// assertThat(runner.storage(token).path("total_supply").asInt()).isEqualTo(1000);
/// ```
public final class ContractRunner {
    public static final AccountId ALICE = account("//Alice");
    public static final AccountId BOB = account("//Bob");
    public static final AccountId CHARLIE = account("//Charlie");
    public static final AccountId DAVE = account("//Dave");

    private static final U128 MONEY = U128.of(1_000_000_000_000_000_000L);
    private static final long GAS_LIMIT = 2_000_000_000_000L;
    private static final long QUERY_GAS_LIMIT = 10_000_000_000_000L;
    private static final long MILLIS_PER_BLOCK = 12_000;
    private static final Bytes CLUSTER_KEY = secret();
    private static final ContractModules MODULES = new ContractModules(ContractModules.BYTES_STANDARD);

    private final OutsideWorld world = new OutsideWorld();
    private Cluster cluster;
    private int block;
    private @Nullable Long fixedMillis;
    private int salts;

    /// A cluster without a system contract: enough for contracts that do not ask for it.
    public ContractRunner() {
        this(Optional.empty());
    }

    /// A cluster with a system contract, owned by [#ALICE].
    public ContractRunner(ContractFile system) {
        this(Optional.of(system));
    }

    private ContractRunner(Optional<ContractFile> system) {
        cluster = Cluster.EMPTY.setKey(next(), CLUSTER_KEY).cluster();
        ClusterSetup setup = new ClusterSetup(
                H256.ZERO,
                ALICE,
                MONEY,
                U128.ONE,
                U128.ONE,
                U128.ONE,
                account("//Treasury"),
                system.map(ContractFile::wasm).orElse(Bytes.EMPTY));
        Outcome<Result<Bytes, String>> made = cluster.setup(next(), setup);
        // Without code the setup stops at the upload and keeps identity, prices and money, which is what is wanted.
        if (system.isPresent() && made.result() instanceof Result.Err<Bytes, String>(String error)) {
            throw new RunnerException("The system contract cannot be set up: " + error);
        }
        cluster = made.cluster();
        for (AccountId who : List.of(BOB, CHARLIE, DAVE)) {
            fund(who, MONEY);
        }
    }

    /// A contract in the cluster.
    public record Deployed(ContractFile file, AccountId id) {}

    /// What a message came to.
    ///
    /// @param text the whole answer as JSON text, wrappings included, or the error (`ContractTrapped` and its like)
    /// @param reply the answer without ink!'s wrapping; absent when the runtime stopped the contract
    /// @param result exact gas and deposits, flags, debug messages
    /// @param effects events and what the worker was asked to do
    public record Answer(String text, Optional<Reply> reply, ContractResult result, SideEffects effects) {
        /// The innermost value.
        ///
        /// @throws RunnerException when there is none
        public JsonNode value() {
            return reply.orElseThrow(() -> new RunnerException("There is no value: " + text))
                    .value();
        }

        public boolean succeeded() {
            return result.succeeded();
        }

        /// Whether the message answered an `Err`.
        public boolean isError() {
            return reply.map(answer -> answer.kind() == Reply.Kind.ERROR).orElse(false);
        }
    }

    /// An event with the contract that emitted it, decoded by the bundle of the contract that was called.
    public record Event(AccountId contract, String label, JsonNode fields) {}

    // ----- the world -----

    /// What contracts meet outside: web, scripts, chance, clock, logs.
    public OutsideWorld world() {
        return world;
    }

    public Cluster cluster() {
        return cluster;
    }

    /// The next command runs in this block.
    public ContractRunner atBlock(int number) {
        block = number - 1;
        return this;
    }

    /// From now on the chain's time stands still at `millis`.
    public ContractRunner atMillis(long millis) {
        fixedMillis = millis;
        return this;
    }

    /// Gives an account money.
    public ContractRunner fund(AccountId who, U128 amount) {
        cluster = cluster.deposit(next(), who, amount).cluster();
        return this;
    }

    public U128 balance(AccountId who) {
        return cluster.freeBalance(who);
    }

    public Deployed system(ContractFile file) {
        return new Deployed(
                file,
                cluster.systemContract().orElseThrow(() -> new RunnerException("This cluster has no system contract")));
    }

    // ----- contracts -----

    /// Uploads code and instantiates it.
    ///
    /// @throws RunnerException when the code is refused or the constructor fails
    public Deployed deploy(ContractFile file, AccountId who, String constructor, String... arguments) {
        return deploy(file, who, U128.ZERO, constructor, arguments);
    }

    /// The same with money sent along.
    public Deployed deploy(ContractFile file, AccountId who, U128 value, String constructor, String... arguments) {
        ContractResult result = construct(file, who, value, constructor, arguments);
        if (!result.succeeded()) {
            throw new RunnerException(constructor + " of " + file.name() + " fails: " + result.result());
        }
        return new Deployed(
                file, result.account().orElseThrow(() -> new RunnerException("No account: " + result.result())));
    }

    /// Uploads code.
    ///
    /// @return why it is refused, if it is
    public Optional<String> upload(ContractFile file, AccountId who) {
        return upload(file, who, Determinism.ENFORCED);
    }

    /// The same for code that may be indeterministic: it can have floats and serves queries that delegate to it.
    public Optional<String> upload(ContractFile file, AccountId who, Determinism determinism) {
        Outcome<Result<H256, String>> upload = cluster.uploadCode(next(), who, file.wasm(), determinism);
        if (upload.result() instanceof Result.Err<H256, String>(String error)) {
            return Optional.of(error);
        }
        cluster = upload.cluster();
        return Optional.empty();
    }

    /// Uploads code and runs a constructor, which may fail.
    public ContractResult construct(ContractFile file, AccountId who, String constructor, String... arguments) {
        return construct(file, who, U128.ZERO, constructor, arguments);
    }

    /// The same with money sent along.
    public ContractResult construct(
            ContractFile file, AccountId who, U128 value, String constructor, String... arguments) {
        upload(file, who).ifPresent(error -> {
            throw new RunnerException(file.name() + " cannot be uploaded: " + error);
        });
        salts++;
        Bytes salt = Bytes.of((byte) salts, (byte) (salts >> 8));
        Bytes input = input(file, labelled(() -> file.constructor(constructor)), arguments);
        Outcome<ContractResult> made = cluster.instantiate(next(), file.codeHash(), input, salt, paid(who, value));
        cluster = made.cluster();
        return made.result();
    }

    /// Runs a message as a command: exact, paid for, and kept.
    public Answer command(Deployed contract, AccountId who, String message, String... arguments) {
        return pay(contract, who, U128.ZERO, message, arguments);
    }

    /// The same with money sent along.
    public Answer pay(Deployed contract, AccountId who, U128 value, String message, String... arguments) {
        return keep(contract, message, paid(who, value), arguments);
    }

    /// Runs a message as a command that costs nothing, which is what pallets may send.
    public Answer unpaid(Deployed contract, AccountId who, String message, String... arguments) {
        return keep(contract, message, TransactionArguments.free(who, GAS_LIMIT), arguments);
    }

    private Answer keep(Deployed contract, String message, TransactionArguments terms, String... arguments) {
        ContractFile.Message entry = labelled(() -> contract.file().message(message));
        Outcome<ContractResult> run =
                cluster.call(next(), contract.id(), input(contract.file(), entry, arguments), terms);
        cluster = run.cluster();
        return answer(contract.file(), entry, run);
    }

    /// Runs a message as a query: what it changes is forgotten.
    public Answer query(Deployed contract, AccountId who, String message, String... arguments) {
        return ask(ExecutionMode.QUERY, contract, who, message, arguments);
    }

    /// Runs a message as a command would run, and forgets it.
    public Answer estimate(Deployed contract, AccountId who, String message, String... arguments) {
        return ask(ExecutionMode.ESTIMATING, contract, who, message, arguments);
    }

    private Answer ask(ExecutionMode mode, Deployed contract, AccountId who, String message, String... arguments) {
        ContractFile.Message entry = labelled(() -> contract.file().message(message));
        Outcome<ContractResult> run = cluster.call(
                session(mode),
                contract.id(),
                input(contract.file(), entry, arguments),
                TransactionArguments.free(who, QUERY_GAS_LIMIT));
        return answer(contract.file(), entry, run);
    }

    /// The events of an answer, by the bundle's event types; events of other contracts keep their data in hex.
    public List<Event> events(Deployed contract, Answer answer) {
        List<Event> events = new ArrayList<>();
        for (SideEffects.InkEvent each : answer.effects().inkEvents()) {
            Optional<ContractFile.Event> decoded = contract.id().equals(each.contract())
                    ? contract.file()
                            .decodeEvent(
                                    each.topics().stream().map(H256::toBytes).toList(), each.data())
                    : Optional.empty();
            events.add(decoded.map(event -> new Event(each.contract(), event.label(), event.fields()))
                    .orElseGet(() -> new Event(
                            each.contract(),
                            "",
                            tools.jackson.databind.node.StringNode.valueOf(
                                    each.data().toHex()))));
        }
        return List.copyOf(events);
    }

    /// The contract's storage in the words of its bundle: fields by name, mappings as objects.
    public JsonNode storage(Deployed contract) {
        return labelled(() -> contract.file().storage().read(rawStorage(contract)));
    }

    /// The contract's storage as it lies in its trie.
    public SortedMap<Bytes, Bytes> rawStorage(Deployed contract) {
        return cluster.contractStorage(contract.id());
    }

    /// How a test writes an account as an argument, and reads it in an answer.
    public static String text(AccountId account) {
        return Accounts.format(account.toBytes().toArray());
    }

    // ----- inside -----

    private static Answer answer(ContractFile file, ContractFile.Message message, Outcome<ContractResult> run) {
        return switch (run.result().result()) {
            case Result.Err<ExecReturn, DispatchError>(DispatchError error) ->
                new Answer(error.debug(), Optional.empty(), run.result(), run.effects());
            case Result.Ok<ExecReturn, DispatchError>(ExecReturn value) -> decoded(file, message, value, run);
        };
    }

    private static Answer decoded(
            ContractFile file, ContractFile.Message message, ExecReturn value, Outcome<ContractResult> run) {
        Bytes data = value.data();
        Optional<Integer> type = message.returnType();
        try {
            Reply reply = Reply.decode(file, message, data, value.reverted());
            String text = reply.kind() == Reply.Kind.REVERT || reply.kind() == Reply.Kind.NOTHING
                    ? reply.text()
                    : type.isEmpty()
                            ? data.toHex()
                            : file.values().decode(type.get(), data).toString();
            return new Answer(text, Optional.of(reply), run.result(), run.effects());
        } catch (ContractFileException e) {
            return new Answer(String.valueOf(e.getMessage()), Optional.empty(), run.result(), run.effects());
        }
    }

    private interface Lookup<T> {
        T find() throws ContractFileException;
    }

    private static <T> T labelled(Lookup<T> lookup) {
        try {
            return lookup.find();
        } catch (ContractFileException e) {
            throw new RunnerException(String.valueOf(e.getMessage()));
        }
    }

    private static Bytes input(ContractFile file, ContractFile.Message message, String... arguments) {
        return labelled(() -> file.encodeCall(message, List.of(arguments)));
    }

    private static TransactionArguments paid(AccountId who, U128 value) {
        return new TransactionArguments(who, value, GAS_LIMIT, false, Optional.empty(), U128.ZERO);
    }

    private Session next() {
        block++;
        return session(ExecutionMode.TRANSACTION);
    }

    private Session session(ExecutionMode mode) {
        long millis = fixedMillis == null ? 1_700_000_000_000L + block * MILLIS_PER_BLOCK : fixedMillis;
        return new Session(SessionContext.of(mode, block, millis), world, MODULES);
    }

    private static Bytes secret() {
        try (Sr25519.Pair pair = Sr25519.Pair.fromSeed(new byte[32])) {
            return Bytes.wrap(pair.exposeSecret());
        }
    }

    private static AccountId account(String uri) {
        return labelled(() -> Accounts.parse(uri));
    }
}
