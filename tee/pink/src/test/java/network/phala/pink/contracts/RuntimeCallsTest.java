package network.phala.pink.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import network.phala.pink.types.ContractError;
import network.phala.pink.types.DispatchError;
import network.phala.pink.types.DispatchException;
import network.phala.pink.types.Weight;
import network.phala.primitives.Bytes;
import org.junit.jupiter.api.Test;

class RuntimeCallsTest {
    private static final String ACCOUNT = "11".repeat(32);

    @Test
    void remarksCostByLength() throws DispatchException {
        assertThat(RuntimeCalls.weight(Bytes.fromHex("0x000000"))).isEqualTo(Weight.of(2_119_000, 0));
        assertThat(RuntimeCalls.weight(Bytes.fromHex("0x000008abcd"))).isEqualTo(Weight.of(2_119_780, 0));
    }

    @Test
    void transfersAreKnown() throws DispatchException {
        assertThat(RuntimeCalls.weight(Bytes.fromHex("0x0200" + ACCOUNT + "04")))
                .isEqualTo(Weight.of(59_117_000, 3593));
    }

    @Test
    void whatIsNoCallDoesNotDecode() {
        for (String call : new String[] {"0x", "0x00", "0x0008", "0x0300", "0x0500", "0x0201", "0x00000000", "0xff"}) {
            assertThatThrownBy(() -> RuntimeCalls.weight(Bytes.fromHex(call)))
                    .as(call)
                    .isInstanceOfSatisfying(
                            DispatchException.class,
                            e -> assertThat(e.error()).isEqualTo(ContractError.DECODING_FAILED.error()));
        }
    }

    @Test
    void callsWeDoNotKnowAreNamed() {
        assertThatThrownBy(() -> RuntimeCalls.weight(Bytes.fromHex("0x0406")))
                .isInstanceOfSatisfying(
                        DispatchException.class,
                        e -> assertThat(e.error())
                                .isEqualTo(new DispatchError.Other(
                                        "seal0.call_runtime does not know call 6 of Contracts")));
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
                call[1] = (byte) random.nextInt(9);
            }
            try {
                assertThat(RuntimeCalls.weight(Bytes.wrap(call)).refTime()).isNotZero();
            } catch (DispatchException e) {
                assertThat(e.error()).as("round %d of seed %d", round, seed).isNotNull();
            }
        }
    }
}
