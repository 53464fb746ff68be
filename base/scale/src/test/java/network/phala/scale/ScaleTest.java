package network.phala.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.U128;
import org.junit.jupiter.api.Test;

class ScaleTest {
    private static final AccountId BOB =
            AccountId.fromHex("0x8eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48");

    @TypePath(
            value = "sp_runtime::multiaddress::MultiAddress",
            parameters = {"AccountId", "AccountIndex"},
            arguments = {AccountId.class, int.class})
    sealed interface Address {
        @Unnamed
        record Id(AccountId account) implements Address {}

        @Unnamed
        record Indexed(@Compact int index) implements Address {}

        @Index(4)
        @Unnamed
        record Address20(@Fixed(20) Bytes bytes) implements Address {}
    }

    @SnakeCaseVariants
    sealed interface Call {
        @Index(0)
        record TransferAllowDeath(Address dest, @Compact U128 value) implements Call {}

        @Index(2)
        record BatchAll(List<Call> calls) implements Call {}
    }

    record Mixed(
            boolean flag,
            Optional<Short> maybe,
            Map<Bytes32, Long> table,
            Result<Byte, String> result,
            @Bounded(3) List<Integer> few,
            Unit unit) {}

    @Test
    void textThatIsNotUtf8DoesNotDecode() throws DecodeException {
        assertThat(Codecs.STR.decodeAll(Bytes.fromHex("0x0ce29883"))).isEqualTo("\u2603");
        assertThatThrownBy(() -> Codecs.STR.decodeAll(Bytes.fromHex("0x08f470")))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void transferEncodesAsSubstrateDoes() throws DecodeException {
        Codec<Call> codec = Scale.of(Call.class);
        Call call = new Call.TransferAllowDeath(new Address.Id(BOB), U128.of(12345));
        Bytes encoded = codec.encode(call);
        assertThat(encoded.toHex())
                .isEqualTo("0x0000" + "8eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48" + "e5c0");
        assertThat(codec.decodeAll(encoded)).isEqualTo(call);
    }

    @Test
    void typesMayContainThemselves() throws DecodeException {
        Codec<Call> codec = Scale.of(Call.class);
        Call call = new Call.BatchAll(
                List.of(new Call.BatchAll(List.of()), new Call.TransferAllowDeath(new Address.Indexed(7), U128.MAX)));
        assertThat(codec.decodeAll(codec.encode(call))).isEqualTo(call);
        assertThat(((TypeDef.Variant) codec.type().get()).cases())
                .extracting(TypeDef.Case::name)
                .containsExactly("transfer_allow_death", "batch_all");
    }

    record Heavy(byte value) {
        Heavy {
            if (value == 7) {
                throw new OutOfMemoryError("on purpose");
            }
        }
    }

    /// The end of the memory says nothing about the bytes: whoever takes it for a fault of the value would go on.
    @Test
    void theEndOfTheMemoryIsNoFaultOfTheValue() {
        assertThatThrownBy(() -> Scale.of(Heavy.class).decodeAll(Bytes.of((byte) 7)))
                .isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void nestingBeyondTheLimitIsRefused() {
        ScaleWriter out = new ScaleWriter();
        for (int i = 0; i < 100_000; i++) {
            out.writeByte(2);
            out.writeByte(4);
        }
        assertThatThrownBy(() -> Scale.of(Call.class).decodeAll(out.toBytes()))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("nested deeper than 256");
    }

    @Test
    void everyKindOfFieldGoesRound() throws DecodeException {
        Codec<Mixed> codec = Scale.of(Mixed.class);
        Mixed value = new Mixed(
                true,
                Optional.of((short) -1),
                Map.of(Bytes32.ZERO, 5L),
                new Result.Err<>("no"),
                List.of(1, 2),
                Unit.UNIT);
        Bytes encoded = codec.encode(value);
        assertThat(encoded.toHex())
                .isEqualTo("0x01" + "01ffff" + "04" + "00".repeat(32) + "0500000000000000" + "01086e6f"
                        + "080100000002000000");
        assertThat(codec.decodeAll(encoded)).isEqualTo(value);
    }

    @Test
    void boundedListRefusesMoreThanItsBound() {
        Codec<Mixed> codec = Scale.of(Mixed.class);
        Bytes encoded = codec.encode(new Mixed(
                false, Optional.empty(), Map.of(), new Result.Ok<>((byte) 1), List.of(1, 2, 3, 4), Unit.UNIT));
        assertThatThrownBy(() -> codec.decodeAll(encoded)).hasMessageContaining("at most 3");
    }

    @Test
    void compactNumbersMatchTheirPublishedForms() throws DecodeException {
        Map<String, String> forms = Map.of(
                "0",
                "00",
                "1",
                "04",
                "63",
                "fc",
                "64",
                "0101",
                "16383",
                "fdff",
                "16384",
                "02000100",
                "1073741823",
                "feffffff",
                "1073741824",
                "0300000040",
                "18446744073709551615",
                "13ffffffffffffffff");
        for (var form : forms.entrySet()) {
            ScaleWriter out = new ScaleWriter();
            out.writeCompact(new BigInteger(form.getKey()));
            assertThat(out.toBytes().toHex()).isEqualTo("0x" + form.getValue());
            assertThat(new ScaleReader(out.toBytes()).readCompactBig()).isEqualTo(form.getKey());
        }
    }

    @Test
    void randomCompactsGoRound() throws DecodeException {
        long seed = Long.getLong("seed", 20261121);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] digits = new byte[random.nextInt(1, 67)];
            random.nextBytes(digits);
            BigInteger number = new BigInteger(1, digits);
            ScaleWriter out = new ScaleWriter();
            out.writeCompact(number);
            assertThat(new ScaleReader(out.toBytes()).readCompactBig())
                    .as("seed %d", seed)
                    .isEqualTo(number);
        }
    }

    @Test
    void longerFormsOfASmallCompactAreRefused() {
        for (String form : List.of("0100", "02000000", "0300000000", "03ffffff3f", "070000000000")) {
            assertThatThrownBy(() -> new ScaleReader(Bytes.fromHex(form)).readCompact(128))
                    .as(form)
                    .isInstanceOf(DecodeException.class)
                    .hasMessageContaining("shortest form");
        }
    }

    @Test
    void randomBytesNeverDoWorseThanADecodeException() {
        long seed = Long.getLong("seed", 42);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            try {
                Scale.of(Mixed.class).decodeAll(Bytes.wrap(bytes));
                Scale.of(Call.class).decodeAll(Bytes.wrap(bytes));
            } catch (DecodeException expected) {
                assertThat(expected.offset()).as("seed %d round %d", seed, i).isBetween(0, bytes.length);
            }
        }
    }

    @Test
    void aHugeLengthAllocatesNothing() {
        assertThatThrownBy(() -> Codecs.BYTES.decodeAll(Bytes.fromHex("0x03ffffffff")))
                .isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> Codecs.vec(Scale.of(Unit.class)).decodeAll(Bytes.fromHex("0x03ffffff7f")))
                .isInstanceOf(DecodeException.class);
    }

    @Test
    void aTypeBoundLaterIsAskedAtFirstUse() throws DecodeException {
        Scale scale = Scale.with(Map.of(Call.class, () -> Codecs.U8));
        assertThat(scale.codec(Call.class).type().get())
                .isEqualTo(Codecs.U8.type().get());
    }
}
