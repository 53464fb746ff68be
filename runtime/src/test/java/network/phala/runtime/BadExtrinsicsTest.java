package network.phala.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import network.phala.frame.dispatch.RuntimeCall;
import network.phala.frame.storage.Externalities;
import network.phala.frame.system.SystemCall;
import network.phala.frame.transaction.Era;
import network.phala.frame.transaction.InvalidTransaction;
import network.phala.frame.transaction.TransactionSource;
import network.phala.frame.transaction.TransactionValidity;
import network.phala.frame.transaction.TransactionValidity.Invalid;
import network.phala.frame.transaction.UncheckedExtrinsic;
import network.phala.frame.transaction.UnknownTransaction;
import network.phala.pallet.timestamp.TimestampCall;
import network.phala.primitives.Bytes;
import network.phala.primitives.U128;
import network.phala.runtime.TestChain.Made;
import network.phala.scale.DecodeException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What a pool is told of transactions that are not as they should be. The state is never touched by the question.
class BadExtrinsicsTest {
    private static final RuntimeCall CALL = Extrinsics.transfer("//Bob", 1_000_000);

    private static TestChain chain;

    @BeforeAll
    static void start() throws DecodeException {
        chain = new TestChain(3000);
        for (int i = 0; i < 3; i++) {
            chain.extend(chain.extrinsics.transfer(chain, "//Alice", "//Bob", 1_000, i));
        }
    }

    private static TransactionValidity verdict(Bytes extrinsic) throws DecodeException {
        Externalities ext = new Externalities(chain.state);
        TransactionValidity verdict = Externalities.run(
                ext,
                () -> chain.executive.validateTransaction(TransactionSource.EXTERNAL, extrinsic, chain.last.hash()));
        assertThat(ext.overlay().root()).isEqualTo(chain.state.root());
        return verdict;
    }

    private static Bytes signed(RuntimeCall call, Era era, int nonce, U128 tip) {
        return chain.extrinsics.signed(chain, "//Alice", call, Extrinsics.extras(era, nonce, tip));
    }

    /// Signs a payload in which some bytes, counted from the end, are other ones.
    private static Bytes signedWithOther(int fromEnd) throws Exception {
        List<Object> extras = Extrinsics.extras(Era.IMMORTAL, 3, U128.ZERO);
        byte[] payload = chain.extrinsics.payload(chain, CALL, extras).toArray();
        payload[payload.length - fromEnd] ^= 1;
        return chain.extrinsics.signedOver(Bytes.wrap(payload), "//Alice", CALL, extras);
    }

    @Test
    void aGoodOneIsValidWithItsTag() throws DecodeException {
        TransactionValidity verdict = verdict(signed(CALL, Era.mortal(64, 3), 3, U128.ZERO));
        assertThat(verdict).isInstanceOf(TransactionValidity.Valid.class);
        var valid = ((TransactionValidity.Valid) verdict).transaction();
        assertThat(valid.requires()).isEmpty();
        assertThat(valid.provides())
                .containsExactly(GenesisConfig.account("//Alice").toBytes().concat(Bytes.fromHex("0x03000000")));
        assertThat(valid.longevity()).isBetween(60L, 64L);
    }

    @Test
    void anEarlyNonceWaitsAndALateOneIsStale() throws DecodeException {
        var early = (TransactionValidity.Valid) verdict(signed(CALL, Era.IMMORTAL, 5, U128.ZERO));
        assertThat(early.transaction().requires()).hasSize(1);
        assertThat(verdict(signed(CALL, Era.IMMORTAL, 2, U128.ZERO))).isEqualTo(new Invalid(InvalidTransaction.STALE));
    }

    @Test
    void aSignatureOverSomethingElseIsABadProof() throws Exception {
        // Genesis and birth hash are the last 64 bytes, the versions the 8 before them.
        for (int fromEnd : new int[] {1, 32, 33, 64, 65, 68, 69, 72, 73, 100}) {
            assertThat(verdict(signedWithOther(fromEnd)))
                    .as("byte %d from the end", fromEnd)
                    .isEqualTo(new Invalid(InvalidTransaction.BAD_PROOF));
        }
    }

    @Test
    void anotherSignersSignatureIsABadProof() throws Exception {
        List<Object> extras = Extrinsics.extras(Era.IMMORTAL, 3, U128.ZERO);
        Bytes good = chain.extrinsics.signed(chain, "//Alice", CALL, extras);
        UncheckedExtrinsic decoded = chain.runtime.extrinsicFormat().decode(good);
        var signed = decoded.signed().orElseThrow();
        UncheckedExtrinsic stolen = new UncheckedExtrinsic(
                java.util.Optional.of(new UncheckedExtrinsic.Signed(
                        network.phala.frame.transaction.MultiAddress.of(GenesisConfig.account("//Bob")),
                        signed.signature(),
                        extras)),
                CALL);
        assertThat(verdict(chain.runtime.extrinsicFormat().encode(stolen)))
                .isEqualTo(new Invalid(InvalidTransaction.BAD_PROOF));
    }

    @Test
    void anEraBornInABlockNobodyKnowsIsAncient() throws DecodeException {
        List<Object> extras = Extrinsics.extras(Era.mortal(4, 4), 3, U128.ZERO);
        Bytes extrinsic = chain.extrinsics.signedOver(Bytes.of((byte) 1), "//Alice", CALL, extras);
        assertThat(verdict(extrinsic)).isEqualTo(new Invalid(InvalidTransaction.ANCIENT_BIRTH_BLOCK));
    }

    @Test
    void whatCannotBePaidIsRefused() throws DecodeException {
        assertThat(verdict(signed(CALL, Era.IMMORTAL, 3, U128.MAX))).isEqualTo(new Invalid(InvalidTransaction.PAYMENT));
        Bytes pauper = chain.extrinsics.signed(chain, "//Pauper", CALL, Extrinsics.extras(Era.IMMORTAL, 0, U128.ZERO));
        assertThat(verdict(pauper)).isEqualTo(new Invalid(InvalidTransaction.PAYMENT));
    }

    @Test
    void whatIsTooLargeOrTooHeavyExhaustsTheBlock() throws DecodeException {
        RuntimeCall large = new RuntimeCall(1, new SystemCall.Remark(Bytes.wrap(new byte[3_932_160])));
        assertThat(verdict(signed(large, Era.IMMORTAL, 3, U128.ZERO)))
                .isEqualTo(new Invalid(InvalidTransaction.EXHAUSTS_RESOURCES));
        RuntimeCall heavy = new RuntimeCall(1, new SystemCall.KillPrefix(Bytes.EMPTY, 1_000_000));
        assertThat(verdict(signed(heavy, Era.IMMORTAL, 3, U128.ZERO)))
                .isEqualTo(new Invalid(InvalidTransaction.EXHAUSTS_RESOURCES));
    }

    @Test
    void unsignedCallsNeedSomebodyWhoVouches() throws DecodeException {
        var format = chain.runtime.extrinsicFormat();
        assertThat(verdict(format.encode(UncheckedExtrinsic.bare(CALL))))
                .isEqualTo(new TransactionValidity.Unknown(UnknownTransaction.NO_UNSIGNED_VALIDATOR));
        RuntimeCall inherent = new RuntimeCall(4, new TimestampCall.Set(7));
        assertThat(verdict(format.encode(UncheckedExtrinsic.bare(inherent))))
                .isEqualTo(new Invalid(InvalidTransaction.MANDATORY_VALIDATION));
    }

    @Test
    void bytesThatAreNoExtrinsicDoNotDecode() {
        long seed = Long.getLong("seed", 20261121);
        SplittableRandom random = new SplittableRandom(seed);
        byte[] good = signed(CALL, Era.IMMORTAL, 3, U128.ZERO).toArray();
        for (int i = 0; i < good.length; i++) {
            Bytes cut = Bytes.wrap(java.util.Arrays.copyOf(good, i));
            assertThatThrownBy(() -> verdict(cut)).as("cut at %d", i).isInstanceOf(DecodeException.class);
        }
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if (bytes.length > 6 && random.nextBoolean()) {
                bytes[0] = (byte) (bytes.length - 1 << 2);
                bytes[1] = (byte) (random.nextBoolean() ? 0x84 : 4);
            }
            try {
                chain.runtime.extrinsicFormat().decode(Bytes.wrap(bytes));
            } catch (DecodeException expected) {
                assertThat(expected.offset()).as("seed %d round %d", seed, i).isBetween(0, bytes.length);
            }
        }
    }

    @Test
    void aRefusedExtrinsicLeavesNoTraceInABlock() throws Exception {
        Made without = chain.make();
        Made with = chain.make(signedWithOther(1), signed(CALL, Era.IMMORTAL, 9, U128.ZERO));
        assertThat(with.header()).isEqualTo(without.header());
    }

    @Test
    void runtimeApisRefuseArgumentsThatAreNotTheirs() throws DecodeException {
        long seed = Long.getLong("seed", 99);
        SplittableRandom random = new SplittableRandom(seed);
        RuntimeApis apis = new RuntimeApis(chain.runtime, chain.executive);
        assertThat(apis.call("Core_nothing", Bytes.EMPTY)).isEmpty();
        for (String name : apis.names()) {
            if (name.startsWith("Core_i") || name.startsWith("Core_e") || name.startsWith("BlockBuilder")) {
                continue;
            }
            for (int i = 0; i < 100; i++) {
                byte[] bytes = new byte[random.nextInt(1, 90)];
                random.nextBytes(bytes);
                try {
                    Externalities.run(new Externalities(chain.state), () -> apis.call(name, Bytes.wrap(bytes)));
                } catch (DecodeException expected) {
                    assertThat(expected.getMessage())
                            .as("seed %d %s", seed, name)
                            .isNotBlank();
                }
            }
        }
    }
}
