package network.phala.e2e.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import network.phala.client.contract.ContractFile;
import network.phala.crypto.Blake2b;
import network.phala.primitives.Hex;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ArtifactsTest {
    /// Phala's system contract 1.2.0: what deployed clients and contracts call.
    private static final Map<String, String> SYSTEM_SELECTORS = new TreeMap<>(Map.ofEntries(
            Map.entry("owner", "0xfeaea4fa"),
            Map.entry("System::version", "0x87c98a8d"),
            Map.entry("System::grant_admin", "0x67612061"),
            Map.entry("System::is_admin", "0xf06f050a"),
            Map.entry("System::set_driver", "0xaa1e2030"),
            Map.entry("System::get_driver", "0x2740cf0a"),
            Map.entry("System::get_driver2", "0xc0f28223"),
            Map.entry("System::driver_history", "0xd519dbec"),
            Map.entry("System::deploy_sidevm_to", "0x662f4aa4"),
            Map.entry("System::stop_sidevm_at", "0x52a0fd6a"),
            Map.entry("System::set_hook", "0x352c6b5c"),
            Map.entry("System::set_contract_weight", "0x45ec9b18"),
            Map.entry("System::total_balance_of", "0x5a98f226"),
            Map.entry("System::free_balance_of", "0x8a0d40d7"),
            Map.entry("System::code_exists", "0x6fc58436"),
            Map.entry("System::code_hash", "0x916fdb44"),
            Map.entry("System::current_event_chain_head", "0xe14655d3"),
            Map.entry("System::deploy_sidevm_to_workers", "0x0a7d87b2"),
            Map.entry("System::set_sidevm_deadline", "0xc9af5738"),
            Map.entry("System::upgrade_system_contract", "0xaf69ca03"),
            Map.entry("System::do_upgrade", "0x667e0041"),
            Map.entry("System::upgrade_runtime", "0x317f6bf3"),
            Map.entry("ContractDeposit::change_deposit", "0xa24bcb44")));

    @Test
    void everyBundleNamesItsCodeByItsHash() throws Exception {
        assertThat(Artifacts.files()).hasSizeGreaterThanOrEqualTo(12);
        for (Path file : Artifacts.files()) {
            JsonNode source =
                    JsonMapper.shared().readTree(Files.readString(file)).path("source");
            byte[] wasm = Hex.parse(source.path("wasm").asString());
            assertThat(wasm).as(file.toString()).startsWith(0x00, 0x61, 0x73, 0x6d);
            assertThat(source.path("hash").asString())
                    .as(file.toString())
                    .isEqualTo(Hex.withPrefix(Blake2b.digest256(wasm)));
        }
    }

    @Test
    void everyBundleReadsWithItsOwnTypes() {
        for (Path file : Artifacts.files()) {
            String name = file.getFileName().toString().replace(".contract", "");
            ContractFile bundle = Artifacts.read(name);
            assertThat(bundle.name()).isEqualTo(name);
            assertThat(bundle.constructors()).as(name).isNotEmpty();
            assertThat(bundle.messages()).as(name).isNotEmpty();
        }
    }

    @Test
    void theSystemContractHasTheSelectorsThatClientsKnow() {
        ContractFile system = Artifacts.read("system");
        Map<String, String> selectors = new TreeMap<>();
        system.messages()
                .forEach(message ->
                        selectors.put(message.label(), message.selector().toHex()));
        assertThat(selectors).isEqualTo(SYSTEM_SELECTORS);
        assertThat(system.constructors().stream().map(c -> c.selector().toHex()).toList())
                .isEqualTo(List.of("0xed4b9d1b"));
    }

    /// An upgrade goes on with the state of the contract before, which may be one of Phala's: each field lies under the
    /// key, and holds what, Phala's system contracts 1.0.0 and 1.2.0 have there.
    @Test
    void theSystemContractsStateIsLaidOutAsPhalas() throws Exception {
        for (String name : List.of("system", "system-next")) {
            JsonNode bundle = JsonMapper.builder()
                    .build()
                    .readTree(Files.readString(Artifacts.folder().resolve(name + ".contract")));
            Map<String, String> fields = new TreeMap<>();
            for (JsonNode field : bundle.at("/storage/root/layout/struct/fields")) {
                JsonNode root = field.path("layout").path("root");
                fields.put(
                        field.path("name").asString(),
                        root.path("root_key").asString("") + shape(root.isMissingNode() ? field : root, bundle));
            }
            assertThat(fields)
                    .as(name)
                    .isEqualTo(Map.of(
                            "owner", "[AccountId]",
                            "administrators", "0x11ab091d[()]",
                            "drivers", "0xe69daeed[AccountId]",
                            "drivers2", "0xae67f833[u32, AccountId]",
                            "drivers_history", "0xd2232fce[Vec<(u32, AccountId)>]"));
        }
    }

    /// The types of the leaves below.
    private static List<String> shape(JsonNode layout, JsonNode bundle) {
        return layout.findValues("ty").stream()
                .map(type -> name(type.asInt(), bundle))
                .toList();
    }

    private static String name(int id, JsonNode bundle) {
        for (JsonNode entry : bundle.path("types")) {
            if (entry.path("id").asInt() == id) {
                JsonNode type = entry.path("type");
                JsonNode definition = type.path("def");
                if (definition.has("primitive")) {
                    return definition.path("primitive").asString();
                }
                if (definition.has("sequence")) {
                    return "Vec<" + name(definition.at("/sequence/type").asInt(), bundle) + ">";
                }
                if (definition.has("tuple")) {
                    List<String> parts = new ArrayList<>();
                    definition.path("tuple").forEach(part -> parts.add(name(part.asInt(), bundle)));
                    return "(" + String.join(", ", parts) + ")";
                }
                return type.path("path").get(type.path("path").size() - 1).asString();
            }
        }
        return "?";
    }
}
