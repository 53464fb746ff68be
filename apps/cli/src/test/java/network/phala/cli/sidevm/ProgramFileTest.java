package network.phala.cli.sidevm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import network.phala.cli.action.CodeKind;
import network.phala.cli.action.CommandFailedException;
import network.phala.client.contract.ContractFile;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.types.contract.ClusterInfo;
import network.phala.types.contract.ClusterPermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramFileTest {
    private static final Path EXAMPLES = Path.of("../../examples");
    private static final Path PROGRAM = EXAMPLES.resolve("sidevm/artifacts/log-server.wasm");
    private static final Path CONTRACT = EXAMPLES.resolve("contracts/artifacts/flipper5.contract");

    @TempDir
    Path folder;

    @Test
    void aProgramIsReadAndHasItsHash() throws Exception {
        ProgramFile program = ProgramFile.read(PROGRAM);
        String hash = Files.readString(EXAMPLES.resolve("sidevm/artifacts/log-server.hash"));
        assertThat(program.hash()).isEqualTo(H256.fromHex("0x" + hash.strip()));
        assertThat(StartCommand.hash(PROGRAM.toString())).isEqualTo(program.hash());
        assertThat(StartCommand.hash(program.hash().toHex())).isEqualTo(program.hash());
        assertThat(program.check().accepted()).isTrue();
        assertThat(program.excess(program.code().size() + 400L)).isEmpty();
        assertThat(program.excess(program.code().size() + 399L))
                .contains(String.format(
                        Locale.ROOT,
                        "the code has %,d bytes; a block of the chain has room for a transaction with %,d",
                        program.code().size(),
                        program.code().size() - 1));
    }

    @Test
    void contractsAreToldFromPrograms() throws Exception {
        Path code = Files.write(
                folder.resolve("flipper.wasm"),
                ContractFile.read(CONTRACT).wasm().toArray());
        for (Path contract : new Path[] {CONTRACT, code}) {
            assertThatThrownBy(() -> ProgramFile.read(contract))
                    .isInstanceOf(CommandFailedException.class)
                    .hasMessage(contract + " is an ink! contract, no SideVM program; ask `phala contract check "
                            + contract + "`");
        }
        CodeKind.requireNoProgram(CONTRACT);
        CodeKind.requireNoProgram(code);
        assertThatThrownBy(() -> CodeKind.requireNoProgram(PROGRAM))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("`phala sidevm check " + PROGRAM + "`");
        assertThat(CodeKind.of(Bytes.EMPTY)).isEqualTo(CodeKind.UNKNOWN);
        assertThat(CodeKind.of(Bytes.ofUtf8("{}"))).isEqualTo(CodeKind.UNKNOWN);
        // JSON that is no bundle is no contract either.
        Path json = Files.writeString(folder.resolve("some.json"), "{\"a\": 1}");
        assertThat(ProgramFile.read(json).check().problems())
                .singleElement()
                .asString()
                .contains("no WebAssembly module");
    }

    /// A module of one function called `sum`, which begins with a vector.
    @Test
    void whoUsesWhatIsNotRunIsNamed() throws Exception {
        Bytes vector = Bytes.fromHex("0x0061736d01000000" + "010401600000" + "03020100" + "0a17011500"
                + "fd0c00000000000000000000000000000000" + "1a0b" + "000d046e616d65010601000373756d");
        assertThat(CheckCommand.notOffered(vector)).containsExactly("vectors (SIMD) in function 0 (sum)");
        assertThat(new ProgramFile(Path.of("sum.wasm"), vector).check().problems())
                .singleElement()
                .asString()
                .contains("SIMD")
                .contains("phala sidevm build");
        assertThat(CheckCommand.notOffered(Bytes.ofUtf8("no module"))).isEmpty();
        assertThat(CheckCommand.notOffered(Bytes.wrap(Files.readAllBytes(PROGRAM))))
                .isEmpty();
    }

    @Test
    void whatIsNoFileOrTooLongIsNotRead() throws Exception {
        assertThatThrownBy(() -> ProgramFile.read(folder)).hasMessageContaining("is a folder");
        assertThatThrownBy(() -> ProgramFile.read(folder.resolve("none"))).hasMessageContaining("No such file");
        Path huge = folder.resolve("huge.wasm");
        try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
            file.setLength(1L << 40);
        }
        assertThatThrownBy(() -> ProgramFile.read(huge))
                .hasMessage(huge + " has 1,099,511,627,776 bytes; a program has at most 8,388,608");
        assertThatThrownBy(() -> StartCommand.hash("0x12"))
                .hasMessageContaining("expected 0x and 64 digits, or a file");
        assertThatThrownBy(() -> StartCommand.hash("none")).hasMessageContaining("is no code hash, and no file");
    }

    /// A worker takes the price for the bytes and their hash, and for one item; a price too large is held.
    @Test
    void thePriceIsTheWorkers() {
        ProgramFile program = new ProgramFile(Path.of("some.wasm"), Bytes.of((byte) 1, (byte) 2));
        assertThat(UploadCommand.price(cluster(U128.of(10), U128.of(3)), program))
                .isEqualTo(U128.of(343));
        assertThat(UploadCommand.price(cluster(U128.MAX, U128.of(3)), program)).isEqualTo(U128.MAX);
    }

    private static ClusterInfo cluster(U128 perByte, U128 perItem) {
        return new ClusterInfo(AccountId.ZERO, new ClusterPermission.Public(), H256.ZERO, U128.ONE, perItem, perByte);
    }
}
