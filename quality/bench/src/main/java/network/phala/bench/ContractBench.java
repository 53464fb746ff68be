package network.phala.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
import network.phala.wasm.GuestThread;

/// A whole contract call as the worker does it, warm: gas payment, deposits, storage, events, event block, result and
/// storage root. Against what Phala's published native runtime was measured to need on a core of this kind.
final class ContractBench implements Bench {
    private static final double FLIPPER_REFERENCE_MICROS = 240;
    private static final double TOKEN_REFERENCE_MICROS = 560;
    private static final double GOAL = 10;
    private static final AccountId OWNER = account(1);
    private static final Pattern WASM = Pattern.compile("\"wasm\"\\s*:\\s*\"(0x[0-9a-f]+)\"");

    private final ContractModules modules = new ContractModules(16);
    private final Session transaction = session(ExecutionMode.TRANSACTION);
    private final Session query = session(ExecutionMode.QUERY);
    private Cluster cluster = Cluster.EMPTY;

    @Override
    public String name() {
        return "contract";
    }

    @Override
    public List<Figure> measure() throws Exception {
        CompletableFuture<List<Figure>> figures = new CompletableFuture<>();
        GuestThread.of("contract bench", () -> {
                    try {
                        figures.complete(measureHere());
                    } catch (Exception e) {
                        figures.completeExceptionally(e);
                    }
                })
                .start();
        return figures.get();
    }

    private List<Figure> measureHere() throws Exception {
        keep(
                cluster.setup(
                        transaction,
                        new ClusterSetup(
                                H256.ZERO,
                                OWNER,
                                U128.parse("1000000000000000000000000"),
                                U128.ONE,
                                U128.of(10),
                                U128.ONE,
                                account(7),
                                code("flipper4"))),
                outcome -> outcome.result() instanceof Result.Ok<Bytes, String>);
        AccountId flipper = deploy("flipper4", Bytes.fromHex("0x9bae9d5e01"), Bytes.of((byte) 1));
        AccountId token = deploy("erc20-4", Bytes.fromHex("0x9bae9d5e00ca9a3b000000000000000000000000"), Bytes.EMPTY);
        Bytes flip = Bytes.fromHex("0x633aa551");
        Bytes transfer = Bytes.concat(
                Bytes.fromHex("0x84a15da1"), account(9).toBytes(), Bytes.fromHex("0x01000000000000000000000000000000"));
        double message = micros(() -> message(flipper, flip));
        double transferred = micros(() -> message(token, transfer));
        double asked = micros(() -> cluster.call(query, flipper, Bytes.fromHex("0x2f865bd9"), arguments(true))
                .result()
                .encode()
                .size());
        return List.of(
                figure("contract-flipper-message", FLIPPER_REFERENCE_MICROS, message),
                figure("contract-token-transfer", TOKEN_REFERENCE_MICROS, transferred),
                figure("contract-flipper-query", FLIPPER_REFERENCE_MICROS, asked));
    }

    private static Figure figure(String name, double reference, double micros) {
        return new Figure(
                name,
                reference / micros,
                GOAL,
                String.format(Locale.ROOT, "%.1f µs, original %.0f µs", micros, reference));
    }

    private static double micros(Rate.Work work) throws Exception {
        return 1e6
                / (16
                        * Rate.perCpuSecond(() -> {
                            int sum = 0;
                            for (int i = 0; i < 16; i++) {
                                sum += work.run();
                            }
                            return sum;
                        }));
    }

    private int message(AccountId contract, Bytes input) {
        Outcome<ContractResult> outcome = cluster.call(transaction, contract, input, arguments(false));
        if (!outcome.result().succeeded()) {
            throw new IllegalStateException("call failed: " + outcome.result());
        }
        cluster = outcome.cluster();
        return outcome.result().encode().size() ^ cluster.root().hashCode();
    }

    private AccountId deploy(String name, Bytes constructor, Bytes salt) throws IOException {
        Bytes code = code(name);
        Outcome<Result<H256, String>> uploaded = cluster.uploadCode(transaction, OWNER, code, Determinism.ENFORCED);
        keep(uploaded, outcome -> outcome.result() instanceof Result.Ok<H256, String>);
        H256 hash = new H256(network.phala.crypto.Blake2b.hash256(code.unsafeArray()));
        Outcome<ContractResult> made = cluster.instantiate(transaction, hash, constructor, salt, arguments(false));
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

    private static Bytes code(String name) throws IOException {
        Path bundle =
                Path.of(System.getProperty("phala.root", "."), "examples/contracts/artifacts", name + ".contract");
        Matcher found = WASM.matcher(Files.readString(bundle));
        if (!found.find()) {
            throw new IOException(bundle + " holds no wasm");
        }
        return Bytes.fromHex(found.group(1));
    }

    private static AccountId account(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
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
