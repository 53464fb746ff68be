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
import network.phala.primitives.AccountId;
import org.junit.jupiter.api.Test;

/// What the example contracts promise, on our contracts runtime.
class ExampleContractsTest {
    private final ContractRunner stage = new ContractRunner(Artifacts.read("system"));

    private void expectCommand(Deployed contract, AccountId who, String answer, String message, String... arguments) {
        assertThat(stage.command(contract, who, message, arguments).text())
                .as(message)
                .isEqualTo(answer);
    }

    private void expectQuery(Deployed contract, AccountId who, String answer, String message, String... arguments) {
        assertThat(stage.query(contract, who, message, arguments).text())
                .as(message)
                .isEqualTo(answer);
    }

    @Test
    void flippersOfThreeInkLinesFlip() {
        for (String line : List.of("flipper3", "flipper4", "flipper5")) {
            Deployed flipper = stage.deploy(Artifacts.read(line), BOB, "new", "true");
            String wrapped = line.equals("flipper3") ? "%s" : "{\"Ok\":%s}";
            expectQuery(flipper, CHARLIE, wrapped.formatted("true"), "get");
            stage.query(flipper, CHARLIE, "flip");
            expectQuery(flipper, CHARLIE, wrapped.formatted("true"), "get");
            assertThat(stage.command(flipper, CHARLIE, "flip").result().succeeded())
                    .isTrue();
            expectQuery(flipper, BOB, wrapped.formatted("false"), "get");
        }
    }

    @Test
    void theAuctionKeepsBidsSecretAndNamesTheWinner() {
        Deployed auction = stage.deploy(Artifacts.read("sealed-bid-auction"), ALICE, "new");
        expectCommand(auction, BOB, "{\"Ok\":{\"Ok\":null}}", "bid", "100");
        expectCommand(auction, CHARLIE, "{\"Ok\":{\"Ok\":null}}", "bid", "300");
        expectCommand(auction, DAVE, "{\"Ok\":{\"Ok\":null}}", "bid", "300");
        expectCommand(auction, BOB, "{\"Ok\":{\"Err\":\"BidTooLow\"}}", "bid", "99");
        expectCommand(auction, BOB, "{\"Ok\":{\"Ok\":null}}", "bid", "200");

        expectQuery(auction, BOB, "{\"Ok\":200}", "my_bid");
        expectQuery(auction, ALICE, "{\"Ok\":null}", "my_bid");
        expectQuery(auction, ALICE, "{\"Ok\":{\"Err\":\"NotYourBid\"}}", "bid_of", text(BOB));
        expectQuery(auction, BOB, "{\"Ok\":{\"Err\":\"StillOpen\"}}", "winner");
        expectQuery(auction, BOB, "{\"Ok\":3}", "bidders");

        expectCommand(auction, BOB, "{\"Ok\":{\"Err\":\"NotOwner\"}}", "close");
        expectCommand(auction, ALICE, "{\"Ok\":{\"Ok\":null}}", "close");
        expectCommand(auction, ALICE, "{\"Ok\":{\"Err\":\"Closed\"}}", "close");
        expectCommand(auction, BOB, "{\"Ok\":{\"Err\":\"Closed\"}}", "bid", "999");
        expectQuery(auction, BOB, "{\"Ok\":{\"Ok\":[\"" + text(CHARLIE) + "\",300]}}", "winner");
        expectQuery(auction, CHARLIE, "{\"Ok\":{\"Err\":\"NotYourBid\"}}", "bid_of", text(DAVE));
        expectQuery(auction, DAVE, "{\"Ok\":{\"Ok\":300}}", "bid_of", text(DAVE));
    }

    @Test
    void tokensMoveWithinBalanceAndAllowance() {
        for (String line : List.of("erc20-4", "erc20-5")) {
            Deployed token = stage.deploy(Artifacts.read(line), ALICE, "new", "1000");
            Answer moved = stage.command(token, ALICE, "transfer", text(BOB), "400");
            assertThat(moved.text()).isEqualTo("{\"Ok\":{\"Ok\":null}}");
            assertThat(moved.effects().inkEvents()).as(line).hasSize(1);
            expectCommand(token, CHARLIE, "{\"Ok\":{\"Err\":\"InsufficientBalance\"}}", "transfer", text(BOB), "1");
            expectCommand(
                    token,
                    CHARLIE,
                    "{\"Ok\":{\"Err\":\"InsufficientAllowance\"}}",
                    "transfer_from",
                    text(BOB),
                    text(DAVE),
                    "1");
            expectCommand(token, BOB, "{\"Ok\":{\"Ok\":null}}", "approve", text(CHARLIE), "50");
            expectCommand(token, CHARLIE, "{\"Ok\":{\"Ok\":null}}", "transfer_from", text(BOB), text(DAVE), "20");
            expectQuery(token, ALICE, "{\"Ok\":30}", "allowance", text(BOB), text(CHARLIE));
            expectQuery(token, ALICE, "{\"Ok\":380}", "balance_of", text(BOB));
            expectQuery(token, ALICE, "{\"Ok\":20}", "balance_of", text(DAVE));
            expectQuery(token, ALICE, "{\"Ok\":1000}", "total_supply");
        }
    }

    @Test
    void eventsComeOutUnlessTheCallIsUndone() {
        Deployed emitter = stage.deploy(Artifacts.read("emitter"), BOB, "new");
        assertThat(stage.command(emitter, BOB, "plain", "3").effects().inkEvents())
                .hasSize(3);
        assertThat(stage.command(emitter, BOB, "indexed", "\"text\"").effects().inkEvents())
                .singleElement()
                .satisfies(event -> assertThat(event.topics()).hasSize(3));
        assertThat(stage.command(emitter, BOB, "anonymous").effects().inkEvents())
                .singleElement()
                .satisfies(event -> assertThat(event.topics()).hasSize(1));
        assertThat(stage.command(emitter, BOB, "undone").effects().inkEvents()).isEmpty();
        expectQuery(emitter, BOB, "{\"Ok\":5}", "emitted");
    }

    @Test
    void aHostileContractGetsThePalletsErrorAndLeavesNothing() {
        Deployed hostile = stage.deploy(Artifacts.read("hostile"), DAVE, "new");
        String[][] cases = {
            {"spin", "OutOfGas"},
            {"exhaust_memory", "ContractTrapped"},
            {"recurse", "ContractTrapped"},
            {"call_itself", "ContractTrapped", "0"},
            {"reenter", "ReentranceDenied"},
            {"trap", "ContractTrapped"},
            {"overflow", "ContractTrapped", "4294967295", "1"},
            {"out_of_bounds", "ContractTrapped", "7"},
        };
        for (String[] entry : cases) {
            String[] arguments = Arrays.copyOfRange(entry, 2, entry.length);
            Answer answer = stage.command(hostile, BOB, entry[0], arguments);
            assertThat(answer.text()).as(entry[0]).contains(entry[1]);
        }
        expectCommand(hostile, BOB, "{\"Ok\":{\"Err\":{\"OnPurpose\":7}}}", "revert", "7");
        expectQuery(hostile, BOB, "{\"Ok\":0}", "marks");
        stage.command(hostile, BOB, "mark");
        expectQuery(hostile, BOB, "{\"Ok\":1}", "marks");
        assertThat(stage.construct(Artifacts.read("hostile"), DAVE, "refusing").succeeded())
                .isFalse();
        assertThat(stage.construct(Artifacts.read("hostile"), DAVE, "trapping").succeeded())
                .isFalse();
    }
}
