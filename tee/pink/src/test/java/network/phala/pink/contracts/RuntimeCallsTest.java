package network.phala.pink.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import network.phala.pink.types.ContractError;
import network.phala.pink.types.DispatchException;
import network.phala.pink.types.PinkRuntime;
import network.phala.pink.types.Weight;
import network.phala.primitives.Bytes;
import org.junit.jupiter.api.Test;

class RuntimeCallsTest {
    private static final String ACCOUNT = "11".repeat(32);

    @Test
    void remarksCostByLength() throws DispatchException {
        assertThat(RuntimeCalls.weight(Bytes.fromHex("0x000000"), PinkRuntime.V1_2))
                .isEqualTo(Weight.of(2_119_000, 0));
        assertThat(RuntimeCalls.weight(Bytes.fromHex("0x000008abcd"), PinkRuntime.V1_2))
                .isEqualTo(Weight.of(2_119_780, 0));
    }

    @Test
    void transfersAreKnown() throws DispatchException {
        assertThat(RuntimeCalls.weight(Bytes.fromHex("0x0200" + ACCOUNT + "04"), PinkRuntime.V1_2))
                .isEqualTo(Weight.of(59_117_000, 3593));
    }

    @Test
    void whatIsNoCallDoesNotDecode() {
        for (String call : new String[] {
            "0x",
            "0x00",
            "0x0008",
            "0x0300",
            "0x0500",
            "0x0201",
            "0x00000000",
            "0xff",
            "0x040a",
            "0x0406",
            "0x040300" + "00" + "02"
        }) {
            assertThatThrownBy(() -> RuntimeCalls.weight(Bytes.fromHex(call), PinkRuntime.V1_2))
                    .as(call)
                    .isInstanceOfSatisfying(
                            DispatchException.class,
                            e -> assertThat(e.error()).isEqualTo(ContractError.DECODING_FAILED.error()));
        }
    }

    /// Weights of pallet-contracts in polkadot-sdk release 1.5.0 (its crate 26.0.0), by hand.
    @Test
    void callsOfContractsCostWhatTheyNameAndTheirGas() throws DispatchException {
        Map<String, Weight> calls = new LinkedHashMap<>();
        String none = "00";
        String gas = "14" + "0c"; // 5 and 3
        calls.put("0400" + ACCOUNT + "00" + "14" + none + "00", Weight.of(213_239_005, 6766 + 4_194_304));
        calls.put("0406" + ACCOUNT + "00" + gas + none + "08abcd", Weight.of(213_239_005, 6769));
        calls.put(
                "0401" + "00" + "14" + none + "04aa" + "08bbbb" + "0cdddddd",
                Weight.of(586_523_882 + 115_402 + 2 * 1_797 + 3 * 2_046 + 5, 8747 + 4_194_304));
        calls.put(
                "0407" + "00" + gas + "0104" + "04aa" + "08bbbb" + "0cdddddd",
                Weight.of(586_523_882 + 115_402 + 2 * 1_797 + 3 * 2_046 + 5, 8750));
        calls.put(
                "0402" + "00" + "14" + none + ACCOUNT + "08bbbb" + "0cdddddd",
                Weight.of(369_331_405 + 2 * 1_940 + 3 * 1_858 + 5, 6504 + 4_194_304));
        calls.put(
                "0408" + "00" + gas + none + ACCOUNT + "08bbbb" + "0cdddddd",
                Weight.of(369_331_405 + 2 * 1_940 + 3 * 1_858 + 5, 6507));
        calls.put("0403" + "08aaaa" + "0104" + "01", Weight.of(242_697_648 + 2 * 76_087, 3607));
        calls.put("0404" + ACCOUNT, Weight.of(48_422_000, 3780));
        calls.put("0405" + ACCOUNT + ACCOUNT, Weight.of(38_589_000, 8967));
        calls.put("0409" + gas, Weight.of(13_134_005, 3634));
        for (Map.Entry<String, Weight> call : calls.entrySet()) {
            assertThat(RuntimeCalls.weight(Bytes.fromHex("0x" + call.getKey()), PinkRuntime.V1_2))
                    .as(call.getKey())
                    .isEqualTo(call.getValue());
        }
    }

    @Test
    void gasThatNobodyHasIsNotRolledOver() throws DispatchException {
        String most = "13" + "ff".repeat(8);
        assertThat(RuntimeCalls.weight(Bytes.fromHex("0x0409" + most + most), PinkRuntime.V1_2))
                .isEqualTo(Weight.of(-1L, -1L));
    }

    @Test
    void randomBytesNeverBreakTheDecoder() {
        long seed = Long.getLong("seed", 5);
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] call = new byte[random.nextInt(80)];
            random.nextBytes(call);
            if (call.length > 1) {
                call[0] = (byte) random.nextInt(5);
                call[1] = (byte) random.nextInt(11);
            }
            try {
                assertThat(RuntimeCalls.weight(Bytes.wrap(call), PinkRuntime.V1_2)
                                .refTime())
                        .isNotZero();
            } catch (DispatchException e) {
                assertThat(e.error()).as("round %d of seed %d", round, seed).isNotNull();
            }
        }
    }
}
