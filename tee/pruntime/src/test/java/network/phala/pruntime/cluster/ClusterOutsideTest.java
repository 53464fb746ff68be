package network.phala.pruntime.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import network.phala.crypto.Blake2b;
import network.phala.crypto.Sr25519;
import network.phala.pink.Cluster;
import network.phala.pink.ClusterSetup;
import network.phala.pink.ExecutionMode;
import network.phala.pink.Outcome;
import network.phala.pink.Session;
import network.phala.pink.SessionContext;
import network.phala.pink.contracts.ContractModules;
import network.phala.pink.types.HttpRequest;
import network.phala.pink.types.HttpRequestError;
import network.phala.pink.types.HttpResponse;
import network.phala.pink.types.JsCode;
import network.phala.pink.types.JsValue;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.pruntime.outside.Asker;
import network.phala.pruntime.outside.Outside;
import network.phala.pruntime.outside.WorkerOutside;
import network.phala.scale.Result;
import network.phala.sidevm.SidevmConfig;
import network.phala.sidevm.Sidevms;
import network.phala.sidevm.net.Dialer;
import network.phala.sidevm.net.Proxies;
import network.phala.trie.Trie;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// What contracts reach of their cluster's programs: `sidevm://` addresses, and the cluster's JavaScript runtime.
class ClusterOutsideTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final AccountId ASKER = account(1);
    private static final AccountId ASKED = account(2);
    private static final AccountId WITHOUT = account(3);

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private Sidevms sidevms;
    private ClusterView view;
    private ClusterOutside outside;

    private static AccountId account(int each) {
        byte[] bytes = new byte[32];
        java.util.Arrays.fill(bytes, (byte) each);
        return new AccountId(Bytes32.of(bytes));
    }

    private static Path examples(String name) {
        return Path.of("../../examples").resolve(name);
    }

    private static Bytes program(String name) throws Exception {
        return Bytes.wrap(Files.readAllBytes(examples("sidevm/artifacts/" + name + ".wasm")));
    }

    private static H256 hash(Bytes code) {
        return H256.of(Blake2b.digest256(code.unsafeArray()));
    }

    @BeforeEach
    void start() throws Exception {
        LocalCache cache = new LocalCache(java.time.InstantSource.system());
        sidevms = new Sidevms(
                SidevmPorts.of(
                        cache,
                        Dialer.standard(true, () -> Proxies.NONE),
                        (program, contract, query, reply) -> reply.accept(Bytes.EMPTY)),
                1);
        Trie contracts = Trie.EMPTY;
        for (AccountId each : List.of(ASKER, ASKED, WITHOUT)) {
            contracts = contracts.put(each.toBytes(), ContractEntry.NEW.encode());
        }
        H256 id = hash(Bytes.EMPTY);
        view = new ClusterView(
                id, clusterWith(id, program("script-runtime")), contracts, 3, Optional.empty(), Optional.empty());
        outside = new ClusterOutside(Outside.NONE, sidevms, view);
    }

    @AfterEach
    void stop() {
        sidevms.close();
    }

    /// A cluster whose owner uploaded a program.
    private static Cluster clusterWith(H256 id, Bytes program) throws Exception {
        Bytes systemCode = Bytes.fromHex(JsonMapper.shared()
                .readTree(examples("contracts/artifacts/system.contract").toFile())
                .at("/source/wasm")
                .asString());
        U128 much = U128.parse("1000000000000000000");
        byte[] seed = new byte[32];
        new SecureRandom().nextBytes(seed);
        Cluster empty = Cluster.EMPTY
                .setKey(
                        session(ExecutionMode.ESTIMATING),
                        Bytes.wrap(Sr25519.Pair.fromSeed(seed).exposeSecret()))
                .cluster();
        ClusterSetup setup = new ClusterSetup(id, ASKER, much, U128.ONE, U128.ONE, U128.ONE, account(9), systemCode);
        Cluster made = empty.setup(session(ExecutionMode.TRANSACTION), setup).cluster();
        Outcome<Result<H256, String>> uploaded =
                made.uploadSidevmCode(session(ExecutionMode.TRANSACTION), ASKER, program);
        assertThat(uploaded.result()).isEqualTo(new Result.Ok<H256, String>(hash(program)));
        return uploaded.cluster();
    }

    private static Session session(ExecutionMode mode) {
        ContractHost host = new ContractHost(
                Bytes32.ZERO,
                () -> Bytes.EMPTY,
                new LocalCache(java.time.InstantSource.system()),
                (contract, level, text) -> {});
        return new Session(SessionContext.of(mode, 1, 0), host, new ContractModules(ContractModules.BYTES_STANDARD));
    }

    private Result<HttpResponse, HttpRequestError> get(String url, String body, Duration limit) {
        return outside.http(Asker.of(ASKER), new HttpRequest(url, "POST", List.of(), Bytes.ofUtf8(body)), limit);
    }

    private static String url(AccountId contract) {
        return "sidevm://" + contract.value().toHex().substring(2);
    }

    private void assertAnswer(Result<HttpResponse, HttpRequestError> result, int status, String reason, String body) {
        assertThat(result)
                .isEqualTo(new Result.Ok<HttpResponse, HttpRequestError>(
                        new HttpResponse((short) status, reason, List.of(), Bytes.ofUtf8(body))));
    }

    private void deploy() throws Exception {
        Bytes code = program("workbench");
        sidevms.start(new H256(ASKED.value()), hash(code), Optional.of(code), SidevmConfig.DEFAULT, 1);
    }

    @Test
    void aSidevmAddressLeadsToTheContractsProgram() throws Exception {
        deploy();
        assertAnswer(get(url(ASKED), "echo over there", PATIENCE), 200, "OK", "over there");
        assertAnswer(get(url(ASKED), "whoami", PATIENCE), 200, "OK", "01".repeat(32));
    }

    @Test
    void whatDoesNotAnswerIsAnAnswerToo() throws Exception {
        String shown = "02".repeat(32) + " (5C7LYpP2...)";
        assertAnswer(get(url(ASKED), "", PATIENCE), 500, "Internal Server Error", "Sidevm not found: " + shown);
        assertAnswer(
                get(url(account(7)), "", PATIENCE),
                500,
                "Internal Server Error",
                "Contract not found: " + "07".repeat(32) + " (5CDvHBym...)");
        deploy();
        assertAnswer(get(url(ASKED), "panic", PATIENCE), 500, "Internal Server Error", "Broken pipe");
        awaitEnd();
        assertAnswer(get(url(ASKED), "echo", PATIENCE), 500, "Internal Server Error", "Sidevm stopped: " + shown);
        deploy();
        assertAnswer(get(url(ASKED), "echo up", PATIENCE), 200, "OK", "up");
        assertAnswer(
                get(url(ASKED), "sleep 1000000", Duration.ofMillis(100)),
                500,
                "Internal Server Error",
                "Sidevm query timeout");
    }

    /// The asker is told before the program has let go of everything.
    private void awaitEnd() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (sidevms.isRunning(new H256(ASKED.value()))) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(2_000_000);
        }
    }

    @Test
    void anAddressWithMoreThanTheIdIsNone() {
        for (String wrong :
                List.of("sidevm://", url(ASKED) + "/path", "sidevm://0x" + "02".repeat(32), "sidevm://zz")) {
            assertThat(get(wrong, "", PATIENCE))
                    .as(wrong)
                    .isEqualTo(new Result.Err<HttpResponse, HttpRequestError>(HttpRequestError.INVALID_URL));
        }
        assertThat(get("http://somewhere", "", PATIENCE))
                .isEqualTo(new Result.Err<HttpResponse, HttpRequestError>(HttpRequestError.NOT_ALLOWED));
    }

    /// What contracts, programs and scripts say, ask and fail with is for those who run the worker with debug lines
    /// only.
    @Test
    void nothingOfWhatIsSaidReachesTheLog() throws Exception {
        List<String> logged = Collections.synchronizedList(new ArrayList<>());
        Handler listener = new Handler() {
            @Override
            public void publish(LogRecord line) {
                logged.add(new SimpleFormatter().format(line));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger root = Logger.getLogger("");
        root.addHandler(listener);
        try (WorkerOutside web = new WorkerOutside(Dialer.standard(true, () -> Proxies.NONE), 3)) {
            outside = new ClusterOutside(web, sidevms, view);
            deploy();
            for (String said : List.of("echo s3cret", "log s3cret", "s3cret", "connect s3cret.invalid 1 s3cret")) {
                get(url(ASKED), said, PATIENCE);
            }
            get("http://s3cret.invalid/", "s3cret", PATIENCE);
            get("s3cret", "s3cret", PATIENCE);
            eval(Optional.of(hash(program("script-runtime"))));
            for (String script :
                    List.of("'s3cret'", "console.log('s3cret')", "throw 's3cret'", "fetch('http://s3cret')")) {
                outside.eval(
                        Asker.of(ASKER),
                        List.of(new JsCode.Source(script)),
                        List.of("s3cret"),
                        (level, text) -> {},
                        PATIENCE);
            }
            get(url(ASKED), "panic s3cret", PATIENCE);
        } finally {
            root.removeHandler(listener);
        }
        assertThat(logged).noneMatch(line -> line.contains("s3cret"));
    }

    private JsValue eval(Optional<H256> runtime) {
        ClusterView named = runtime.map(view::withJsRuntime).orElse(view);
        return new ClusterOutside(Outside.NONE, sidevms, named)
                .eval(
                        Asker.of(ASKER),
                        List.of(new JsCode.Source("1+1"), new JsCode.Bytecode(Bytes.fromHex("0x01ff"))),
                        List.of("a".repeat(60), "b"),
                        (level, text) -> lines.add(level + " " + text),
                        PATIENCE);
    }

    @Test
    void theClustersRuntimeEvaluatesScripts() throws Exception {
        Bytes runtime = program("script-runtime");
        assertThat(eval(Optional.of(hash(runtime))))
                .isEqualTo(new JsValue.Text("phatjs\0-c\0001+1\0-b\00001ff\0--\0" + "a".repeat(60) + "\0b\0"));
        assertThat(lines).containsExactly("2 asked");
        assertThat(eval(Optional.empty())).isEqualTo(new JsValue.Exception("No js runtime"));
        assertThat(eval(Optional.of(hash(Bytes.EMPTY))))
                .isEqualTo(
                        new JsValue.Exception("Failed to load Javascript runtime module: Js runtime code not found"));
    }

    @Test
    void aRuntimeThatIsNoneSaysSo() throws Exception {
        for (Bytes code : List.of(Bytes.ofUtf8("no program"), program("wasi"))) {
            view = new ClusterView(
                    view.id(), clusterWith(view.id(), code), view.contracts(), 3, Optional.empty(), Optional.empty());
            assertThat(eval(Optional.of(hash(code))))
                    .isInstanceOfSatisfying(
                            JsValue.Exception.class,
                            thrown -> assertThat(thrown.text())
                                    .matches("Failed to run Javascript: "
                                            + "(Failed to start sidevm instance: .*|Failed to decode output)"));
        }
    }
}
