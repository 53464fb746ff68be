package network.phala.pink.check;

import static network.phala.pink.TestContract.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import network.phala.pink.TestContract;
import network.phala.primitives.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WasmInfoTest {
    @Test
    void countsInstructionsFunctionsAndData() throws WasmParseException {
        Bytes module = new TestContract()
                .call(code().i32(1).drop())
                .data((byte) 1, (byte) 2, (byte) 3)
                .build();
        WasmInfo info = WasmInfo.scan(module);
        assertThat(info).isEqualTo(new WasmInfo(5, 3, 3));
        assertThat(info.interpreterMemory()).isEqualTo(5 * 16 + 3);
    }

    @Test
    void saysWhatIsWrongInTheWordsOfTheOriginal() {
        assertThatThrownBy(() -> WasmInfo.scan(Bytes.ofUtf8("hello")))
                .isInstanceOfSatisfying(
                        WasmParseException.class,
                        e -> assertThat(e.debug())
                                .isEqualTo("WasmError(BinaryReaderError { inner: BinaryReaderErrorInner { message: "
                                        + "\"magic header not detected: bad magic number\", offset: 0, "
                                        + "needed_hint: None } })"));
    }

    /// Random modules and what wasmparser 0.102 said of them: message, position, and how many bytes it missed.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "0x0061736d01000000010401600000030201000a0801060033fe2c0100|alignment too large|24|None",
                "0x0061736d01000000010401600000030201000a0d010b00fd86010ed2fdeb0e680b|br_table size is out of bounds|27|None",
                "0x0061736d0a00010004ffffffff0f0200010203|component  section is too large|9|None",
                "0x0061736d01000000010401600000030211000a0b01090026407f15ffd58001|function index too large|31|None",
                "0x0061736d01000000640401600000030201000a04010200e6|illegal opcode: 0xe6|23|None",
                "0x0061736d0d00010000050302840301|invalid UTF-8 encoding|13|None",
                "0x0061736d01000000010401600000030201000a04010200b50b050103026162|invalid flags byte in data segment|27|None",
                "0x0061736d01000000010401600000030201000a07010500d06cff44|invalid function heap type|25|None",
                "0x0061736d01000000010401600000030201000a050103000241|invalid function type|25|None",
                "0x0061736d010000000104016000000302de000a07010500fd1adc8000|invalid lane index|25|None",
                "0x0061736d01000000010401600000030201000a050103001c0b|invalid result arity|3|None",
                "0x0061736d01000000010401600000030201000a0501035e0240|invalid value type|24|None",
                "0x0061736d01000000010401600000030201000a0e010c00428029418080808080200b|invalid var_i32: integer representation too long|31|None",
                "0x0061736d01000000010401600000000403616263030201000a0c010a00094041808080800809|invalid var_i32: integer too large|36|None",
                "0x0061736d01000000010401600000030201000a0f010d00148080808080003afc02023500|invalid var_s33: integer representation too long|28|None",
                "0x0061736d0c0001000180808080ff|invalid var_u32: integer representation too long|13|None",
                "0x0061736d0100000001ffffffff7f|invalid var_u32: integer too large|13|None",
                "0x15f10061|magic header not detected: bad magic number|0|None",
                "0x0061736d01000000ab|malformed section id|0|None",
                "0x0061736d0a00010001ffffffff0f0001|module section is too large|9|None",
                "0x0061736d01000000010401600000030201000a08010600fe0303030b|nonzero byte after `atomic.fence`|23|None",
                "0x0061736d010000000104016000000201000b16800014002d2001fe1b0100fd8c020eff7f0000ff807f0b|section size mismatch: unexpected data at the end of the section|21|None",
                "0x0061736d0c00010001130061736d0a000100015900|section too large|19|None",
                "0x0061736d0d000100090303d62171fa010101240061736d010000040160000000050361626378030201000c01020a06010400027f0b020403010102|start function arguments size is out of bounds|11|None",
                "0x0061736d0a000100000590900603010003|string size out of bounds|12|None",
                "0x0061736d01000000010401600000030201000a4600|trailing bytes at end of section|21|None",
                "0x0061736d0c000100090401000201|unexpected content in the component start section|13|None",
                "0x0061736d02000000010401600000030201000c050103008c0b|unexpected content in the data count section|21|None",
                "0x0061736d020000000104016000000805036162637803|unexpected content in the start section|17|None",
                "0x0061736d01000000010401600000030201000a0501030026680b0801006700143a0b026162|unexpected end of section or function: data segment extends past end of the section|35|None",
                "0x|unexpected end-of-file|0|Some(4)",
                "0x0061736d0a00010008ffffffff0f|unexpected end-of-file|14|Some(4294967295)",
                "0x0061736d01000000010401600000030201000a05010300fc13|unknown 0xfc subopcode: 0x13|23|None",
                "0x0061736d01f20200|unknown binary version:    0x2f201|4|None",
                "0x0061736d01006200|unknown binary version:   0x620001|4|None",
                "0x0061736d01013d08|unknown binary version:  0x83d0101|4|None",
                "0x0061736d01e80020|unknown binary version: 0x2000e801|4|None",
            })
    void everyErrorIsWordedAndPlacedAsThere(String module, String message, String offset, String needed) {
        assertThatThrownBy(() -> WasmInfo.scan(Bytes.fromHex(module)))
                .isInstanceOfSatisfying(
                        WasmParseException.class,
                        e -> assertThat(e.debug())
                                .isEqualTo("WasmError(BinaryReaderError { inner: BinaryReaderErrorInner { message: \""
                                        + message + "\", offset: " + offset + ", needed_hint: " + needed + " } })"));
    }

    @Test
    void randomBytesAreRefusedOrCounted() {
        long seed = Long.getLong("seed", 99);
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[8 + random.nextInt(60)];
            random.nextBytes(bytes);
            byte[] header = {0, 0x61, 0x73, 0x6d, 1, 0, (byte) (random.nextInt(8) == 0 ? 1 : 0), 0};
            System.arraycopy(header, 0, bytes, 0, 8);
            for (int i = 8; i < bytes.length; i += 9) {
                bytes[i] = (byte) random.nextInt(14);
            }
            try {
                assertThat(WasmInfo.scan(Bytes.wrap(bytes)).instructions()).isNotNegative();
            } catch (WasmParseException e) {
                assertThat(e.debug()).as("round %d of seed %d", round, seed).startsWith("WasmError(");
            }
        }
    }
}
