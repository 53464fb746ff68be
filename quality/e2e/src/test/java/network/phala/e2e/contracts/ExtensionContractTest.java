package network.phala.e2e.contracts;

import static network.phala.contractrunner.ContractRunner.ALICE;
import static network.phala.contractrunner.ContractRunner.BOB;
import static network.phala.contractrunner.ContractRunner.text;
import static org.assertj.core.api.Assertions.assertThat;

import network.phala.contractrunner.ContractRunner;
import network.phala.contractrunner.ContractRunner.Answer;
import network.phala.contractrunner.ContractRunner.Deployed;
import network.phala.crypto.Ed25519;
import network.phala.pink.types.CacheOp;
import network.phala.pink.types.PinkEvent;
import network.phala.primitives.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// Every function of the chain extension, called by ink! 4 with Phala's `pink` crate and by ink! 5 with
/// functions that the contract declares.
@ParameterizedClass
@ValueSource(strings = {"extension", "extension-5"})
class ExtensionContractTest {
    private static final String SEED = "0x" + "07".repeat(32);
    private static final String MESSAGE = "0x010203";

    private final ContractRunner stage = new ContractRunner(Artifacts.read("system"));
    private final Deployed contract;
    private final boolean published;

    ExtensionContractTest(String name) {
        contract = stage.deploy(Artifacts.read(name), BOB, "default");
        published = name.equals("extension");
    }

    private String query(String message, String... arguments) {
        String answer = stage.query(contract, ALICE, message, arguments).text();
        assertThat(answer).as(message).startsWith("{\"Ok\":").endsWith("}");
        return answer.substring(6, answer.length() - 1);
    }

    private String bare(String json) {
        return json.replace("\"", "");
    }

    private Answer command(String message, String... arguments) {
        Answer answer = stage.command(contract, ALICE, message, arguments);
        assertThat(answer.result().succeeded())
                .as(message + ": " + answer.text())
                .isTrue();
        return answer;
    }

    @Test
    void signaturesOfThreeSchemesVerify() {
        for (String scheme : new String[] {"Ed25519", "Sr25519", "Ecdsa"}) {
            String quoted = "\"" + scheme + "\"";
            String key = bare(query("get_public_key", quoted, SEED));
            String signature = bare(query("sign", quoted, SEED, MESSAGE));
            assertThat(query("verify", quoted, key, MESSAGE, signature))
                    .as(scheme)
                    .isEqualTo("true");
            assertThat(query("verify", quoted, key, "0x010204", signature))
                    .as(scheme)
                    .isEqualTo("false");
        }
        try (Ed25519.Pair pair = Ed25519.Pair.fromSeed(Bytes.fromHex(SEED).toArray())) {
            assertThat(bare(query("get_public_key", "\"Ed25519\"", SEED)))
                    .isEqualTo(pair.publicKey().toHex());
        }
    }

    @Test
    void prehashedEcdsaVerifies() {
        String hash = "0x" + "5c".repeat(32);
        String key = bare(query("get_public_key", "\"Ecdsa\"", SEED));
        String signature = bare(query("ecdsa_sign_prehashed", SEED, hash));
        assertThat(query("ecdsa_verify_prehashed", signature, hash, key)).isEqualTo("true");
        assertThat(query("ecdsa_verify_prehashed", signature, "0x" + "5d".repeat(32), key))
                .isEqualTo("false");
    }

    @Test
    void aDerivedKeySignsAndDependsOnTheSaltAlone() {
        String key = bare(query("derive_sr25519_key", "0x01"));
        assertThat(key).hasSize(2 + 128);
        assertThat(bare(query("derive_sr25519_key", "0x01"))).isEqualTo(key);
        assertThat(bare(query("derive_sr25519_key", "0x02"))).isNotEqualTo(key);
        String open = bare(query("get_public_key", "\"Sr25519\"", key));
        assertThat(query("verify", "\"Sr25519\"", open, MESSAGE, bare(query("sign", "\"Sr25519\"", key, MESSAGE))))
                .isEqualTo("true");
    }

    @Test
    void aMalformedKeyTraps() {
        assertThat(stage.query(contract, ALICE, "sign", "\"Ed25519\"", "0x0102", MESSAGE)
                        .result()
                        .succeeded())
                .isFalse();
    }

    @Test
    void chanceAndClockAreForQueries() {
        stage.world().chance(bytes -> java.util.Arrays.fill(bytes, (byte) 4));
        assertThat(bare(query("getrandom", "16"))).isEqualTo("0x" + "04".repeat(16));
        command("getrandom_in_command", "16");
        assertThat(bare(query("seen"))).isEqualTo("0x");
        assertThat(query("is_in_transaction")).isEqualTo("false");
        command("is_in_transaction_in_command");
        assertThat(bare(query("seen"))).isEqualTo("0x01");
    }

    @Test
    void theCacheIsTheWorkersInQueriesAndAnEventInCommands() {
        assertThat(query("cache_set", "0x01", "0xaabb")).isEqualTo("true");
        assertThat(bare(query("cache_get", "0x01"))).isEqualTo("0xaabb");
        assertThat(bare(query("cache_remove", "0x01"))).isEqualTo("0xaabb");
        assertThat(query("cache_get", "0x01")).isEqualTo("null");
        Answer set = command("cache_set_in_command", "0x01", "0xcc");
        assertThat(set.effects().pinkEvents())
                .singleElement()
                .satisfies(sent -> assertThat(sent.event())
                        .isEqualTo(new PinkEvent.Cache(new CacheOp.Set(Bytes.fromHex("0x01"), Bytes.fromHex("0xcc")))));
        assertThat(query("cache_get", "0x01")).isEqualTo("null");
    }

    @Test
    void theNetworkIsForQueries() {
        assertThat(query("http_request", "\"http://there\"", "\"GET\"", "[]", "0x"))
                .contains("200")
                .contains("0x" + "68656c6c6f");
        Answer asked = stage.command(contract, ALICE, "http_request", "\"http://there\"", "\"GET\"", "[]", "0x");
        assertThat(asked.text()).contains("523").contains("API Unavailable");
        assertThat(stage.command(contract, ALICE, "batch_http_request", "[\"http://there\"]", "100")
                        .text())
                .contains(published ? "NotAllowed" : "{\"Err\":6}");
        assertThat(query("batch_http_request", "[\"http://there\"]", "100")).contains("200");
    }

    @Test
    void theClusterCanBeAsked() {
        assertThat(query("system_contract_id"))
                .isEqualTo("\"" + text(stage.system(Artifacts.read("system")).id()) + "\"");
        assertThat(query("runtime_version")).isEqualTo("[1,2]");
        String balance = stage.cluster().totalBalance(BOB).toString();
        assertThat(query("balance_of", text(BOB))).startsWith("[\"" + balance + "\",");
        assertThat(query("code_exists", contract.file().codeHash().toHex(), "false"))
                .isEqualTo("true");
        assertThat(query("code_exists", contract.file().codeHash().toHex(), "true"))
                .isEqualTo("false");
        assertThat(query("worker_sgx_quote")).isEqualTo("null");
        assertThat(bare(query("worker_pubkey"))).isEqualTo("0x" + "00".repeat(32));
        assertThat(stage.query(contract, ALICE, "import_latest_system_code", text(BOB))
                        .result()
                        .succeeded())
                .isFalse();
    }

    @Test
    void theEventChainGrowsWithCommands() {
        String before = query("current_event_chain_head");
        command("getrandom_in_command", "1");
        assertThat(query("current_event_chain_head")).isNotEqualTo(before);
    }

    @Test
    void onlyAnAdministratorGetsAHook() {
        Deployed contract = stage.deploy(Artifacts.read("extension"), BOB, "default");
        assertThat(stage.command(contract, ALICE, "hook").text()).contains("PermisionDenied");
        stage.command(stage.system(Artifacts.read("system")), ALICE, "System::grant_admin", text(contract.id()));
        assertThat(stage.command(contract, ALICE, "hook").effects().pinkEvents())
                .singleElement()
                .satisfies(sent -> {
                    assertThat(sent.contract())
                            .isEqualTo(stage.system(Artifacts.read("system")).id());
                    assertThat(sent.event()).isInstanceOf(PinkEvent.SetHook.class);
                });
    }
}
