package network.phala.contractrunner;

import static network.phala.contractrunner.ContractRunner.ALICE;
import static network.phala.contractrunner.ContractRunner.BOB;
import static network.phala.contractrunner.ContractRunner.CHARLIE;
import static network.phala.contractrunner.ContractRunner.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import network.phala.client.contract.ContractFile;
import network.phala.client.contract.Reply;
import network.phala.contractrunner.ContractRunner.Answer;
import network.phala.contractrunner.ContractRunner.Deployed;
import network.phala.primitives.U128;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What a test of a contract can see and set.
class ContractRunnerTest {
    private final ContractRunner runner = new ContractRunner();

    private static ContractFile bundle(String name) throws Exception {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("ARCHITECTURE.md"))) {
            root = Objects.requireNonNull(root.getParent(), "tests run inside the checkout");
        }
        return ContractFile.read(root.resolve("examples/contracts/artifacts/" + name + ".contract"));
    }

    @Test
    void aTokenIsTestedWithoutAChain() throws Exception {
        for (String line : List.of("erc20-4", "erc20-5")) {
            Deployed token = runner.deploy(bundle(line), ALICE, "new", "1000");
            Answer moved = runner.command(token, ALICE, "transfer", "//Bob", "400");
            assertThat(moved.succeeded()).isTrue();
            assertThat(moved.result().gasConsumed().refTime()).isPositive();
            assertThat(runner.events(token, moved)).singleElement().satisfies(event -> {
                assertThat(event.label()).isEqualTo("Transfer");
                assertThat(event.fields().path("from").asString()).isEqualTo(text(ALICE));
                assertThat(event.fields().path("to").asString()).isEqualTo(text(BOB));
                assertThat(event.fields().path("value").asInt()).isEqualTo(400);
            });
            assertThat(runner.query(token, CHARLIE, "balance_of", "//Bob")
                            .value()
                            .asInt())
                    .isEqualTo(400);
            Answer poor = runner.command(token, CHARLIE, "transfer", "//Bob", "1");
            assertThat(poor.isError()).isTrue();
            assertThat(poor.value().asString()).isEqualTo("InsufficientBalance");
            assertThat(poor.reply().orElseThrow().kind()).isEqualTo(Reply.Kind.ERROR);
        }
    }

    @Test
    void storageIsReadInTheWordsOfTheBundle() throws Exception {
        Deployed five = runner.deploy(bundle("erc20-5"), ALICE, "new", "1000");
        runner.command(five, ALICE, "transfer", "//Bob", "400");
        runner.command(five, ALICE, "approve", "//Charlie", "7");
        JsonNode storage = runner.storage(five);
        assertThat(storage.path("total_supply").asInt()).isEqualTo(1000);
        assertThat(storage.path("balances").path(text(ALICE)).asInt()).isEqualTo(600);
        assertThat(storage.path("balances").path(text(BOB)).asInt()).isEqualTo(400);
        assertThat(storage.path("allowances")).hasSize(1);
        assertThat(runner.rawStorage(five)).hasSize(4);

        Deployed auction = runner.deploy(bundle("sealed-bid-auction"), ALICE, "new");
        runner.command(auction, BOB, "bid", "250");
        JsonNode secret = runner.storage(auction);
        assertThat(secret.path("owner").asString()).isEqualTo(text(ALICE));
        assertThat(secret.path("open").asBoolean()).isTrue();
        assertThat(secret.path("bids").path(BOB.toBytes().toHex()).asInt()).isEqualTo(250);
        assertThat(secret.path("leader").path("Some").toString()).isEqualTo("[\"" + text(BOB) + "\",250]");

        Deployed three = runner.deploy(bundle("flipper3"), ALICE, "new", "true");
        assertThat(runner.storage(three).path("value").asBoolean()).isTrue();
    }

    @Test
    void theAuctionKeepsItsSecretUntilItCloses() throws Exception {
        Deployed auction = runner.deploy(bundle("sealed-bid-auction"), ALICE, "new");
        runner.command(auction, BOB, "bid", "100");
        runner.command(auction, CHARLIE, "bid", "300");
        assertThat(runner.query(auction, ALICE, "bid_of", "//Bob").value().asString())
                .isEqualTo("NotYourBid");
        assertThat(runner.query(auction, BOB, "winner").value().asString()).isEqualTo("StillOpen");
        runner.command(auction, ALICE, "close");
        assertThat(runner.query(auction, BOB, "winner").value().toString())
                .isEqualTo("[\"" + text(CHARLIE) + "\",300]");
    }

    @Test
    void queriesAndEstimatesLeaveNothing() throws Exception {
        Deployed flipper = runner.deploy(bundle("flipper5"), BOB, "new", "true");
        var before = runner.cluster().root();
        runner.query(flipper, BOB, "flip");
        runner.estimate(flipper, BOB, "flip");
        assertThat(runner.cluster().root()).isEqualTo(before);
        runner.command(flipper, BOB, "flip");
        assertThat(runner.query(flipper, BOB, "get").value().asBoolean()).isFalse();
    }

    @Test
    void mistakesOfATestSayWhatThereIs() throws Exception {
        Deployed flipper = runner.deploy(bundle("flipper4"), BOB, "new", "true");
        assertThatThrownBy(() -> runner.query(flipper, BOB, "got"))
                .isInstanceOf(RunnerException.class)
                .hasMessageContaining("no message \"got\"; it has flip(), get()");
        assertThatThrownBy(() -> runner.deploy(bundle("flipper4"), BOB, "new", "perhaps"))
                .isInstanceOf(RunnerException.class)
                .hasMessageContaining("expected true or false");
        assertThatThrownBy(() -> runner.deploy(bundle("hostile"), BOB, "refusing"))
                .isInstanceOf(RunnerException.class)
                .hasMessageContaining("refusing");
    }

    @Test
    void moneyAndTheOutsideWorldAreTheTests() throws Exception {
        U128 before = runner.balance(CHARLIE);
        runner.fund(CHARLIE, U128.of(5));
        assertThat(runner.balance(CHARLIE)).isEqualTo(before.add(U128.of(5)));
        Deployed extension = runner.deploy(bundle("extension"), BOB, "default");
        runner.world().untrustedMillis(1234);
        assertThat(runner.query(extension, BOB, "untrusted_millis_since_unix_epoch")
                        .value()
                        .asLong())
                .isEqualTo(1234);
    }

    @Test
    void aContractThatEndsItselfAnswersNothing() throws Exception {
        Deployed ending = runner.deploy(bundle("environment-4"), ALICE, "new");
        Answer ended = runner.command(ending, ALICE, "terminate", "//Bob");
        assertThat(ended.succeeded()).isTrue();
        assertThat(ended.reply().orElseThrow().kind()).isEqualTo(Reply.Kind.NOTHING);
        assertThat(ended.text()).startsWith("nothing: the contract ended itself");
        assertThat(runner.query(ending, ALICE, "terminate", "//Bob").text()).contains("ContractNotFound");
    }
}
