package network.phala.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import network.phala.crypto.Blake2b;
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
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.scale.Result;
import network.phala.trie.Trie;

/// A cluster with contracts of `examples/contracts`, called as the worker calls them. For one thread.
final class Contracts {
    static final AccountId OWNER = account(1);

    /// The constructor of the flipper, `true`.
    static final Bytes NEW_FLIPPER = Bytes.fromHex("0x9bae9d5e01");

    static final Bytes FLIP = Bytes.fromHex("0x633aa551");

    /// The constructor of the token, with as much as anybody may want.
    static final Bytes NEW_TOKEN = Bytes.fromHex("0x9bae9d5e00000000000000ffffffffffffffffff");

    private static final Bytes TRANSFER = Bytes.fromHex("0x84a15da1");
    private static final Bytes ONE = Bytes.fromHex("0x01000000000000000000000000000000");
    private static final Pattern WASM = Pattern.compile("\"wasm\"\\s*:\\s*\"(0x[0-9a-f]+)\"");

    private final ContractModules modules = new ContractModules(ContractModules.BYTES_STANDARD);
    private final Session transaction = session(ExecutionMode.TRANSACTION);
    private final Session query = session(ExecutionMode.QUERY);
    private Cluster cluster = Cluster.EMPTY;

    Contracts() throws IOException {
        ClusterSetup setup = new ClusterSetup(
                H256.ZERO,
                OWNER,
                U128.parse("1000000000000000000000000"),
                U128.ONE,
                U128.of(10),
                U128.ONE,
                account(7),
                code("flipper4"));
        keep(cluster.setup(transaction, setup), outcome -> outcome.result() instanceof Result.Ok<Bytes, String>);
    }

    Cluster cluster() {
        return cluster;
    }

    ContractModules modules() {
        return modules;
    }

    /// Bytes of all keys and values.
    long stateBytes() {
        return bytes(cluster.state().top());
    }

    private static long bytes(Trie trie) {
        return trie.entries()
                .mapToLong(entry -> entry.getKey().size()
                        + entry.getValue().size()
                        + trie.getTrie(entry.getKey()).map(Contracts::bytes).orElse(0L))
                .sum();
    }

    /// A token's message that gives one unit to an account.
    static Bytes transfer(AccountId to) {
        return Bytes.concat(TRANSFER, to.toBytes(), ONE);
    }

    /// One message; the state afterwards is kept, its root is not computed.
    int message(AccountId contract, Bytes input) {
        Outcome<ContractResult> outcome = cluster.call(transaction, contract, input, arguments(false));
        if (!outcome.result().succeeded()) {
            throw new IllegalStateException("call failed: " + outcome.result());
        }
        cluster = outcome.cluster();
        return outcome.result().encode().size();
    }

    /// One message, and the storage root after it.
    int messageAndRoot(AccountId contract, Bytes input) {
        return message(contract, input) ^ cluster.root().hashCode();
    }

    int query(AccountId contract, Bytes input) {
        return cluster.call(query, contract, input, arguments(true))
                .result()
                .encode()
                .size();
    }

    H256 upload(Bytes code) {
        keep(
                cluster.uploadCode(transaction, OWNER, code, Determinism.ENFORCED),
                outcome -> outcome.result() instanceof Result.Ok<H256, String>);
        return new H256(Blake2b.hash256(code.unsafeArray()));
    }

    AccountId instantiate(H256 code, Bytes constructor, Bytes salt) {
        Outcome<ContractResult> made = cluster.instantiate(transaction, code, constructor, salt, arguments(false));
        keep(made, outcome -> outcome.result().succeeded());
        return made.result().account().orElseThrow();
    }

    private interface Check<T> {
        boolean holds(Outcome<T> outcome);
    }

    private <T> void keep(Outcome<T> outcome, Check<T> check) {
        if (!check.holds(outcome)) {
            throw new IllegalStateException("preparation failed: " + outcome.result());
        }
        cluster = outcome.cluster();
    }

    /// The code of a committed contract.
    static Bytes code(String name) throws IOException {
        Path bundle =
                Path.of(System.getProperty("phala.root", "."), "examples/contracts/artifacts", name + ".contract");
        Matcher found = WASM.matcher(Files.readString(bundle));
        if (!found.find()) {
            throw new IOException(bundle + " holds no wasm");
        }
        return Bytes.fromHex(found.group(1));
    }

    /// An account, different for each number.
    static AccountId account(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        for (int i = 0; i < 4; i++) {
            bytes[i] = (byte) (value >>> 8 * i);
        }
        return AccountId.of(bytes);
    }

    private static TransactionArguments arguments(boolean free) {
        return new TransactionArguments(OWNER, U128.ZERO, 1_000_000_000_000L, free, Optional.empty(), U128.ZERO);
    }

    private Session session(ExecutionMode mode) {
        SessionContext context = new SessionContext(
                mode,
                100,
                1_700_000_000_000L,
                Optional.of(Bytes.ofUtf8("nonce")),
                Optional.empty(),
                Optional.of(OWNER));
        return new Session(context, new NoHost(), modules);
    }
}
