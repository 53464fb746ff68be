package network.phala.e2e.contracts;

import static network.phala.contractrunner.ContractRunner.ALICE;
import static network.phala.contractrunner.ContractRunner.BOB;
import static network.phala.contractrunner.ContractRunner.CHARLIE;
import static network.phala.contractrunner.ContractRunner.DAVE;
import static network.phala.contractrunner.ContractRunner.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import network.phala.client.contract.ContractFile;
import network.phala.contractrunner.ContractRunner;
import network.phala.contractrunner.ContractRunner.Answer;
import network.phala.contractrunner.ContractRunner.Deployed;
import network.phala.crypto.Blake2b;
import network.phala.pink.types.PinkEvent;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.types.contract.ContractIds;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The drivers that start programs: `SidevmOperation` for whom it lets or who pays, and `PinkLogger`, which needs it.
class DriversTest {
    private static final String OK = "{\"Ok\":{\"Ok\":null}}";
    private static final String HASH = "0x" + "ab".repeat(32);
    private static final long PAGE = 65_536;

    private final ContractRunner stage = new ContractRunner(Artifacts.read("system"));
    private final Deployed system = stage.system(Artifacts.read("system"));
    private Deployed driver;

    @BeforeEach
    void appointTheDriver() {
        driver = stage.deploy(Artifacts.read("sidevm-deployer"), ALICE, "new", "1000", "2", "2");
        assertThat(command(ALICE, "SidevmOperation::deploy", HASH)).isEqualTo(refused("BadOrigin"));
        assertThat(stage.command(system, ALICE, "System::set_driver", "\"SidevmOperation\"", text(driver.id()))
                        .text())
                .isEqualTo(OK);
        assertThat(stage.command(system, ALICE, "System::grant_admin", text(driver.id()))
                        .text())
                .isEqualTo(OK);
    }

    private static String refused(String error) {
        return "{\"Ok\":{\"Err\":\"" + error + "\"}}";
    }

    private static String other(String reason) {
        return "{\"Ok\":{\"Err\":{\"Other\":\"" + reason + "\"}}}";
    }

    private String command(AccountId who, String message, String... arguments) {
        return stage.command(driver, who, message, arguments).text();
    }

    private String query(String message, String... arguments) {
        return stage.query(driver, DAVE, message, arguments).text();
    }

    /// What the answer asks of the worker; it must come in the system contract's name.
    private PinkEvent asked(Answer answer) {
        assertThat(answer.text()).isEqualTo(OK);
        assertThat(answer.effects().pinkEvents()).hasSize(1);
        assertThat(answer.effects().pinkEvents().getFirst().contract()).isEqualTo(system.id());
        return answer.effects().pinkEvents().getFirst().event();
    }

    private static String workers(int... seeds) {
        StringBuilder list = new StringBuilder("[");
        for (int seed : seeds) {
            list.append(list.length() > 1 ? "," : "")
                    .append('"')
                    .append(worker(seed))
                    .append('"');
        }
        return list.append(']').toString();
    }

    private static Bytes32 worker(int seed) {
        byte[] key = new byte[32];
        java.util.Arrays.fill(key, (byte) seed);
        return Bytes32.wrap(key);
    }

    private Answer rent(AccountId who, long money, String workers, int pages, int blocks) {
        return stage.pay(
                driver,
                who,
                U128.of(money),
                "SidevmOperation::deploy_to_workers",
                HASH,
                "100",
                workers,
                Integer.toString(pages),
                Integer.toString(blocks));
    }

    /// The price of a block on `workers` workers, as the driver was made.
    private static long price(int pages, int workers) {
        return (1000 + 2 * (pages * PAGE + 100)) * workers;
    }

    /// An exchange of the code finds what Phala's driver wrote, and leaves what Phala's finds: the value under the root
    /// has its fields in this order, and maps are under XXH32 of `SidevmOp::` and their name.
    @Test
    void theDriversStorageIsLaidOutAsPhalas() throws Exception {
        JsonNode root = JsonMapper.builder()
                .build()
                .readTree(Files.readString(Artifacts.folder().resolve("sidevm-deployer.contract")))
                .path("storage")
                .path("root");
        assertThat(root.path("root_key").asString()).isEqualTo("0x00000000");
        List<String> fields = new ArrayList<>();
        for (JsonNode field : root.path("layout").path("struct").path("fields")) {
            JsonNode map = field.path("layout").path("root").path("root_key");
            fields.add(field.path("name").asString() + map.asString(""));
        }
        assertThat(fields)
                .containsExactly(
                        "owner",
                        "whitelist0xa2f2aa07",
                        "vm_price",
                        "mem_price",
                        "contract_deadline_by_workers0x284bb2e1",
                        "paid_instances_by_contracts0xb524602f",
                        "contracts_running_sidevm",
                        "max_paid_instances_per_worker");
    }

    @Test
    void selectorsAreThoseOfPhalasDrivers() {
        assertThat(selectors(driver.file()))
                .isEqualTo(new TreeMap<>(Map.ofEntries(
                        Map.entry("owner", "0xfeaea4fa"),
                        Map.entry("allow", "0xaef3befe"),
                        Map.entry("version", "0xec6d41e1"),
                        Map.entry("info", "0x0190e5ac"),
                        Map.entry("set_code", "0x694fb50f"),
                        Map.entry("set_vm_price", "0xa22c5b06"),
                        Map.entry("set_mem_price", "0xdd5417db"),
                        Map.entry("set_max_paid_instances_per_worker", "0xd64d21d9"),
                        Map.entry("SidevmOperation::deploy", "0xa942fba5"),
                        Map.entry("SidevmOperation::can_deploy", "0xbcff29a5"),
                        Map.entry("SidevmOperation::deploy_to_workers", "0x89634ce8"),
                        Map.entry("SidevmOperation::calc_price", "0xd58be1b8"),
                        Map.entry("SidevmOperation::update_deadline", "0xd69c8c5a"),
                        Map.entry("SidevmOperation::deadline_of", "0xd605b34f"))));
        assertThat(selectors(Artifacts.read("log-server")))
                .isEqualTo(new TreeMap<>(Map.of(
                        "version", "0xec6d41e1",
                        "owner", "0xfeaea4fa",
                        "start", "0x3c1e3986",
                        "stop", "0x9e319d78",
                        "log_test", "0x654fa7c0")));
    }

    private static Map<String, String> selectors(ContractFile file) {
        Map<String, String> selectors = new TreeMap<>();
        file.messages()
                .forEach(message ->
                        selectors.put(message.label(), message.selector().toHex()));
        return selectors;
    }

    @Test
    void onlyThoseOnTheListStartProgramsForNothing() {
        assertThat(query("SidevmOperation::can_deploy", text(BOB))).isEqualTo("{\"Ok\":false}");
        assertThat(command(BOB, "allow", text(BOB))).isEqualTo(refused("BadOrigin"));
        assertThat(command(BOB, "SidevmOperation::deploy", HASH)).isEqualTo(refused("BadOrigin"));
        assertThat(command(ALICE, "allow", text(BOB))).isEqualTo(OK);
        assertThat(query("SidevmOperation::can_deploy", text(BOB))).isEqualTo("{\"Ok\":true}");
        assertThat(asked(stage.command(driver, BOB, "SidevmOperation::deploy", HASH)))
                .isEqualTo(new PinkEvent.DeploySidevmTo(BOB, H256.fromHex(HASH)));
    }

    @Test
    void withoutTheRightOfAnAdministratorNothingStarts() {
        Deployed other = stage.deploy(driver.file(), ALICE, "default");
        stage.command(other, ALICE, "allow", text(BOB));
        Answer denied = stage.command(other, BOB, "SidevmOperation::deploy", HASH);
        assertThat(denied.text()).isEqualTo("{\"Ok\":{\"Err\":{\"SystemError\":\"PermisionDenied\"}}}");
        assertThat(denied.effects().pinkEvents()).isEmpty();
    }

    @Test
    void othersPayByBlockWorkerAndMemory() {
        long price = price(3, 2);
        assertThat(query("SidevmOperation::calc_price", "100", "3", "2")).isEqualTo("{\"Ok\":{\"Ok\":" + price + "}}");
        assertThat(rent(BOB, 10 * price - 1, workers(1, 2), 3, 10).text()).isEqualTo(other("Not enough value"));
        U128 before = stage.balance(driver.id());
        stage.atBlock(100);
        Answer started = rent(BOB, 10 * price + 5_000, workers(1, 2, 1), 3, 10);
        assertThat(asked(started))
                .isEqualTo(new PinkEvent.Sidevm(new PinkEvent.SidevmOperation.Start(
                        BOB,
                        H256.fromHex(HASH),
                        new PinkEvent.Workers.Listed(List.of(worker(1), worker(2))),
                        new PinkEvent.SidevmConfig(100, 3, 50_000_000_000L, 110))));
        assertThat(stage.balance(driver.id())).as("the rest went back").isEqualTo(before.add(U128.of(10 * price)));
        assertThat(query("SidevmOperation::deadline_of", text(BOB))).isEqualTo("{\"Ok\":110}");
        assertThat(query("info"))
                .contains("\"vm_price\":1000")
                .contains("\"max_paid_instances_per_worker\":2")
                .contains("\"deadline\":110,\"price\":" + price)
                .contains(text(BOB));

        stage.atBlock(104);
        long again = price(1, 1);
        long left = 5 * price;
        U128 paid = stage.balance(driver.id());
        assertThat(asked(rent(BOB, 0, workers(3), 1, 7))).isInstanceOf(PinkEvent.Sidevm.class);
        assertThat(stage.balance(driver.id())).isEqualTo(paid.subtract(U128.of(left - 7 * again)));
        assertThat(query("SidevmOperation::deadline_of", text(BOB))).isEqualTo("{\"Ok\":111}");
    }

    @Test
    void aWorkerHasRoomForSoManyUntilTheirTimeIsOver() {
        long money = 10 * price(1, 1);
        stage.atBlock(50);
        rent(BOB, money, workers(1), 1, 5);
        assertThat(asked(rent(CHARLIE, money, workers(1), 1, 9))).isNotNull();
        U128 before = stage.balance(driver.id());
        assertThat(rent(DAVE, money, workers(2, 1), 1, 2).text()).isEqualTo(other("No available workers"));
        assertThat(stage.balance(driver.id())).as("a refusal costs nothing").isEqualTo(before);
        assertThat(asked(rent(BOB, money, workers(1), 1, 5)))
                .as("instead of its own")
                .isNotNull();
        stage.atBlock(59);
        assertThat(asked(rent(DAVE, money, workers(2, 1), 1, 2))).isNotNull();
        assertThat(query("info")).doesNotContain(text(BOB)).contains(text(DAVE));
    }

    @Test
    void nonsenseIsRefused() {
        assertThat(rent(BOB, 0, "[]", 1, 1).text()).isEqualTo(other("No workers"));
        assertThat(rent(BOB, 0, workers(1), 0, 1).text()).isEqualTo(other("No memory"));
        assertThat(rent(BOB, 0, workers(1), 1, 0).text()).isEqualTo(other("Live too short"));
        assertThat(command(ALICE, "set_mem_price", U128.MAX.toString())).isEqualTo(OK);
        assertThat(rent(BOB, 0, workers(1), 1, 1).text()).isEqualTo(other("Overflow"));
        assertThat(stage.query(driver, BOB, "SidevmOperation::update_deadline", "9")
                        .text())
                .isEqualTo(other("Transaction required"));
        assertThat(command(BOB, "SidevmOperation::update_deadline", "9")).isEqualTo(other("No instances"));
        for (String message : List.of("set_vm_price", "set_mem_price", "set_max_paid_instances_per_worker")) {
            assertThat(command(BOB, message, "1")).as(message).isEqualTo(refused("BadOrigin"));
        }
        assertThat(command(BOB, "set_code", HASH)).isEqualTo(refused("BadOrigin"));
    }

    @Test
    void itsOwnerSetsPricesAndRoomAndExchangesTheCode() {
        assertThat(query("owner")).isEqualTo("{\"Ok\":\"" + text(ALICE) + "\"}");
        assertThat(query("version")).isEqualTo("{\"Ok\":[0,2,0]}");
        assertThat(command(ALICE, "set_vm_price", "7")).isEqualTo(OK);
        assertThat(command(ALICE, "set_mem_price", "3")).isEqualTo(OK);
        assertThat(command(ALICE, "set_max_paid_instances_per_worker", "1")).isEqualTo(OK);
        assertThat(query("info"))
                .contains("\"vm_price\":7")
                .contains("\"mem_price\":3")
                .contains("\"max_paid_instances_per_worker\":1");
        long price = 7 + 3 * (PAGE + 100);
        assertThat(query("SidevmOperation::calc_price", "100", "1", "1")).isEqualTo("{\"Ok\":{\"Ok\":" + price + "}}");
        assertThat(asked(rent(BOB, price, workers(1), 1, 1))).isNotNull();
        assertThat(rent(DAVE, price, workers(1), 1, 1).text()).isEqualTo(other("No available workers"));
        assertThat(command(ALICE, "set_code", HASH)).isEqualTo(other("SetCodeFailed"));
        Deployed flipper = stage.deploy(Artifacts.read("flipper4"), BOB, "new", "true");
        String code = flipper.file().codeHash().toHex();
        assertThat(command(ALICE, "set_code", code)).isEqualTo(OK);
        assertThat(stage.query(system, DAVE, "System::code_hash", text(driver.id()))
                        .text())
                .isEqualTo("{\"Ok\":\"" + code + "\"}");
    }

    @Test
    void aDeadlineMovesForMoneyAndBack() {
        long price = price(1, 1);
        stage.atBlock(20);
        rent(BOB, 10 * price, workers(1), 1, 10);
        U128 before = stage.balance(driver.id());
        assertThat(update(BOB, 3 * price - 1, 33).text()).isEqualTo(other("Not enough value"));
        assertThat(asked(update(BOB, 4 * price, 33)))
                .isEqualTo(new PinkEvent.Sidevm(new PinkEvent.SidevmOperation.SetDeadline(BOB, 33)));
        assertThat(stage.balance(driver.id())).isEqualTo(before.add(U128.of(3 * price)));
        assertThat(asked(update(BOB, 0, 31)))
                .isEqualTo(new PinkEvent.Sidevm(new PinkEvent.SidevmOperation.SetDeadline(BOB, 31)));
        assertThat(stage.balance(driver.id())).isEqualTo(before.add(U128.of(price)));
        assertThat(update(BOB, 500, 31).effects().pinkEvents()).isEmpty();
        assertThat(stage.balance(driver.id())).isEqualTo(before.add(U128.of(price)));
        stage.atBlock(25);
        assertThat(asked(update(BOB, 0, 3))).isEqualTo(new PinkEvent.ForceStopSidevm(BOB));
        assertThat(stage.balance(driver.id())).isEqualTo(before.subtract(U128.of(5 * price)));
        assertThat(query("SidevmOperation::deadline_of", text(BOB))).isEqualTo("{\"Ok\":null}");
    }

    private Answer update(AccountId who, long money, int deadline) {
        return stage.pay(driver, who, U128.of(money), "SidevmOperation::update_deadline", Integer.toString(deadline));
    }

    @Test
    void theLogServerStartsItsProgramWhenItMay() throws Exception {
        ContractFile file = Artifacts.read("log-server");
        assertThat(stage.construct(file, ALICE, "default").succeeded()).isFalse();
        // The runner counts salts: the driver had 1, the refused one 2.
        AccountId expected = new AccountId(ContractIds.contractId(
                        ALICE.toBytes(), file.codeHash().toBytes(), H256.ZERO, Bytes.of((byte) 3, (byte) 0))
                .value());
        assertThat(command(ALICE, "allow", text(expected))).isEqualTo(OK);
        Deployed logger = stage.deploy(file, ALICE, "default");
        assertThat(logger.id()).isEqualTo(expected);
        Bytes program =
                Bytes.wrap(Files.readAllBytes(Artifacts.folder().resolve("../../sidevm/artifacts/log-server.wasm")));
        H256 hash = H256.of(Blake2b.digest256(program.toArray()));
        assertThat(asked(stage.command(logger, ALICE, "start")))
                .isEqualTo(new PinkEvent.DeploySidevmTo(expected, hash));
        for (String message : List.of("start", "stop")) {
            Answer denied = stage.command(logger, BOB, message);
            assertThat(denied.text()).isEqualTo(refused("BadOrigin"));
            assertThat(denied.effects().pinkEvents()).isEmpty();
        }
        Answer stopped = stage.command(logger, ALICE, "stop");
        assertThat(stopped.effects().pinkEvents()).singleElement().satisfies(sent -> {
            assertThat(sent.contract()).isEqualTo(expected);
            assertThat(sent.event()).isEqualTo(new PinkEvent.StopSidevm());
        });
        assertThat(stage.query(logger, DAVE, "owner").text()).contains(text(ALICE));
        assertThat(stage.query(logger, DAVE, "version").text()).isEqualTo("{\"Ok\":[0,1,0]}");
        stage.query(logger, DAVE, "log_test", "is anybody there?");
        assertThat(stage.world().lines().toString()).contains("is anybody there?");
    }
}
