package network.phala.e2e.contracts;

import static network.phala.contractrunner.ContractRunner.ALICE;
import static network.phala.contractrunner.ContractRunner.BOB;
import static network.phala.contractrunner.ContractRunner.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import network.phala.contractrunner.ContractRunner;
import network.phala.contractrunner.ContractRunner.Answer;
import network.phala.contractrunner.ContractRunner.Deployed;
import network.phala.crypto.Ed25519;
import network.phala.pink.types.CacheOp;
import network.phala.pink.types.JsValue;
import network.phala.pink.types.PinkEvent;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Phala's chain extension, function by function: what a query gets, and what estimates and commands get
/// (phala-blockchain crates/pink/runtime/src/runtime/extension.rs).
class ExtensionTableTest {
    private static final String SEED = "0x" + "07".repeat(32);
    private static final String ANY_HASH = "0x" + "5c".repeat(32);
    private static final String BAD_ORIGIN = "BadOrigin";

    private final ContractRunner stage = new ContractRunner(Artifacts.read("system"));

    /// @param query what a query's answer looks like
    /// @param transaction the same of an estimate and a command
    private record Row(int function, String message, List<String> arguments, Pattern query, Pattern transaction) {
        static Row of(int function, String query, String transaction, String message, String... arguments) {
            return new Row(function, message, List.of(arguments), Pattern.compile(query), Pattern.compile(transaction));
        }

        static Row same(int function, String answer, String message, String... arguments) {
            return of(function, answer, answer, message, arguments);
        }
    }

    private List<Row> table(Deployed contract, boolean published) {
        String ed25519;
        String edKey;
        try (Ed25519.Pair pair = Ed25519.Pair.fromSeed(Bytes.fromHex(SEED).toArray())) {
            ed25519 = Bytes.wrap(pair.sign(Bytes.fromHex("0x0102").toArray())).toHex();
            edKey = pair.publicKey().toHex();
        }
        String unavailable = Bytes.wrap(
                        "HTTP request is not supported in transaction".getBytes(StandardCharsets.US_ASCII))
                .toHex();
        String refusedBatch = published ? "\\{\"Err\":\"NotAllowed\"}" : "\\{\"Err\":6}";
        String system = text(stage.system(Artifacts.read("system")).id());
        String codeHash = contract.file().codeHash().toHex();
        return List.of(
                Row.of(
                        1,
                        "\\{\"status_code\":200,\"reason_phrase\":\"OK\",\"headers\":\\[],\"body\":\"0x68656c6c6f\"}",
                        "\\{\"status_code\":523,\"reason_phrase\":\"API Unavailable\",\"headers\":\\[],\"body\":\""
                                + unavailable + "\"}",
                        "http_request",
                        "\"http://there\"",
                        "\"GET\"",
                        "[]",
                        "0x"),
                Row.of(2, "\"0x[0-9a-f]{128}\"", "\"0x\"", "sign", "\"Sr25519\"", SEED, "0x0102"),
                Row.same(2, "\"" + ed25519 + "\"", "sign", "\"Ed25519\"", SEED, "0x0102"),
                Row.same(2, "\"0x[0-9a-f]{130}\"", "sign", "\"Ecdsa\"", SEED, "0x0102"),
                Row.same(3, "true", "verify", "\"Ed25519\"", edKey, "0x0102", ed25519),
                Row.same(3, "false", "verify", "\"Ed25519\"", edKey, "0x0103", ed25519),
                Row.same(3, ".*Invalid public key.*", "verify", "\"Sr25519\"", "0x01", "0x0102", ed25519),
                Row.same(4, "\"0x[0-9a-f]{128}\"", "derive_sr25519_key", "0x01"),
                Row.same(5, "\"" + edKey + "\"", "get_public_key", "\"Ed25519\"", SEED),
                Row.same(5, ".*Invalid key.*", "get_public_key", "\"Ecdsa\"", "0x01"),
                Row.same(6, "true", "cache_set", "0x01", "0xaa"),
                Row.same(7, "null", "cache_set_expiration", "0x01", "60"),
                Row.of(8, "\"0xaa\"", "null", "cache_get", "0x01"),
                Row.of(9, "\"0xaa\"", "null", "cache_remove", "0x01"),
                Row.same(10, "null", "log", "3", "\"a line\""),
                Row.of(11, "\"0x[0-9a-f]{32}\"", "\"0x\"", "getrandom", "16"),
                Row.of(12, "false", "true", "is_in_transaction"),
                Row.same(13, "\"0x[0-9a-f]{130}\"", "ecdsa_sign_prehashed", SEED, ANY_HASH),
                Row.same(
                        14,
                        "false",
                        "ecdsa_verify_prehashed",
                        "0x" + "01".repeat(65),
                        ANY_HASH,
                        "0x02" + "01".repeat(32)),
                Row.same(15, "\"" + system + "\"", "system_contract_id"),
                Row.same(16, "\\[\"\\d+\",\"\\d+\"]", "balance_of", text(BOB)),
                Row.same(16, "\\[0,0]", "balance_of", "0x" + "99".repeat(32)),
                Row.of(17, "\"0x(77){32}\"", "\"0x(00){32}\"", "worker_pubkey"),
                Row.of(18, "1234567", "0", "untrusted_millis_since_unix_epoch"),
                Row.same(19, "true", "code_exists", codeHash, "false"),
                Row.same(19, "false", "code_exists", codeHash, "true"),
                Row.same(19, "false", "code_exists", ANY_HASH, "false"),
                Row.same(20, BAD_ORIGIN, "import_latest_system_code", text(BOB)),
                Row.same(21, "\\[1,2]", "runtime_version"),
                Row.of(
                        22,
                        "\\{\"Ok\":\\[\\{\"Ok\":\\{.*200.*}}]}|\\[.*200.*]",
                        refusedBatch,
                        "batch_http_request",
                        "[\"http://there\"]",
                        "100"),
                Row.same(23, "\\[\\d+,\"0x[0-9a-f]{64}\"]", "current_event_chain_head"),
                Row.of(
                        24,
                        "\\{\"String\":\"1\\+1/x\"}",
                        "\\{\"Exception\":\"Js evaluation is not supported in transaction\"}",
                        "js_eval",
                        "\"1+1\"",
                        "[\"x\"]"),
                Row.same(25, "null", "worker_sgx_quote"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"extension", "extension-5"})
    void everyFunctionAnswersByItsMode(String name) {
        stage.world().workerKey(Bytes32.of(Bytes.fromHex("0x" + "77".repeat(32))));
        stage.world().untrustedMillis(1_234_567);
        stage.world().answerScripts((codes, args) -> new JsValue.Text("1+1/" + args.getFirst()));
        Deployed contract = stage.deploy(Artifacts.read(name), BOB, "default");
        List<Row> table = table(contract, name.equals("extension"));
        assertThat(table.stream().map(Row::function).distinct())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 25).boxed().toList());
        for (Row row : table) {
            String[] arguments = row.arguments().toArray(String[]::new);
            // Commands and estimates come first: what they do to the cache must not be seen by the query.
            for (Answer answer : List.of(
                    stage.estimate(contract, ALICE, row.message(), arguments),
                    stage.command(contract, ALICE, row.message(), arguments))) {
                assertThat(value(answer)).as("%s in a transaction", row).matches(row.transaction());
                assertThat(answer.effects().pinkEvents().stream().map(sent -> sent.event()))
                        .as("%s", row)
                        .containsExactlyElementsOf(effects(row));
            }
            Answer asked = stage.query(contract, ALICE, row.message(), arguments);
            assertThat(value(asked)).as("%s in a query", row).matches(row.query());
            assertThat(asked.effects().pinkEvents()).as("%s", row).isEmpty();
        }
        assertThat(stage.world().lines())
                .filteredOn(line -> line.message().equals("a line"))
                .hasSize(3)
                .allSatisfy(line -> assertThat(line.level()).isEqualTo(3));
    }

    /// What the worker is asked to do by a function in a transaction.
    private static List<PinkEvent> effects(Row row) {
        Bytes key = Bytes.fromHex("0x01");
        return switch (row.function()) {
            case 6 -> List.of(new PinkEvent.Cache(new CacheOp.Set(key, Bytes.fromHex("0xaa"))));
            case 7 -> List.of(new PinkEvent.Cache(new CacheOp.SetExpiration(key, 60)));
            case 9 -> List.of(new PinkEvent.Cache(new CacheOp.Remove(key)));
            default -> List.of();
        };
    }

    /// The answer's innermost `Ok` for most, the runtime's error for what was stopped.
    private static String value(Answer answer) {
        String text = answer.text();
        return text.startsWith("{\"Ok\":") ? text.substring(6, text.length() - 1) : text;
    }

    @Test
    void whatThereIsNotStopsTheContract() {
        Deployed contract = stage.deploy(Artifacts.read("extension-5"), BOB, "default");
        for (Answer answer : List.of(
                stage.query(contract, ALICE, "unknown"),
                stage.estimate(contract, ALICE, "unknown"),
                stage.command(contract, ALICE, "unknown"))) {
            assertThat(answer.text()).contains("UnknownChainExtensionFunction");
        }
    }
}
