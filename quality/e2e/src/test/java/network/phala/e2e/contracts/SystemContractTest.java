package network.phala.e2e.contracts;

import static network.phala.contractrunner.ContractRunner.ALICE;
import static network.phala.contractrunner.ContractRunner.BOB;
import static network.phala.contractrunner.ContractRunner.CHARLIE;
import static network.phala.contractrunner.ContractRunner.DAVE;
import static network.phala.contractrunner.ContractRunner.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import network.phala.contractrunner.ContractRunner;
import network.phala.contractrunner.ContractRunner.Answer;
import network.phala.contractrunner.ContractRunner.Deployed;
import network.phala.pink.types.PinkEvent;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import org.junit.jupiter.api.Test;

/// Roles, drivers and privileged events of the system contract, and the drivers that build on it.
class SystemContractTest {
    private static final String OK = "{\"Ok\":{\"Ok\":null}}";
    private static final String DENIED = "{\"Ok\":{\"Err\":\"PermisionDenied\"}}";
    private static final String HASH = "0x" + "ab".repeat(32);

    private final ContractRunner stage = new ContractRunner(Artifacts.read("system"));
    private final Deployed system = stage.system(Artifacts.read("system"));

    private String command(AccountId who, String message, String... arguments) {
        return stage.command(system, who, message, arguments).text();
    }

    private String query(String message, String... arguments) {
        return stage.query(system, DAVE, message, arguments).text();
    }

    @Test
    void theOwnerGrantsAdministratorsAndIsNoneItself() {
        assertThat(query("owner")).isEqualTo("{\"Ok\":\"" + text(ALICE) + "\"}");
        assertThat(command(BOB, "System::grant_admin", text(BOB))).isEqualTo(DENIED);
        assertThat(query("System::is_admin", text(ALICE))).isEqualTo("{\"Ok\":false}");
        Answer granted = stage.command(system, ALICE, "System::grant_admin", text(BOB));
        assertThat(granted.text()).isEqualTo(OK);
        assertThat(granted.effects().inkEvents()).hasSize(1);
        assertThat(query("System::is_admin", text(BOB))).isEqualTo("{\"Ok\":true}");
    }

    @Test
    void driversHaveAHistory() {
        assertThat(query("System::get_driver", "\"Any\"")).isEqualTo("{\"Ok\":null}");
        assertThat(command(BOB, "System::set_driver", "\"Any\"", text(BOB))).isEqualTo(DENIED);
        assertThat(command(ALICE, "System::set_driver", "\"Any\"", text(BOB))).isEqualTo(OK);
        assertThat(query("System::driver_history", "\"Any\"")).isEqualTo("{\"Ok\":null}");
        assertThat(command(ALICE, "System::set_driver", "\"Any\"", text(CHARLIE)))
                .isEqualTo(OK);
        Answer same = stage.command(system, ALICE, "System::set_driver", "\"Any\"", text(CHARLIE));
        assertThat(same.effects().inkEvents()).isEmpty();
        assertThat(query("System::get_driver", "\"Any\"")).isEqualTo("{\"Ok\":\"" + text(CHARLIE) + "\"}");
        assertThat(query("System::driver_history", "\"Any\""))
                .startsWith("{\"Ok\":[[")
                .endsWith(",\"" + text(BOB) + "\"]]}");
    }

    @Test
    void settingTheLoggerTellsTheWorker() {
        for (int i = 0; i < 2; i++) {
            Answer set = stage.command(system, ALICE, "System::set_driver", "\"PinkLogger\"", text(DAVE));
            assertThat(set.effects().pinkEvents())
                    .singleElement()
                    .satisfies(sent -> assertThat(sent.event()).isEqualTo(new PinkEvent.SetLogHandler(DAVE)));
        }
    }

    @Test
    void theDriverOfScriptsIsTheHashOfAProgram() {
        assertThat(command(BOB, "System::set_driver", "\"JsRuntime\"", HASH)).isEqualTo(DENIED);
        Answer set = stage.command(system, ALICE, "System::set_driver", "\"JsRuntime\"", HASH);
        assertThat(set.effects().pinkEvents())
                .singleElement()
                .satisfies(sent -> assertThat(sent.event()).isEqualTo(new PinkEvent.SetJsRuntime(H256.fromHex(HASH))));
        assertThat(query("System::get_driver2", "\"JsRuntime\""))
                .startsWith("{\"Ok\":[")
                .endsWith(",\"" + text(AccountId.fromHex(HASH)) + "\"]}");
    }

    @Test
    void privilegedEventsAreForAdministrators() {
        String[][] calls = {
            {"System::deploy_sidevm_to", text(DAVE), HASH},
            {"System::stop_sidevm_at", text(DAVE)},
            {"System::set_hook", "\"OnBlockEnd\"", text(DAVE), "7", "1000"},
            {"System::set_contract_weight", text(DAVE), "5"},
            {"System::set_sidevm_deadline", text(DAVE), "99"},
            {
                "System::deploy_sidevm_to_workers",
                text(DAVE),
                HASH,
                "[\"" + HASH + "\"]",
                "{\"max_code_size\":1,\"max_memory_pages\":2,\"vital_capacity\":3,\"deadline\":4}"
            },
        };
        for (String[] call : calls) {
            String[] arguments = Arrays.copyOfRange(call, 1, call.length);
            Answer denied = stage.command(system, ALICE, call[0], arguments);
            assertThat(denied.text()).as(call[0]).isEqualTo(DENIED);
            assertThat(denied.effects().pinkEvents()).isEmpty();
        }
        command(ALICE, "System::grant_admin", text(BOB));
        for (String[] call : calls) {
            String[] arguments = Arrays.copyOfRange(call, 1, call.length);
            Answer done = stage.command(system, BOB, call[0], arguments);
            assertThat(done.text()).as(call[0]).isEqualTo(OK);
            assertThat(done.effects().pinkEvents()).as(call[0]).hasSize(1);
            assertThat(done.effects().pinkEvents().getFirst().event())
                    .as(call[0])
                    .isEqualTo(asked(call[0]));
        }
    }

    /// What a call of the test above asks of the worker.
    private static PinkEvent asked(String message) {
        H256 code = H256.fromHex(HASH);
        return switch (message) {
            case "System::deploy_sidevm_to" -> new PinkEvent.DeploySidevmTo(DAVE, code);
            case "System::stop_sidevm_at" -> new PinkEvent.ForceStopSidevm(DAVE);
            case "System::set_hook" -> new PinkEvent.SetHook(PinkEvent.HookPoint.ON_BLOCK_END, DAVE, 7, 1000);
            case "System::set_contract_weight" -> new PinkEvent.SetContractWeight(DAVE, 5);
            case "System::set_sidevm_deadline" ->
                new PinkEvent.Sidevm(new PinkEvent.SidevmOperation.SetDeadline(DAVE, 99));
            default ->
                new PinkEvent.Sidevm(new PinkEvent.SidevmOperation.Start(
                        DAVE,
                        code,
                        new PinkEvent.Workers.Listed(List.of(code.value())),
                        new PinkEvent.SidevmConfig(1, 2, 3, 4)));
        };
    }

    @Test
    void codeAndBalancesCanBeLookedUp() {
        String hash = system.file().codeHash().toHex();
        assertThat(query("System::code_exists", hash, "\"Ink\"")).isEqualTo("{\"Ok\":true}");
        assertThat(query("System::code_exists", HASH, "\"Ink\"")).isEqualTo("{\"Ok\":false}");
        assertThat(query("System::code_hash", text(system.id()))).isEqualTo("{\"Ok\":\"" + hash + "\"}");
        assertThat(query("System::code_hash", text(BOB))).isEqualTo("{\"Ok\":null}");
        String free = stage.cluster().freeBalance(BOB).toString();
        assertThat(query("System::free_balance_of", text(BOB))).isEqualTo("{\"Ok\":\"" + free + "\"}");
        String total = stage.cluster().totalBalance(BOB).toString();
        assertThat(query("System::total_balance_of", text(BOB))).isEqualTo("{\"Ok\":\"" + total + "\"}");
        assertThat(query("System::version")).isEqualTo("{\"Ok\":[1,2,0]}");
    }

    @Test
    void theEventChainsHeadGrowsWithEveryCommandThatTellsSomething() {
        String before = query("System::current_event_chain_head");
        command(ALICE, "System::grant_admin", text(BOB));
        assertThat(query("System::current_event_chain_head")).isNotEqualTo(before);
    }

    @Test
    void upgradesAreTheOwnersAndNeedCodeOnTheChain() {
        assertThat(command(BOB, "System::upgrade_system_contract")).isEqualTo(DENIED);
        assertThat(command(ALICE, "System::upgrade_system_contract")).isEqualTo("{\"Ok\":{\"Err\":\"CodeNotFound\"}}");
        assertThat(command(ALICE, "System::do_upgrade", "[1,1,0]")).isEqualTo(DENIED);
        assertThat(command(BOB, "System::upgrade_runtime", "[1,2]")).isEqualTo(DENIED);
        assertThat(stage.command(system, ALICE, "System::upgrade_runtime", "[1,2]")
                        .effects()
                        .pinkEvents())
                .singleElement()
                .satisfies(sent -> assertThat(sent.event()).isEqualTo(new PinkEvent.UpgradeRuntimeTo(1, 2)));
    }

    @Test
    void anUpgradeKeepsTheStateAndOnlyGoesUp() {
        command(ALICE, "System::grant_admin", text(BOB));
        Bytes next = Artifacts.read("system-next").wasm();
        stage.world().offerSystemCode(next);
        assertThat(command(ALICE, "System::upgrade_system_contract")).isEqualTo(OK);
        assertThat(query("System::version")).isEqualTo("{\"Ok\":[1,3,0]}");
        assertThat(stage.cluster().codeHash(system.id()))
                .contains(Artifacts.read("system-next").codeHash());
        assertThat(query("System::is_admin", text(BOB))).isEqualTo("{\"Ok\":true}");
        assertThat(command(ALICE, "System::upgrade_system_contract")).isEqualTo(OK);

        stage.world().offerSystemCode(system.file().wasm());
        Answer back = stage.command(system, ALICE, "System::upgrade_system_contract");
        assertThat(back.result().succeeded()).isFalse();
        assertThat(query("System::version")).isEqualTo("{\"Ok\":[1,3,0]}");
        assertThat(stage.cluster().codeHash(system.id()))
                .contains(Artifacts.read("system-next").codeHash());
    }

    @Test
    void stakeBecomesWeightThroughItsDriver() {
        assertThat(command(ALICE, "ContractDeposit::change_deposit", text(DAVE), "5"))
                .isEqualTo("{\"Ok\":{\"Err\":\"BadOrigin\"}}");
        AccountId self = system.id();
        assertThat(change(self, "20000000000").effects().pinkEvents()).isEmpty();

        Deployed driver = stage.deploy(Artifacts.read("tokenomic"), ALICE, "default");
        command(ALICE, "System::set_driver", "\"ContractDeposit\"", text(driver.id()));
        assertThat(change(self, "20000000000").text()).contains("PermisionDenied");
        command(ALICE, "System::grant_admin", text(driver.id()));
        Answer changed = change(self, "20000000000");
        assertThat(changed.text()).isEqualTo(OK);
        assertThat(changed.effects().pinkEvents()).singleElement().satisfies(sent -> {
            assertThat(sent.contract()).isEqualTo(self);
            assertThat(sent.event()).isEqualTo(new PinkEvent.SetContractWeight(DAVE, 2));
        });
    }

    /// As a pallet's message arrives: from the system contract itself, gas free.
    private Answer change(AccountId self, String deposit) {
        return stage.unpaid(system, self, "ContractDeposit::change_deposit", text(DAVE), deposit);
    }
}
