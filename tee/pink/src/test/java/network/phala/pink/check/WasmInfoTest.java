package network.phala.pink.check;

import static network.phala.pink.TestContract.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import network.phala.pink.TestContract;
import network.phala.primitives.Bytes;
import org.junit.jupiter.api.Test;

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
