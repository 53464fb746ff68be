package network.phala.e2e;

import static network.phala.e2e.ContractShell.artifact;
import static network.phala.e2e.ContractShell.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import network.phala.cli.contract.ContractCommand;
import network.phala.e2e.ContractShell.Ran;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// `phala contract` against a network: what an author of contracts does, and what he is told when he errs.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContractCommandTest {
    private Path folder;
    private ContractShell shell;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        shell = ContractShell.start(temporary);
    }

    @AfterAll
    void stop() {
        shell.close();
    }

    private Ran online(String... arguments) {
        return shell.online(arguments);
    }

    @Test
    void deploysCallsAndAsksAContractOfEachInkLine() {
        for (String line : List.of("flipper3", "flipper4", "flipper5")) {
            Ran deployed = online("deploy", artifact(line), "false");
            assertThat(deployed.code()).as(deployed.err()).isZero();
            assertThat(deployed.out()).contains("gas").contains("deposit").contains("PHA");
            String contract = deployed.contract();
            assertThat(online("query", artifact(line), contract, "get").out()).startsWith("false");
            Ran called = online("call", artifact(line), contract, "flip", "--wait");
            assertThat(called.code()).as(called.err()).isZero();
            assertThat(called.out())
                    .contains("encrypted for the contract")
                    .contains("executed")
                    .containsPattern("used +[\\d,]+ gas, deposit (refund )?[\\d.]+ PHA");
            assertThat(online("query", artifact(line), contract, "get").out()).startsWith("true");
        }
    }

    @Test
    void answersErrorsAndMoneyAreReadable() {
        Ran deployed = online("deploy", artifact("erc20-5"), "1_000", "--json", "--salt", "0x01");
        assertThat(deployed.code()).as(deployed.err()).isZero();
        assertThat(deployed.json().path("gasRequired").asString()).matches("[0-9]+");
        String token = deployed.json().path("contract").asString();
        Ran moved =
                online("call", artifact("erc20-5"), token, "transfer", "//Bob", "400", "--wait", "--plain", "--json");
        assertThat(moved.code()).as(moved.err()).isZero();
        assertThat(moved.json().path("encrypted").asBoolean()).isFalse();
        assertThat(moved.json().path("executed").asBoolean()).isTrue();
        Ran balance = online("query", artifact("erc20-5"), token, "balance_of", "//Bob", "--json");
        assertThat(balance.json().path("value").asInt()).isEqualTo(400);
        assertThat(balance.json().path("kind").asString()).isEqualTo("VALUE");
        Ran poor = online("query", artifact("erc20-5"), token, "transfer", "//Dave", "1", "--account", "//Charlie");
        assertThat(poor.code()).isEqualTo(1);
        assertThat(poor.out()).startsWith("Err: InsufficientBalance (reverted");
        Ran unsent = online("call", artifact("erc20-5"), token, "transfer", "//Dave", "1", "--account", "//Charlie");
        assertThat(unsent.code()).isEqualTo(1);
        assertThat(unsent.err())
                .contains("would not succeed")
                .contains("InsufficientBalance")
                .contains("--force");
        assertThat(online("call", artifact("erc20-5"), token, "transfer", "//Dave", "1", "--value", "5")
                        .err())
                .contains("transfer(to: AccountId, value: Balance) takes no money (it is not payable), and 5 would be");
        Ran again = online("upload", artifact("erc20-5"));
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.out()).contains("has the code already; nothing was sent");
        Ran twice = online("deploy", artifact("erc20-5"), "1000", "--salt", "0x01");
        assertThat(twice.code()).isEqualTo(1);
        assertThat(twice.err()).contains("DuplicateContract").contains("--salt");
    }

    @Test
    void refusalsAreJsonForPrograms() {
        String token = online("deploy", artifact("erc20-4"), "1000", "--json", "--salt", "0x0a")
                .json()
                .path("contract")
                .asString();
        List<String[]> refused = List.of(
                new String[] {"call", artifact("erc20-4"), token, "transfer", "//Dave", "1001"},
                new String[] {"call", artifact("erc20-4"), token, "transfer", "//Dave", "many"},
                new String[] {"call", artifact("erc20-4"), "0x" + "11".repeat(32), "transfer", "//Dave", "1"},
                new String[] {"query", artifact("erc20-4"), token, "balanced"},
                new String[] {"query", artifact("erc20-4"), "0x" + "11".repeat(32), "total_supply"},
                new String[] {"deploy", artifact("erc20-4"), "1000", "--salt", "0x0a"},
                new String[] {"deploy", artifact("erc20-4"), "1000", "--salt", "xyz"});
        for (String[] command : refused) {
            Ran told = online(
                    Stream.concat(Stream.of(command), Stream.of("--json")).toArray(String[]::new));
            assertThat(told.code()).as(told.out()).isEqualTo(1);
            assertThat(told.err()).isEmpty();
            assertThat(told.json().path("ok").asBoolean(true)).isFalse();
            assertThat(told.json().path("error").asString())
                    .isNotEmpty()
                    .isEqualTo(
                            online(command).err().replaceFirst("^[^:]*: ", "").strip());
        }
        Ran poor = online("call", artifact("erc20-4"), token, "transfer", "//Dave", "1001", "--json");
        assertThat(poor.json().path("sent").asBoolean(true)).isFalse();
        assertThat(poor.json().path("reverted").asBoolean()).isTrue();
        assertThat(poor.json().path("gasRequired").asString()).matches("[0-9]+");
        assertThat(poor.json().path("value").toString()).contains("InsufficientBalance");
    }

    @Test
    void mistakesInOptionsAreToldBeforeAnyStep() {
        String nobody = "ws://127.0.0.1:9";
        Map<String, String> odd = Map.of(
                "--salt",
                "xyz",
                "--gas-limit",
                "much",
                "--deposit-limit",
                "-1",
                "--deposit",
                "x",
                "--account",
                "Alice");
        odd.forEach((option, value) -> assertThat(
                        run("deploy", artifact("flipper4"), "true", option, value, "--node", nobody)
                                .err())
                .contains(option)
                .doesNotContain("127.0.0.1"));
        String contract = "0x" + "11".repeat(32);
        odd.forEach((option, value) -> {
            if (!option.equals("--salt")) {
                assertThat(run("call", artifact("flipper4"), contract, "flip", option, value, "--node", nobody)
                                .err())
                        .contains(option)
                        .doesNotContain("127.0.0.1");
            }
        });
    }

    @Test
    void contractsReachTheOutsideInQueriesWithinTheWorkersRules() {
        Ran deployed = online("deploy", artifact("extension"));
        String contract = deployed.contract();
        Ran script = online(
                "query", artifact("extension"), contract, "js_eval", "scriptArgs[0] + (1 + 1)", "[\"n=\"]", "--json");
        assertThat(script.json().path("value").path("String").asString())
                .as(script.out() + script.err())
                .isEqualTo("n=2");
        Ran fetched = online(
                "query",
                artifact("extension"),
                contract,
                "js_eval",
                "fetch('http://127.0.0.1:9/').then(r => { scriptOutput = r.status + ' ' + r.statusText }); 0",
                "[]",
                "--json");
        assertThat(fetched.json().path("value").path("String").asString()).isEqualTo("524 IO Error");
        Ran local = online(
                "query",
                artifact("extension"),
                contract,
                "http_request",
                "http://localhost:9/",
                "GET",
                "[]",
                "0x",
                "--json");
        assertThat(local.json().path("value").path("status_code").asInt())
                .as(local.out() + local.err())
                .isEqualTo(524);
        Ran estimated = online("query", artifact("extension"), contract, "js_eval", "1", "[]", "--estimate", "--json");
        assertThat(estimated.json().path("value").path("Exception").asString())
                .contains("not supported in transaction");
    }

    @Test
    void mistakesAreNamed() {
        String anywhere = "0x" + "11".repeat(32);
        assertThat(online("query", artifact("flipper4"), anywhere, "get").err()).contains("hosts no such contract");
        assertThat(online("query", artifact("flipper4"), anywhere, "got").err())
                .contains("no message \"got\"")
                .contains("flip()");
        assertThat(online("query", artifact("flipper4"), "0x11", "get").err()).contains("no contract id");
        assertThat(online("deploy", artifact("flipper4"), "maybe").err())
                .contains(
                        "Argument init_value: \"maybe\" given; expected true or false".replace("init_value", "value"));
        assertThat(online("deploy", artifact("flipper4"), "true", "--account", "//Nobody")
                        .code())
                .isEqualTo(1);
        assertThat(run("query", artifact("flipper4"), anywhere, "get", "--node", "ws://127.0.0.1:9")
                        .code())
                .isEqualTo(1);
        Ran wrongCluster = online("upload", artifact("flipper4"), "--cluster", anywhere);
        assertThat(wrongCluster.err()).contains("hosts cluster").contains("wanted was " + anywhere);
        assertThat(run("query", "--help").out()).contains("Examples:");
    }

    @Test
    void everyCommandHasHelpWithAnExample() {
        CommandLine all = new CommandLine(new ContractCommand());
        assertThat(all.getSubcommands()).hasSize(9);
        for (Map.Entry<String, CommandLine> command : all.getSubcommands().entrySet()) {
            Ran help = run(command.getKey(), "--help");
            assertThat(help.code()).isZero();
            assertThat(help.out())
                    .as(command.getKey())
                    .contains("Example")
                    .contains("phala contract " + command.getKey());
        }
    }

    @Test
    void checkAcceptsOurContractsAndSaysWhatIsWrongWithOthers() throws Exception {
        Ran fine = run("check", artifact("sealed-bid-auction"));
        assertThat(fine.code()).as(fine.out()).isZero();
        assertThat(fine.out()).contains("would accept");
        Path noContract = folder.resolve("empty.wasm");
        Files.write(noContract, new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
        Ran empty = run("check", noContract.toString());
        assertThat(empty.code()).isEqualTo(1);
        assertThat(empty.out()).contains("does not export call and deploy").contains("env.memory");
    }
}
