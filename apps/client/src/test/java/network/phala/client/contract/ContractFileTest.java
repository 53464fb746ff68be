package network.phala.client.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import network.phala.primitives.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Reads the bundles of `examples/contracts/artifacts`, built by ink! 3.4, 4.3 and 5.1.
class ContractFileTest {
    private static final Path ARTIFACTS = Path.of("../../examples/contracts/artifacts");

    @ParameterizedTest
    @ValueSource(strings = {"flipper3", "flipper4", "flipper5"})
    void flippersOfThreeInkLinesReadAlike(String name) throws IOException, ContractFileException {
        ContractFile file = ContractFile.read(ARTIFACTS.resolve(name + ".contract"));
        Bytes flip = file.encodeCall(file.message("flip"), List.of());
        assertThat(flip.toHex()).isEqualTo("0x633aa551");
        Bytes create = file.encodeCall(file.constructor("new"), List.of("true"));
        assertThat(create.toHex()).isEqualTo("0x9bae9d5e01");
        assertThat(file.wasm().slice(0, 4).toHex()).isEqualTo("0x0061736d");
    }

    @Test
    void accountsAndNumbersAreWrittenAsPeopleWriteThem() throws IOException, ContractFileException {
        ContractFile token = ContractFile.read(ARTIFACTS.resolve("erc20-4.contract"));
        ContractFile.Message transfer = token.message("transfer");
        String alice = "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";
        String expected = transfer.selector().toHex() + alice + "e8030000000000000000000000000000";
        for (String account : List.of("//Alice", "45R2pfjQUW2s9PQRHU48HQKLKHVMaDja7N3wpBtmF28UYDs2", "0x" + alice)) {
            assertThat(token.encodeCall(transfer, List.of(account, "1_000")).toHex())
                    .isEqualTo(expected);
        }
    }

    @Test
    void answersAreDecodedByTheirType() throws IOException, ContractFileException {
        ContractFile token = ContractFile.read(ARTIFACTS.resolve("erc20-4.contract"));
        int type = token.message("balance_of").returnType().orElseThrow();
        assertThat(token.values()
                        .decode(type, Bytes.fromHex("0x0005000000000000000000000000000000"))
                        .toString())
                .isEqualTo("{\"Ok\":5}");
        assertThatThrownBy(() -> token.values().decode(type, Bytes.fromHex("0x0005")))
                .isInstanceOf(ContractFileException.class)
                .hasMessageContaining("is not of its type");
    }

    @Test
    void mistakesAreSaidInWordsThatHelp() throws IOException, ContractFileException {
        ContractFile token = ContractFile.read(ARTIFACTS.resolve("erc20-4.contract"));
        assertThatThrownBy(() -> token.message("transferr")).hasMessageContaining("transfer(to: AccountId");
        ContractFile.Message transfer = token.message("transfer");
        assertThatThrownBy(() -> token.encodeCall(transfer, List.of("//Alice"))).hasMessageContaining("expected 2");
        assertThatThrownBy(() -> token.encodeCall(transfer, List.of("//Alice", "-1")))
                .hasMessageContaining("does not fit u128");
        assertThatThrownBy(() -> token.encodeCall(transfer, List.of("nobody", "1")))
                .hasMessageContaining("is no account");
        assertThatThrownBy(() -> ContractFile.read(Path.of("missing.contract"))).hasMessageContaining("No such file");
    }

    @Test
    void otherFilesAreNamedForWhatTheyAre(@TempDir Path folder) throws IOException, ContractFileException {
        Path code = folder.resolve("it.wasm");
        Files.write(
                code,
                ContractFile.read(ARTIFACTS.resolve("flipper4.contract")).wasm().toArray());
        assertThatThrownBy(() -> ContractFile.read(code)).hasMessageContaining("it.wasm is code without metadata");
        Path noText = folder.resolve("it.contract");
        Files.write(noText, new byte[] {'{', (byte) 0xff, (byte) 0xfe, 0});
        assertThatThrownBy(() -> ContractFile.read(noText)).hasMessageContaining("it.contract is not JSON");
        assertThatThrownBy(() -> ContractFile.read(folder)).hasMessageContaining("A folder: ");
    }

    @Test
    void damagedBundlesAreRefusedWithAReason() throws IOException {
        String whole = Files.readString(ARTIFACTS.resolve("flipper4.contract"));
        assertThatThrownBy(() -> ContractFile.parse("{}", "x")).hasMessageContaining("source.wasm is missing");
        assertThatThrownBy(() -> ContractFile.parse(whole.replaceFirst("\"wasm\":\\s*\"0x00", "\"wasm\":\"0x01"), "x"))
                .hasMessageContaining("BLAKE2b-256");
        long seed = Long.getLong("seed", 11);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 500; i++) {
            StringBuilder text = new StringBuilder(whole);
            int at = random.nextInt(text.length());
            String damaged = random.nextBoolean()
                    ? text.substring(0, at)
                    : text.replace(at, at + 1, String.valueOf((char) random.nextInt(32, 127)))
                            .toString();
            try {
                ContractFile.parse(damaged, "damaged");
            } catch (ContractFileException expected) {
                assertThat(expected).as("seed %d round %d", seed, i).hasMessageContaining("damaged");
            }
        }
    }
}
