package network.phala.primitives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BytesTest {
    private static final Bytes ABC = Bytes.ofUtf8("abc");

    @Test
    void keepsItsContentWhateverBecomesOfTheArrays() {
        byte[] array = {1, 2, 3};
        Bytes bytes = Bytes.of(array);
        Bytes32 fixed = Bytes32.of(new byte[32]);
        array[0] = 9;
        bytes.toArray()[1] = 9;
        fixed.toArray()[0] = 9;
        assertThat(bytes).isEqualTo(Bytes.fromHex("0x010203"));
        assertThat(fixed).isEqualTo(Bytes32.ZERO);
    }

    @Test
    void isComparedByContentAndOrderedUnsigned() {
        assertThat(ABC).isEqualTo(Bytes.of((byte) 'a', (byte) 'b', (byte) 'c')).hasSameHashCodeAs(Bytes.ofUtf8("abc"));
        assertThat(ABC).isNotEqualTo(Bytes.ofUtf8("abd"));
        assertThat(Bytes.fromHex("0x80")).isGreaterThan(Bytes.fromHex("0x7f"));
        assertThat(Bytes.fromHex("0x7f00")).isGreaterThan(Bytes.fromHex("0x7f")).isLessThan(Bytes.fromHex("0x80"));
        assertThat(H256.fromHex("0x" + "ff".repeat(32))).isGreaterThan(H256.fromHex("0x" + "01".repeat(32)));
    }

    @Test
    void slicesAndJoins() {
        Bytes joined = Bytes.concat(ABC, Bytes.EMPTY, ABC);
        assertThat(joined.toUtf8()).isEqualTo("abcabc");
        assertThat(joined.slice(2, 5).toUtf8()).isEqualTo("cab");
        assertThat(joined.slice(6, 6)).isEqualTo(Bytes.EMPTY);
        assertThat(joined.startsWith(ABC)).isTrue();
        assertThat(ABC.startsWith(joined)).isFalse();
        for (int[] none : new int[][] {{-1, 2}, {0, 7}, {4, 3}}) {
            assertThatThrownBy(() -> joined.slice(none[0], none[1]))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("Slice " + none[0] + ".." + none[1] + " of 6 bytes");
        }
    }

    @Test
    void readsAndWritesHex() {
        assertThat(Bytes.fromHex("00fF")).isEqualTo(Bytes.fromHex("0x00ff")).hasToString("0x00ff");
        assertThat(Hex.plain(new byte[] {(byte) 0xab})).isEqualTo("ab");
        for (String none : new String[] {"0x0", "0xzz", "x", "0x0x00", "0 "}) {
            assertThatThrownBy(() -> Bytes.fromHex(none))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Not hexadecimal: \"" + none);
        }
        assertThatThrownBy(() -> Hex.parse("g".repeat(1000)))
                .hasMessage("Not hexadecimal: \"" + "g".repeat(80) + "…\"; expected an even count of digits");
        assertThatThrownBy(() -> Bytes32.fromHex("0x00")).hasMessage("1 bytes given; expected 32");
    }

    @Test
    void numbersOf256BitsHaveBothOrders() {
        long seed = Long.getLong("seed", 256);
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            BigInteger number = new BigInteger(random.nextInt(257), random);
            U256 value = new U256(number);
            assertThat(U256.fromBigEndian(value.toBigEndian()))
                    .as("seed %d", seed)
                    .isEqualTo(value);
            assertThat(U256.fromLittleEndian(value.toLittleEndian()))
                    .as("seed %d", seed)
                    .isEqualTo(value);
            assertThat(value.toLittleEndian().get(0)).isEqualTo(number.byteValue());
            assertThat(value.toBigEndian().get(31)).isEqualTo(number.byteValue());
        }
        assertThat(U256.MAX.toBigEndian().toHex()).isEqualTo("0x" + "ff".repeat(32));
        for (BigInteger none : new BigInteger[] {BigInteger.ONE.negate(), BigInteger.ONE.shiftLeft(256)}) {
            assertThatThrownBy(() -> new U256(none)).isInstanceOf(ArithmeticException.class);
        }
    }
}
