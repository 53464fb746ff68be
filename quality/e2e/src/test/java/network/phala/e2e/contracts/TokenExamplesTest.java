package network.phala.e2e.contracts;

import static network.phala.contractrunner.ContractRunner.ALICE;
import static network.phala.contractrunner.ContractRunner.BOB;
import static network.phala.contractrunner.ContractRunner.CHARLIE;
import static network.phala.contractrunner.ContractRunner.DAVE;
import static network.phala.contractrunner.ContractRunner.text;
import static network.phala.e2e.contracts.Stage.charge;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import network.phala.client.contract.ContractFile;
import network.phala.contractrunner.ContractRunner.Answer;
import network.phala.contractrunner.ContractRunner.Deployed;
import network.phala.crypto.Blake2b;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.U128;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tokens and names: what ink!'s examples do, with events, deposits and refusals.
class TokenExamplesTest {
    private static final String NAME = "0x" + "6e".repeat(32);

    private final Stage stage = new Stage();

    @ParameterizedTest
    @ValueSource(strings = {"erc721-4", "erc721-5"})
    void piecesHaveOneOwnerEach(String name) {
        Deployed token = stage.deploy(name, ALICE, "new");
        Answer minted = stage.does(token, ALICE, "mint", "1");
        assertThat(stage.events(token, minted)).containsExactly("Transfer{from:null,to:Alice,id:1}");
        assertThat(minted.effects().inkEvents().getFirst().topics()).hasSize(4);
        // An owner (32 bytes) and a count (4), each an item of its own.
        assertThat(minted.result().storageDeposit()).isEqualTo(charge(32 + 4 + 2));
        stage.refuses(token, BOB, "TokenExists", "mint", "1");
        stage.refuses(token, BOB, "NotAllowed", "transfer", text(BOB), "1");
        stage.refuses(token, ALICE, "TokenNotFound", "transfer", text(BOB), "2");
        stage.refuses(token, ALICE, "ZeroAccount", "transfer", "0x" + "00".repeat(32), "1");
        stage.refuses(token, ALICE, "SelfApproval", "set_approval_for_all", text(ALICE), "true");

        assertThat(stage.events(token, stage.does(token, ALICE, "approve", text(BOB), "1")))
                .containsExactly("Approval{from:Alice,to:Bob,id:1}");
        stage.refuses(token, BOB, "NotOwner", "transfer_from", text(BOB), text(CHARLIE), "1");
        Answer moved = stage.does(token, BOB, "transfer_from", text(ALICE), text(CHARLIE), "1");
        assertThat(stage.events(token, moved)).containsExactly("Transfer{from:Alice,to:Charlie,id:1}");
        // The approval ended, and nothing is left of Alice's count: one item more went than came.
        assertThat(moved.result().storageDeposit().charge()).isFalse();
        stage.refuses(token, BOB, "NotAllowed", "transfer_from", text(CHARLIE), text(BOB), "1");
        assertThat(stage.asks(token, BOB, "get_approved", "1")).isEqualTo("null");
        assertThat(Stage.named(stage.asks(token, BOB, "owner_of", "1"))).isEqualTo("Charlie");
        assertThat(stage.asks(token, BOB, "balance_of", text(ALICE))).isEqualTo("0");

        assertThat(stage.events(token, stage.does(token, CHARLIE, "set_approval_for_all", text(DAVE), "true")))
                .containsExactly("ApprovalForAll{owner:Charlie,operator:Dave,approved:true}");
        assertThat(stage.asks(token, BOB, "is_approved_for_all", text(CHARLIE), text(DAVE)))
                .isEqualTo("true");
        stage.does(token, DAVE, "transfer_from", text(CHARLIE), text(DAVE), "1");
        stage.refuses(token, CHARLIE, "NotOwner", "burn", "1");
        stage.does(token, DAVE, "burn", "1");
        stage.does(token, CHARLIE, "set_approval_for_all", text(DAVE), "false");
        assertThat(stage.asks(token, BOB, "owner_of", "1")).isEqualTo("null");
        // All deposits of the way are back but those for the empty root.
        assertThat(stage.runner.rawStorage(token)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "5"})
    void selectorsAreThoseOfTheStandards(String line) throws Exception {
        Map<String, List<String>> traits = Map.of(
                "psp22-" + line,
                List.of(
                        "PSP22::total_supply",
                        "PSP22::balance_of",
                        "PSP22::allowance",
                        "PSP22::transfer",
                        "PSP22::transfer_from",
                        "PSP22::approve",
                        "PSP22::increase_allowance",
                        "PSP22::decrease_allowance",
                        "PSP22Metadata::token_name",
                        "PSP22Metadata::token_symbol",
                        "PSP22Metadata::token_decimals"),
                "psp34-" + line,
                List.of(
                        "PSP34::collection_id",
                        "PSP34::balance_of",
                        "PSP34::owner_of",
                        "PSP34::allowance",
                        "PSP34::approve",
                        "PSP34::transfer",
                        "PSP34::total_supply"));
        for (var each : traits.entrySet()) {
            ContractFile file = Artifacts.read(each.getKey());
            for (String label : each.getValue()) {
                assertThat(file.message(label).selector())
                        .as(label)
                        .isEqualTo(Bytes.wrap(Blake2b.digest256(label.getBytes(StandardCharsets.US_ASCII)))
                                .slice(0, 4));
            }
        }
        // As written down in the standards themselves.
        assertThat(Artifacts.read("psp22-" + line).message("PSP22::transfer").selector())
                .isEqualTo(Bytes.fromHex("0xdb20f9f5"));
        assertThat(Artifacts.read("psp34-" + line).message("PSP34::transfer").selector())
                .isEqualTo(Bytes.fromHex("0x3128d61b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"psp22-4", "psp22-5"})
    void fungibleTokensMoveByTheStandard(String name) {
        Deployed token = stage.deploy(name, ALICE, "new", "1000", "Gold", "\"AU\"", "12");
        assertThat(stage.asks(token, BOB, "PSP22Metadata::token_name")).isEqualTo("\"Gold\"");
        assertThat(stage.asks(token, BOB, "PSP22Metadata::token_symbol")).isEqualTo("\"AU\"");
        assertThat(stage.asks(token, BOB, "PSP22Metadata::token_decimals")).isEqualTo("12");

        Answer moved = stage.does(token, ALICE, "PSP22::transfer", text(BOB), "400", "0x");
        assertThat(stage.events(token, moved)).containsExactly("Transfer{from:Alice,to:Bob,value:400}");
        assertThat(moved.result().storageDeposit()).isEqualTo(charge(16 + 1));
        assertThat(stage.does(token, ALICE, "PSP22::transfer", text(BOB), "1", "0x01")
                        .result()
                        .storageDeposit())
                .isEqualTo(charge(0));
        assertThat(stage.events(token, stage.does(token, ALICE, "PSP22::transfer", text(ALICE), "1", "0x")))
                .isEmpty();
        stage.refuses(token, CHARLIE, "InsufficientBalance", "PSP22::transfer", text(BOB), "1", "0x");
        stage.refuses(
                token, CHARLIE, "InsufficientAllowance", "PSP22::transfer_from", text(BOB), text(DAVE), "1", "0x");

        stage.does(token, BOB, "PSP22::approve", text(CHARLIE), "500");
        stage.does(token, BOB, "PSP22::increase_allowance", text(CHARLIE), "10");
        stage.does(token, BOB, "PSP22::decrease_allowance", text(CHARLIE), "100");
        assertThat(stage.asks(token, DAVE, "PSP22::allowance", text(BOB), text(CHARLIE)))
                .isEqualTo("410");
        stage.refuses(
                token, CHARLIE, "InsufficientBalance", "PSP22::transfer_from", text(BOB), text(DAVE), "402", "0x");
        Answer spent = stage.does(token, CHARLIE, "PSP22::transfer_from", text(BOB), text(DAVE), "401", "0x");
        assertThat(stage.events(token, spent))
                .containsExactly(
                        "Approval{owner:Bob,spender:Charlie,amount:9}", "Transfer{from:Bob,to:Dave,value:401}");
        // Bob's balance went, Dave's came.
        assertThat(spent.result().storageDeposit()).isEqualTo(charge(0));
        Answer ended = stage.does(token, BOB, "PSP22::approve", text(CHARLIE), "0");
        assertThat(ended.result().storageDeposit().charge()).isFalse();
        stage.does(token, DAVE, "burn", "1");
        assertThat(stage.asks(token, BOB, "PSP22::total_supply")).isEqualTo("999");
        assertThat(stage.asks(token, BOB, "PSP22::balance_of", text(DAVE))).isEqualTo("400");
        assertThat(stage.runner.storage(token).path("supply").asInt()).isEqualTo(999);
    }

    @ParameterizedTest
    @ValueSource(strings = {"psp34-4", "psp34-5"})
    void piecesMoveByTheStandard(String name) {
        Deployed token = stage.deploy(name, ALICE, "new");
        String id = "{\"Bytes\":\"0x0102\"}";
        assertThat(stage.asks(token, BOB, "PSP34::collection_id"))
                .isEqualTo("{\"Bytes\":\"" + token.id().toBytes().toHex() + "\"}");
        assertThat(stage.events(token, stage.does(token, ALICE, "mint", id)))
                .containsExactly("Transfer{from:null,to:Alice,id:{Bytes:0x0102}}");
        stage.does(token, ALICE, "mint", "{\"U128\":\"340282366920938463463374607431768211455\"}");
        stage.does(token, ALICE, "mint", "{\"U8\":255}");
        stage.refuses(token, BOB, "TokenExists", "mint", id);
        stage.refuses(token, BOB, "NotApproved", "PSP34::transfer", text(BOB), id, "0x");
        stage.refuses(token, BOB, "TokenNotExists", "PSP34::transfer", text(BOB), "{\"U16\":255}", "0x");
        stage.refuses(token, ALICE, "SelfApprove", "PSP34::approve", text(ALICE), "null", "true");
        stage.refuses(token, BOB, "NotApproved", "PSP34::approve", text(CHARLIE), id, "true");

        Answer approved = stage.does(token, ALICE, "PSP34::approve", text(BOB), id, "true");
        assertThat(stage.events(token, approved))
                .containsExactly("Approval{owner:Alice,operator:Bob,id:{Bytes:0x0102},approved:true}");
        // The key is the account's, the value is nothing: an item without a byte.
        assertThat(approved.result().storageDeposit()).isEqualTo(charge(1));
        stage.does(token, BOB, "PSP34::transfer", text(CHARLIE), id, "0x");
        stage.refuses(token, BOB, "NotApproved", "PSP34::transfer", text(BOB), id, "0x");
        stage.does(token, ALICE, "PSP34::approve", text(BOB), "null", "true");
        assertThat(stage.asks(token, DAVE, "PSP34::allowance", text(ALICE), text(BOB), "{\"U8\":255}"))
                .isEqualTo("true");
        stage.does(token, BOB, "burn", "{\"U8\":255}");
        assertThat(stage.asks(token, DAVE, "PSP34::total_supply")).isEqualTo("2");
        assertThat(stage.asks(token, DAVE, "PSP34::balance_of", text(ALICE))).isEqualTo("1");
        assertThat(Stage.named(stage.asks(token, DAVE, "PSP34::owner_of", id))).isEqualTo("Charlie");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dns-3", "dns-4", "dns-5"})
    void namesCostAndArePaidTo(String name) {
        Deployed dns = stage.deploy(name, ALICE, "new", "100");
        stage.refusesPaid(dns, BOB, 99, "FeeTooLow", "register", NAME);
        U128 before = stage.runner.balance(dns.id());
        Answer registered = stage.pays(dns, BOB, 1_000, "register", NAME);
        assertThat(stage.events(dns, registered)).containsExactly("Registered{name:" + NAME + ",owner:Bob}");
        assertThat(stage.runner.balance(dns.id()).subtract(before))
                .as("the fee stays, the rest came back")
                .isEqualTo(U128.of(100));
        stage.refusesPaid(dns, CHARLIE, 100, "NameTaken", "register", NAME);
        stage.refuses(dns, CHARLIE, "NotOwner", "set_address", NAME, text(CHARLIE));
        stage.refuses(dns, CHARLIE, "NameUnknown", "set_address", "0x" + "00".repeat(32), text(CHARLIE));

        AccountId shop = AccountId.fromHex("0x" + "5a".repeat(32));
        assertThat(stage.events(
                        dns,
                        stage.does(dns, BOB, "set_address", NAME, shop.toBytes().toHex())))
                .containsExactly("AddressChanged{name:" + NAME + ",old:null,new:" + text(shop) + "}");
        assertThat(stage.events(dns, stage.pays(dns, CHARLIE, 77, "pay", NAME)))
                .containsExactly("Paid{name:" + NAME + ",to:" + text(shop) + ",value:77}");
        assertThat(stage.runner.balance(shop)).isEqualTo(U128.of(77));
        stage.refusesPaid(dns, CHARLIE, 5, "NameUnknown", "pay", "0x" + "01".repeat(32));

        assertThat(stage.events(dns, stage.does(dns, BOB, "transfer", NAME, text(DAVE))))
                .containsExactly("OwnerChanged{name:" + NAME + ",old:Bob,new:Dave}");
        stage.refuses(dns, BOB, "NotOwner", "transfer", NAME, text(BOB));
        assertThat(Stage.named(stage.asks(dns, CHARLIE, "owner_of", NAME))).isEqualTo("Dave");

        stage.refuses(dns, BOB, "NotOwner", "collect");
        assertThat(stage.does(dns, ALICE, "collect").value().asInt()).isEqualTo(100);
        // What must stay for the account to exist is not the fees'.
        assertThat(stage.runner.balance(dns.id())).isEqualTo(U128.ONE);
    }

    @Test
    void aTokenOfInk3MovesAndSpeaksAsItsBundleSays() {
        Deployed token = stage.deploy("erc20-3", ALICE, "new", "1000");
        Answer moved = stage.does(token, ALICE, "transfer", text(BOB), "400");
        assertThat(stage.events(token, moved)).containsExactly("Transfer{from:Alice,to:Bob,value:400}");
        assertThat(moved.result().storageDeposit()).isEqualTo(charge(16 + 1));
        stage.refuses(token, CHARLIE, "InsufficientBalance", "transfer", text(BOB), "1");
        stage.refuses(token, CHARLIE, "InsufficientAllowance", "transfer_from", text(BOB), text(DAVE), "1");
        stage.does(token, BOB, "approve", text(CHARLIE), "50");
        stage.does(token, CHARLIE, "transfer_from", text(BOB), text(DAVE), "20");
        assertThat(stage.asks(token, ALICE, "allowance", text(BOB), text(CHARLIE)))
                .isEqualTo("30");
        assertThat(stage.asks(token, ALICE, "balance_of", text(DAVE))).isEqualTo("20");
        assertThat(stage.runner.storage(token).path("total_supply").asInt()).isEqualTo(1000);
    }
}
