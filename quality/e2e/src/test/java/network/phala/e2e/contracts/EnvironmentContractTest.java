package network.phala.e2e.contracts;

import static network.phala.contractrunner.ContractRunner.ALICE;
import static network.phala.contractrunner.ContractRunner.BOB;
import static network.phala.contractrunner.ContractRunner.CHARLIE;
import static network.phala.contractrunner.ContractRunner.DAVE;
import static network.phala.contractrunner.ContractRunner.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import network.phala.client.contract.ContractFile;
import network.phala.contractrunner.ContractRunner.Answer;
import network.phala.contractrunner.ContractRunner.Deployed;
import network.phala.crypto.Blake2b;
import network.phala.crypto.Ecdsa;
import network.phala.crypto.Keccak;
import network.phala.pink.contracts.Contracts;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Every host function that ink! reaches, called by contracts that the published ink! releases compiled.
@SuppressWarnings("NullAway.Init")
class EnvironmentContractTest {
    private static final String SALT = "0x5a17";

    private final Stage stage = new Stage();

    private Deployed contract(String line) {
        return stage.deploy("environment-" + line, BOB, "new");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "5"})
    void aContractSeesWhereItIs(String line) {
        Deployed contract = contract(line);
        stage.runner.atMillis(1_800_000_000_123L).atBlock(4_242);
        JsonNode seen = stage.pays(contract, CHARLIE, 11, "surroundings").value();
        assertThat(seen.path("caller").asString()).isEqualTo(text(CHARLIE));
        assertThat(seen.path("address").asString()).isEqualTo(text(contract.id()));
        assertThat(seen.path("value").asInt()).isEqualTo(11);
        assertThat(seen.path("balance").asInt()).as("without what must stay").isEqualTo(11);
        assertThat(seen.path("minimum_balance").asInt()).isEqualTo(1);
        assertThat(seen.path("timestamp").asLong()).isEqualTo(1_800_000_000_123L);
        assertThat(seen.path("block").asInt()).isEqualTo(4_242);
        assertThat(seen.path("caller_is_origin").asBoolean()).isTrue();
        assertThat(seen.path("own_code").asString())
                .isEqualTo(contract.file().codeHash().toHex());
        assertThat(seen.path("fee_of_1000").asInt()).as("at a gas price of 1").isEqualTo(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "5"})
    void gasGoesEvenlyWithWork(String line) {
        Deployed contract = contract(line);
        long[] spent = new long[4];
        for (int i = 0; i < spent.length; i++) {
            JsonNode left =
                    stage.does(contract, ALICE, "gas", Integer.toString(10 * i)).value();
            spent[i] = left.get(0).asLong() - left.get(1).asLong();
        }
        assertThat(spent[1]).isGreaterThan(spent[0]);
        assertThat(spent[2] - spent[1]).isEqualTo(spent[3] - spent[2]);
        // At least what ten hashes of 32 bytes cost, which the original, and so we, charge twice.
        assertThat(spent[2] - spent[1]).isGreaterThan(10 * 2 * (480_457 + 32 * 1_254));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "5"})
    void codeIsKnownByAccount(String line) {
        Deployed contract = contract(line);
        assertThat(stage.asks(contract, ALICE, "code_of", text(contract.id())))
                .isEqualTo("[true,\"" + contract.file().codeHash().toHex() + "\"]");
        assertThat(stage.asks(contract, ALICE, "code_of", text(ALICE))).isEqualTo("[false,null]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "5"})
    void hashesAreThose(String line) throws Exception {
        Deployed contract = contract(line);
        for (String bytes : List.of("0x", "0x616263", "0x" + "a5".repeat(1_000))) {
            byte[] input = Bytes.fromHex(bytes).toArray();
            JsonNode found =
                    stage.runner.query(contract, ALICE, "hashes", bytes).value();
            assertThat(found.path("sha2_256").asString())
                    .isEqualTo(Bytes.wrap(MessageDigest.getInstance("SHA-256").digest(input))
                            .toHex());
            assertThat(found.path("keccak_256").asString())
                    .isEqualTo(Bytes.wrap(Keccak.digest256(input)).toHex());
            assertThat(found.path("blake2_256").asString())
                    .isEqualTo(Bytes.wrap(Blake2b.digest256(input)).toHex());
            assertThat(found.path("blake2_128").asString())
                    .isEqualTo(Bytes.wrap(Blake2b.digest128(input)).toHex());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "5"})
    void ecdsaKeysComeBackAndHaveAddresses(String line) throws Exception {
        Deployed contract = contract(line);
        byte[] digest = Blake2b.digest256(new byte[] {1});
        try (Ecdsa.Pair pair =
                Ecdsa.Pair.fromSeed(Bytes.fromHex("0x" + "21".repeat(32)).toArray())) {
            String signature = Bytes.wrap(pair.signPrehashed(digest)).toHex();
            String hash = Bytes.wrap(digest).toHex();
            assertThat(stage.asks(contract, ALICE, "ecdsa_recover", signature, hash))
                    .isEqualTo("\"" + pair.publicKey().toHex() + "\"");
            byte[] open = Ecdsa.decompress(pair.publicKey()).toArray();
            byte[] point = java.util.Arrays.copyOfRange(open, open.length - 64, open.length);
            assertThat(stage.asks(
                            contract, ALICE, "eth_address", pair.publicKey().toHex()))
                    .isEqualTo("\""
                            + Bytes.wrap(Keccak.digest256(point)).slice(12, 32).toHex() + "\"");
        }
        assertThat(stage.asks(contract, ALICE, "ecdsa_recover", "0x" + "00".repeat(65), "0x" + "00".repeat(32)))
                .isEqualTo("null");
        assertThat(stage.asks(contract, ALICE, "eth_address", "0x" + "00".repeat(33)))
                .isEqualTo("null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "5"})
    void storageTellsWhatWasThere(String line) {
        Deployed contract = contract(line);
        assertThat(stage.asks(contract, ALICE, "contains", "0x01")).isEqualTo("null");
        assertThat(stage.asks(contract, ALICE, "load", "0x01")).isEqualTo("null");
        Answer first = stage.does(contract, ALICE, "store", "0x01", "0xaabbcc");
        assertThat(first.value().isNull()).isTrue();
        assertThat(first.result().storageDeposit()).as("length, bytes, item").isEqualTo(Stage.charge(1 + 3 + 1));
        assertThat(stage.does(contract, ALICE, "store", "0x01", "0xaa").value().asInt())
                .isEqualTo(4);
        assertThat(stage.asks(contract, ALICE, "contains", "0x01")).isEqualTo("2");
        assertThat(stage.asks(contract, ALICE, "load", "0x01")).isEqualTo("\"0xaa\"");
        assertThat(stage.does(contract, ALICE, "take", "0x01").value().asString())
                .isEqualTo("0xaa");
        assertThat(stage.does(contract, ALICE, "take", "0x01").value().isNull()).isTrue();
        stage.does(contract, ALICE, "store", "0x02", "0x");
        assertThat(stage.does(contract, ALICE, "clear", "0x02").value().asInt()).isEqualTo(1);
        assertThat(stage.does(contract, ALICE, "clear", "0x02").value().isNull())
                .isTrue();
        stage.stops(contract, ALICE, "DecodingFailed", "store", "0x" + "01".repeat(129 - "own:".length()), "0x00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "5"})
    void moneyGoesAsFarAsItReaches(String line) {
        Deployed contract = contract(line);
        stage.runner.fund(contract.id(), U128.of(100));
        assertThat(stage.does(contract, ALICE, "transfer", text(DAVE), "101")
                        .value()
                        .asBoolean())
                .isFalse();
        U128 before = stage.runner.balance(DAVE);
        assertThat(stage.does(contract, ALICE, "transfer", text(DAVE), "100")
                        .value()
                        .asBoolean())
                .isTrue();
        assertThat(stage.runner.balance(DAVE).subtract(before)).isEqualTo(U128.of(100));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "5"})
    void contractsMakeAndCallContracts(String line) throws Exception {
        Deployed contract = contract(line);
        ContractFile flipper = Artifacts.read("flipper" + line);
        assertThat(stage.runner.upload(flipper, ALICE)).isEmpty();
        String[] create = {flipper.codeHash().toHex(), "0", "0", "0x9bae9d5e01", SALT};
        Answer made = stage.does(contract, ALICE, "create", create);
        var expected = Contracts.contractAddress(
                contract.id(), flipper.codeHash(), stage.runner.cluster().clusterId(), Bytes.fromHex(SALT));
        assertThat(made.value().asString()).isEqualTo(text(expected));
        assertThat(made.effects().instantiated()).hasSize(1);
        assertThat(made.effects().instantiated().getFirst().deployer()).isEqualTo(contract.id());
        stage.stops(contract, ALICE, "DuplicateContract", "create", create);
        assertThat(stage.does(contract, ALICE, "create", "0x" + "ab".repeat(32), "0", "0", "0x9bae9d5e01", SALT)
                        .value()
                        .isNull())
                .as("no such code")
                .isTrue();

        Deployed made4 = new Deployed(flipper, expected);
        assertThat(stage.does(contract, ALICE, "call", text(expected), "0", "0", "false", "0x633aa551")
                        .value()
                        .asString())
                .isEqualTo("0x");
        assertThat(stage.asks(made4, ALICE, "get")).isEqualTo("false");
        assertThat(stage.asks(contract, ALICE, "call", text(expected), "0", "0", "false", "0x2f865bd9"))
                .isEqualTo("\"0x00\"");
        assertThat(stage.asks(contract, ALICE, "call", text(BOB), "0", "0", "false", "0x2f865bd9"))
                .isEqualTo("null");
        assertThat(stage.asks(contract, ALICE, "calls")).isEqualTo("1");

        // Six frames may lie on another; what calls a seventh is stopped.
        Bytes input = contract.file().encodeCall(contract.file().message("calls"), List.of());
        for (int depth = 1; depth <= 5; depth++) {
            String[] call = {text(contract.id()), "0", "0", "true", input.toHex()};
            Answer nested = stage.runner.query(contract, ALICE, "call", call);
            assertThat(nested.succeeded())
                    .as("depth %d: %s", depth, nested.text())
                    .isTrue();
            input = contract.file().encodeCall(contract.file().message("call"), List.of(call));
        }
        // The sixth frame is stopped, its caller learns so and answers None, and five others hand that on.
        assertThat(stage.asks(contract, ALICE, "call", text(contract.id()), "0", "0", "true", input.toHex()))
                .isEqualTo("\"0x0114010c010400\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "5"})
    void codeIsBorrowedExchangedAndEnded(String line) {
        Deployed contract = contract(line);
        ContractFile counter = Artifacts.read("counter-delegate-" + line);
        stage.stops(contract, ALICE, "ContractTrapped", "delegate", "0x" + "ab".repeat(32));
        assertThat(stage.does(contract, ALICE, "set_code", "0x" + "ab".repeat(32))
                        .value()
                        .asBoolean())
                .isFalse();
        assertThat(stage.runner.upload(counter, ALICE)).isEmpty();
        assertThat(stage.does(contract, ALICE, "set_code", counter.codeHash().toHex())
                        .value()
                        .asBoolean())
                .isTrue();
        assertThat(stage.runner.cluster().codeHash(contract.id())).contains(counter.codeHash());

        Deployed other = contract(line);
        stage.runner.fund(other.id(), U128.of(500));
        H256 code = other.file().codeHash();
        assertThat(stage.runner.cluster().codeHash(other.id())).contains(code);
        U128 before = stage.runner.balance(DAVE);
        Answer ended = stage.runner.command(other, ALICE, "terminate", text(DAVE));
        assertThat(ended.result().succeeded()).isTrue();
        assertThat(stage.runner.balance(DAVE).subtract(before)).isEqualTo(U128.of(501));
        assertThat(stage.runner.cluster().codeHash(other.id())).isEmpty();
        assertThat(stage.runner.command(other, ALICE, "calls").text()).contains("ContractNotFound");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "5"})
    void whatIsSaidIsHeard(String line) {
        Deployed contract = contract(line);
        assertThat(stage.does(contract, ALICE, "say", "\"hällo\"").result().debugMessage())
                .isEqualTo(Bytes.wrap("hällo".getBytes(StandardCharsets.UTF_8)));
        Answer noted = stage.does(contract, ALICE, "note", "7", text(BOB), "\"text\"");
        assertThat(stage.events(contract, noted)).containsExactly("Noted{number:7,account:Bob,text:text}");
        assertThat(noted.effects().inkEvents().getFirst().topics()).hasSize(3);
        // System.remark: the filter lets no call of a pallet through.
        Answer remarked = stage.does(contract, ALICE, "call_runtime", "0x000004aa");
        assertThat(remarked.value().asBoolean()).isFalse();
        stage.stops(contract, ALICE, "DecodingFailed", "call_runtime", "0xffff");
    }
}
