package network.phala.e2e.contracts;

import static network.phala.contractrunner.ContractRunner.ALICE;
import static network.phala.contractrunner.ContractRunner.BOB;
import static network.phala.contractrunner.ContractRunner.CHARLIE;
import static network.phala.contractrunner.ContractRunner.DAVE;
import static network.phala.contractrunner.ContractRunner.text;
import static org.assertj.core.api.Assertions.assertThat;

import network.phala.client.contract.ContractFile;
import network.phala.contractrunner.ContractRunner.Answer;
import network.phala.contractrunner.ContractRunner.Deployed;
import network.phala.crypto.Blake2b;
import network.phala.crypto.Ecdsa;
import network.phala.crypto.KeyUri;
import network.phala.crypto.Sr25519;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.U128;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Contracts that call, are called, become others and end: wallet, proxy, exchange of code, payment channel.
class CallExamplesTest {
    private static final String FLIP = "0x633aa551";

    private final Stage stage = new Stage();

    // ----- wallet of several owners -----

    private Deployed wallet(String line) {
        return stage.deploy("multisig-" + line, ALICE, "new", "2", owners());
    }

    private static String owners() {
        return "[\"%s\",\"%s\",\"%s\"]".formatted(text(ALICE), text(BOB), text(CHARLIE));
    }

    private static String transaction(AccountId callee, Bytes input, long value, long gas, boolean reentry) {
        return "{\"callee\":\"%s\",\"selector\":\"%s\",\"input\":\"%s\",\"value\":%d,\"gas_limit\":%d,\"allow_reentry\":%s}"
                .formatted(
                        text(callee),
                        input.slice(0, 4).toHex(),
                        input.slice(4, input.size()).toHex(),
                        value,
                        gas,
                        reentry);
    }

    /// Proposed by Alice, confirmed by Bob.
    private String agreed(Deployed wallet, String transaction) {
        String id = stage.does(wallet, ALICE, "submit", transaction).value().toString();
        stage.does(wallet, BOB, "confirm", id);
        return id;
    }

    private String agreedOnItself(Deployed wallet, String message, String... arguments) throws Exception {
        Bytes input = wallet.file().encodeCall(wallet.file().message(message), java.util.List.of(arguments));
        return agreed(wallet, transaction(wallet.id(), input, 0, 0, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "5"})
    void aWalletCallsWhatEnoughOwnersConfirmed(String line) {
        assertThat(stage.runner
                        .construct(Artifacts.read("multisig-" + line), ALICE, "new", "4", owners())
                        .succeeded())
                .isFalse();
        Deployed wallet = wallet(line);
        Deployed flipper = stage.deploy("flipper" + line, DAVE, "new", "false");
        String flip = transaction(flipper.id(), Bytes.fromHex(FLIP), 0, 0, false);
        stage.refuses(wallet, DAVE, "NotOwner", "submit", flip);
        Answer submitted = stage.does(wallet, ALICE, "submit", flip);
        assertThat(stage.events(wallet, submitted))
                .containsExactly("Submitted{id:0}", "Confirmed{id:0,by:Alice,missing:1}");
        stage.refuses(wallet, ALICE, "NotConfirmed", "execute", "0");
        stage.refuses(wallet, ALICE, "TransactionUnknown", "confirm", "1");
        assertThat(stage.does(wallet, ALICE, "confirm", "0").value().asInt()).isEqualTo(1);
        assertThat(stage.does(wallet, BOB, "confirm", "0").value().asInt()).isEqualTo(0);
        stage.does(wallet, ALICE, "revoke", "0");
        stage.refuses(wallet, ALICE, "NotConfirmed", "execute", "0");
        stage.does(wallet, CHARLIE, "confirm", "0");
        assertThat(Stage.named(stage.asks(wallet, DAVE, "confirmations", "0"))).isEqualTo("[Bob,Charlie]");
        stage.refuses(wallet, DAVE, "NotOwner", "execute", "0");

        Answer executed = stage.does(wallet, CHARLIE, "execute", "0");
        assertThat(stage.events(wallet, executed)).containsExactly("Executed{id:0,output:0x}");
        assertThat(stage.asks(flipper, DAVE, "get")).isEqualTo("true");
        stage.refuses(wallet, CHARLIE, "TransactionUnknown", "execute", "0");
        // Two items and their bytes went with the transaction.
        assertThat(executed.result().storageDeposit().charge()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "5"})
    void aWalletSendsMoneyAndHandsOnTheAnswer(String line) throws Exception {
        Deployed wallet = wallet(line);
        Deployed callee = stage.deploy("environment-" + line, DAVE, "new");
        stage.runner.fund(wallet.id(), U128.of(1_000));
        Bytes input = callee.file().encodeCall(callee.file().message("surroundings"), java.util.List.of());
        String id = agreed(wallet, transaction(callee.id(), input, 50, 0, false));
        Bytes output =
                Bytes.fromHex(stage.does(wallet, BOB, "execute", id).value().asString());
        assertThat(output.slice(0, 32)).as("caller").isEqualTo(wallet.id().toBytes());
        assertThat(output.slice(32, 64)).as("address").isEqualTo(callee.id().toBytes());
        assertThat(output.slice(64, 80)).as("value").isEqualTo(Bytes.fromHex("0x32000000000000000000000000000000"));
        // caller, address, value, balance, minimum, timestamp, block
        assertThat(output.get(32 + 32 + 3 * 16 + 8 + 4))
                .as("the caller is not the origin")
                .isZero();
        assertThat(stage.runner.balance(wallet.id())).isEqualTo(U128.of(951));

        String tooMuch = agreed(wallet, transaction(callee.id(), input, 951, 0, false));
        stage.refuses(wallet, BOB, "CallFailed", "execute", tooMuch);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "5"})
    void whatFailsInsideLeavesTheTransactionAsItWas(String line) throws Exception {
        Deployed wallet = wallet(line);
        Deployed hostile = stage.deploy("hostile", DAVE, "new");
        ContractFile file = hostile.file();
        Bytes revert = file.encodeCall(file.message("revert"), java.util.List.of("7"));
        Bytes trap = file.encodeCall(file.message("trap"), java.util.List.of());
        Bytes spin = file.encodeCall(file.message("spin"), java.util.List.of());
        Bytes unknown = Bytes.fromHex("0xffffffff");
        String reverted = agreed(wallet, transaction(hostile.id(), revert, 0, 0, false));
        assertThat(stage.does(wallet, ALICE, "execute", reverted).value().asString())
                .as("an Err is an answer")
                .isEqualTo("0x010007000000");
        for (String failing : new String[] {
            transaction(hostile.id(), trap, 0, 0, false),
            transaction(hostile.id(), spin, 0, 5_000_000_000L, false),
            transaction(hostile.id(), unknown, 0, 0, false),
            transaction(BOB, trap, 0, 0, false),
        }) {
            String id = agreed(wallet, failing);
            stage.refuses(wallet, ALICE, "CallFailed", "execute", id);
            assertThat(stage.asks(wallet, ALICE, "transaction", id)).as(failing).isNotEqualTo("null");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "5"})
    void aWalletChangesItselfByCallingItself(String line) throws Exception {
        Deployed wallet = wallet(line);
        stage.refuses(wallet, ALICE, "NotWallet", "add_owner", text(DAVE));
        String id = agreedOnItself(wallet, "add_owner", text(DAVE));
        Answer added = stage.does(wallet, ALICE, "execute", id);
        assertThat(stage.events(wallet, added)).hasSize(2).first().asString().startsWith("OwnersChanged{owners:[");
        assertThat(Stage.named(stage.asks(wallet, BOB, "owners"))).contains("Dave", "Alice", "Bob", "Charlie");

        stage.does(wallet, ALICE, "execute", agreedOnItself(wallet, "change_requirement", "4"));
        assertThat(stage.asks(wallet, BOB, "requirement")).isEqualTo("4");
        String fewer = agreedOnItself(wallet, "remove_owner", text(CHARLIE));
        stage.refuses(wallet, BOB, "NotConfirmed", "execute", fewer);
        stage.does(wallet, CHARLIE, "confirm", fewer);
        stage.does(wallet, DAVE, "confirm", fewer);
        stage.does(wallet, BOB, "execute", fewer);
        assertThat(stage.asks(wallet, BOB, "requirement")).isEqualTo("3");
        stage.refuses(wallet, CHARLIE, "NotOwner", "submit", transaction(BOB, Bytes.fromHex(FLIP), 0, 0, false));

        // Without leave to come back, the runtime stops the wallet, not the callee.
        Bytes input = wallet.file().encodeCall(wallet.file().message("change_requirement"), java.util.List.of("1"));
        String denied = agreed(wallet, transaction(wallet.id(), input, 0, 0, false));
        stage.does(wallet, DAVE, "confirm", denied);
        stage.stops(wallet, BOB, "ReentranceDenied", "execute", denied);
        assertThat(stage.asks(wallet, BOB, "requirement")).isEqualTo("3");
    }

    // ----- proxy -----

    private static String code(ContractFile file) {
        return "{\"Code\":\"" + file.codeHash().toHex() + "\"}";
    }

    private ContractFile uploaded(String name) {
        ContractFile file = Artifacts.read(name);
        assertThat(stage.runner.upload(file, ALICE)).isEmpty();
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "5"})
    void aProxyRunsOtherCodeOnItsOwnStorage(String line) {
        ContractFile first = uploaded("counter-delegate-4");
        ContractFile second = uploaded("counter-delegate-5");
        Deployed proxy = stage.deploy("proxy-" + line, ALICE, "new", code(first));
        Deployed counter = new Deployed(first, proxy.id());
        Answer counted = stage.does(counter, BOB, "increment");
        assertThat(counted.value().asInt()).isEqualTo(1);
        assertThat(stage.events(counter, counted)).containsExactly("Counted{by:Bob,count:1}");
        stage.does(counter, BOB, "set_step", "10");
        assertThat(stage.does(counter, CHARLIE, "increment").value().asInt()).isEqualTo(11);
        assertThat(stage.pays(counter, CHARLIE, 9, "around").value().toString())
                .isEqualTo("[\"" + text(CHARLIE) + "\",\"" + text(proxy.id()) + "\",9]");
        stage.refuses(counter, BOB, "7", "fail");

        stage.refuses(proxy, BOB, "NotAdmin", "administrate", "{\"SetTarget\":" + code(second) + "}");
        Answer changed = stage.does(proxy, ALICE, "administrate", "{\"SetTarget\":" + code(second) + "}");
        assertThat(stage.events(proxy, changed))
                .containsExactly("TargetChanged{by:Alice,target:{Code:"
                        + second.codeHash().toHex() + "}}");
        Deployed later = new Deployed(second, proxy.id());
        assertThat(stage.asks(later, BOB, "count")).as("the state stays").isEqualTo("11");
        assertThat(stage.asks(later, BOB, "count_of", text(CHARLIE))).isEqualTo("10");
        assertThat(stage.does(later, BOB, "increment").value().asInt()).isEqualTo(21);

        stage.does(proxy, ALICE, "administrate", "{\"SetAdmin\":\"" + text(DAVE) + "\"}");
        stage.refuses(proxy, ALICE, "NotAdmin", "administrate", "{\"SetTarget\":" + code(first) + "}");
        String nothing = "{\"Code\":\"0x" + "ab".repeat(32) + "\"}";
        stage.does(proxy, DAVE, "administrate", "{\"SetTarget\":" + nothing + "}");
        stage.stops(later, BOB, "ContractTrapped", "increment");
        assertThat(Stage.named(stage.asks(proxy, BOB, "administrate", "null")))
                .isEqualTo("{admin:Dave,target:" + nothing.replace("\"", "") + "}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "5"})
    void aProxyForwardsToAnotherContract(String line) {
        Deployed counter = stage.deploy("counter-delegate-" + line, DAVE, "new", "2");
        Deployed proxy = stage.deploy("proxy-" + line, ALICE, "new", "{\"Contract\":\"" + text(counter.id()) + "\"}");
        Deployed behind = new Deployed(counter.file(), proxy.id());
        Answer counted = stage.does(behind, BOB, "increment");
        assertThat(counted.value().asInt()).isEqualTo(2);
        assertThat(stage.events(counter, counted)).as("the callee speaks").hasSize(1);
        assertThat(stage.asks(counter, BOB, "count")).isEqualTo("2");
        assertThat(stage.asks(counter, BOB, "count_of", text(proxy.id()))).isEqualTo("2");
        assertThat(stage.pays(behind, BOB, 5, "around").value().toString())
                .isEqualTo("[\"" + text(proxy.id()) + "\",\"" + text(counter.id()) + "\",5]");
        stage.refuses(behind, BOB, "7", "fail");
        assertThat(stage.asks(counter, BOB, "count")).isEqualTo("2");
    }

    // ----- exchange of code -----

    @ParameterizedTest
    @ValueSource(strings = {"4", "5"})
    void aContractBecomesOtherCodeAndKeepsWhatItStored(String line) {
        Deployed counter = stage.deploy("counter-" + line, ALICE, "new", "7");
        stage.does(counter, BOB, "increment");
        ContractFile migration = uploaded("counter-migration-" + line);
        ContractFile next = uploaded("counter-next-" + line);
        stage.refuses(counter, BOB, "NotOwner", "set_code", next.codeHash().toHex());
        stage.refuses(counter, ALICE, "CodeNotFound", "set_code", "0x" + "ab".repeat(32));

        stage.does(counter, ALICE, "set_code", migration.codeHash().toHex());
        assertThat(stage.runner.cluster().codeHash(counter.id())).contains(migration.codeHash());
        stage.stops(counter, BOB, "", "increment");
        Deployed migrating = new Deployed(migration, counter.id());
        stage.stops(migrating, BOB, "ContractTrapped", "migrate", "5", "0x" + "ab".repeat(32));
        stage.does(migrating, BOB, "migrate", "5", next.codeHash().toHex());

        Deployed after = new Deployed(next, counter.id());
        assertThat(stage.runner.cluster().codeHash(counter.id())).contains(next.codeHash());
        assertThat(stage.asks(after, BOB, "count")).isEqualTo("8");
        stage.does(after, BOB, "increment");
        assertThat(stage.asks(after, BOB, "count")).isEqualTo("13");
        assertThat(Stage.named(stage.asks(after, BOB, "owners"))).isEqualTo("[Alice]");
        assertThat(stage.runner.storage(after).path("count").asInt()).isEqualTo(13);
    }

    // ----- payment channel -----

    private interface Signer {
        String sign(byte[] digest);
    }

    private static String ecdsa(byte[] signature) {
        return "{\"Ecdsa\":\"" + Bytes.wrap(signature).toHex() + "\"}";
    }

    private static String sr25519(byte[] signature) {
        return "{\"Sr25519\":\"" + Bytes.wrap(signature).toHex() + "\"}";
    }

    private void channelPays(String line, AccountId payer, Signer signer, Signer stranger) {
        ContractFile file = Artifacts.read("payment-channel-" + line);
        stage.runner.fund(payer, U128.of(1_000_000_000_000_000L));
        Deployed channel = stage.runner.deploy(file, payer, U128.of(1_000), "new", text(BOB), "60000");
        Bytes digest = Bytes.fromHex(stage.asks(channel, BOB, "digest", "300").replace("\"", ""));
        String signed = signer.sign(digest.toArray());
        stage.refuses(channel, CHARLIE, "NotPayee", "withdraw", "300", signed);
        stage.refuses(channel, BOB, "BadSignature", "withdraw", "301", signed);
        stage.refuses(channel, BOB, "BadSignature", "withdraw", "300", stranger.sign(digest.toArray()));
        stage.refuses(channel, BOB, "BadSignature", "withdraw", "300", "{\"Ecdsa\":\"0x00\"}");
        stage.refuses(channel, BOB, "BadSignature", "withdraw", "300", "{\"Sr25519\":\"0x00\"}");
        stage.refuses(channel, BOB, "BadSignature", "withdraw", "300", "{\"Ecdsa\":\"0x" + "00".repeat(65) + "\"}");
        assertThat(stage.does(channel, BOB, "withdraw", "300", signed).value().asInt())
                .isEqualTo(300);
        assertThat(stage.does(channel, BOB, "withdraw", "300", signed).value().asInt())
                .as("the same sum again pays nothing")
                .isZero();
        stage.refuses(channel, BOB, "SumTooLow", "withdraw", "299", signed);

        Deployed other = stage.runner.deploy(file, payer, U128.of(1_000), "new", text(BOB), "60000");
        stage.refuses(other, BOB, "BadSignature", "withdraw", "300", signed);

        U128 before = stage.runner.balance(payer);
        String last = signer.sign(
                Bytes.fromHex(stage.asks(channel, BOB, "digest", "500").replace("\"", ""))
                        .toArray());
        Answer closed = stage.runner.command(channel, BOB, "close", "500", last);
        assertThat(closed.result().succeeded()).as(closed.text()).isTrue();
        assertThat(stage.runner.cluster().codeHash(channel.id())).isEmpty();
        // What was not paid, and what the account had to keep.
        assertThat(stage.runner.balance(payer).subtract(before)).isEqualTo(U128.of(501));
        stage.stops(channel, BOB, "ContractNotFound", "close", "500", last);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "5"})
    void aChannelPaysByEcdsaSignatures(String line) throws Exception {
        try (Ecdsa.Pair pair = Ecdsa.Pair.fromSeed(
                        Bytes.fromHex("0x" + "11".repeat(32)).toArray());
                Ecdsa.Pair other = Ecdsa.Pair.fromSeed(
                        Bytes.fromHex("0x" + "12".repeat(32)).toArray())) {
            AccountId payer = AccountId.of(Blake2b.digest256(pair.publicKey().toArray()));
            channelPays(
                    line,
                    payer,
                    digest -> ecdsa(pair.signPrehashed(digest)),
                    digest -> ecdsa(other.signPrehashed(digest)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "5"})
    void aChannelPaysBySr25519SignaturesOfThePayersAccount(String line) throws Exception {
        try (KeyUri alice = KeyUri.parse("//Alice");
                Sr25519.Pair pair = alice.sr25519();
                KeyUri eve = KeyUri.parse("//Eve");
                Sr25519.Pair other = eve.sr25519()) {
            channelPays(line, ALICE, digest -> sr25519(pair.sign(digest)), digest -> sr25519(other.sign(digest)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "5"})
    void aPayerWhoWaitsLongEnoughGetsTheRest(String line) {
        ContractFile file = Artifacts.read("payment-channel-" + line);
        Deployed channel = stage.runner.deploy(file, ALICE, U128.of(1_000), "new", text(BOB), "60000");
        stage.refuses(channel, ALICE, "TooEarly", "claim_end");
        stage.refuses(channel, BOB, "NotPayer", "start_ending");
        stage.runner.atMillis(1_800_000_000_000L);
        Answer asked = stage.does(channel, ALICE, "start_ending");
        assertThat(stage.events(channel, asked)).containsExactly("Ending{payer:Alice,at:1800000060000}");
        stage.runner.atMillis(1_800_000_059_999L);
        stage.refuses(channel, ALICE, "TooEarly", "claim_end");
        stage.runner.atMillis(1_800_000_060_000L);
        U128 before = stage.runner.balance(channel.id());
        assertThat(before).isEqualTo(U128.of(1_001));
        Answer ended = stage.runner.command(channel, CHARLIE, "claim_end");
        assertThat(ended.result().succeeded()).as(ended.text()).isTrue();
        assertThat(ended.result().storageDeposit().charge())
                .as("deposits come back")
                .isFalse();
        assertThat(stage.runner.cluster().codeHash(channel.id())).isEmpty();
        assertThat(stage.runner.balance(channel.id())).isEqualTo(U128.ZERO);
    }
}
