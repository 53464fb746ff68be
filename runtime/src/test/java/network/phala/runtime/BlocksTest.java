package network.phala.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.block.Digest;
import network.phala.block.DigestItem;
import network.phala.block.Header;
import network.phala.frame.dispatch.DispatchError;
import network.phala.frame.dispatch.RuntimeCall;
import network.phala.frame.executive.ApplyResult;
import network.phala.frame.executive.Executive.BlockException;
import network.phala.frame.storage.Externalities;
import network.phala.frame.transaction.UncheckedExtrinsic;
import network.phala.pallet.balances.BalancesEvent;
import network.phala.pallet.timestamp.TimestampCall;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.runtime.TestChain.Made;
import network.phala.scale.DecodeException;
import network.phala.storage.State;
import org.junit.jupiter.api.Test;

/// Blocks made by one runtime, executed by another.
class BlocksTest {
    private static void execute(State parent, Header header, List<Bytes> extrinsics) throws BlockException {
        TestChain other = new TestChain(3000);
        Externalities.run(new Externalities(parent), () -> {
            other.executive.executeBlock(header, extrinsics);
            return header;
        });
    }

    @Test
    void anotherRuntimeExecutesABlockToTheSameRoots() throws DecodeException, BlockException {
        TestChain chain = new TestChain(3000);
        for (int i = 0; i < 5; i++) {
            State parent = chain.state;
            Made made = chain.extend(
                    chain.extrinsics.transfer(chain, "//Alice", "//Bob", 1_000_000, i),
                    chain.extrinsics.transfer(chain, "//Bob", "//Charlie", 2_000_000, i));
            assertThat(made.results()).hasSize(3).allMatch(new ApplyResult.Included(Optional.empty())::equals);
            execute(parent, made.header(), made.extrinsics());
            Externalities.run(new Externalities(made.state()), () -> {
                chain.runtime.tryState();
                return made;
            });
        }
    }

    @Test
    void theFeeIsTheFirstEventOfAnExtrinsic() throws DecodeException {
        TestChain chain = new TestChain(300);
        Made made = chain.extend(chain.extrinsics.transfer(chain, "//Alice", "//Bob", 5, 0));
        List<Object> events = Externalities.run(
                new Externalities(made.state()),
                () -> chain.runtime.system().events().stream()
                        .map(r -> r.event().event())
                        .toList());
        assertThat(events.get(1)).isInstanceOf(BalancesEvent.Withdraw.class);
        assertThat(events.get(2)).isInstanceOf(BalancesEvent.Transfer.class);
    }

    @Test
    void anythingChangedInABlockIsRefused() throws DecodeException {
        TestChain chain = new TestChain(3000);
        State parent = chain.state;
        Made made = chain.make(chain.extrinsics.transfer(chain, "//Alice", "//Bob", 1_000_000, 0));
        Header good = made.header();
        List<Header> bad = List.of(
                new Header(H256.ZERO, good.number(), good.stateRoot(), good.extrinsicsRoot(), good.digest()),
                new Header(
                        good.parentHash(), good.number() + 1, good.stateRoot(), good.extrinsicsRoot(), good.digest()),
                new Header(good.parentHash(), good.number(), H256.ZERO, good.extrinsicsRoot(), good.digest()),
                new Header(good.parentHash(), good.number(), good.stateRoot(), H256.ZERO, good.digest()),
                new Header(good.parentHash(), good.number(), good.stateRoot(), good.extrinsicsRoot(), Digest.EMPTY),
                new Header(
                        good.parentHash(),
                        good.number(),
                        good.stateRoot(),
                        good.extrinsicsRoot(),
                        new Digest(List.of(good.digest().logs().getFirst(), new DigestItem.Other(Bytes.EMPTY)))));
        for (Header header : bad) {
            assertThatThrownBy(() -> execute(parent, header, made.extrinsics()))
                    .as("%s", header)
                    .isInstanceOf(BlockException.class);
        }
        assertThatThrownBy(() -> execute(parent, good, made.extrinsics().subList(0, 1)))
                .isInstanceOf(BlockException.class);
        assertThatThrownBy(() -> execute(parent, good, made.extrinsics().subList(1, 2)))
                .isInstanceOf(BlockException.class)
                .hasMessageContaining("Timestamp must be updated once");
        assertThatThrownBy(() -> execute(
                        parent,
                        good,
                        List.of(
                                made.extrinsics().get(0),
                                made.extrinsics().get(0),
                                made.extrinsics().get(1))))
                .isInstanceOf(BlockException.class)
                .hasMessageContaining("only once");
    }

    @Test
    void metadataIsMadeOnTheStateItIsAskedOn() throws DecodeException {
        TestChain slow = new TestChain(3000);
        TestChain quick = new TestChain(300);
        RuntimeApis apis = new RuntimeApis(slow.runtime, slow.executive);
        for (String version : List.of("0x0e000000", "0x0f000000")) {
            Bytes slowly = metadata(apis, slow.state, version);
            assertThat(metadata(apis, quick.state, version)).isNotEqualTo(slowly);
            assertThat(metadata(apis, slow.state, version)).isEqualTo(slowly);
        }
    }

    private static Bytes metadata(RuntimeApis apis, State state, String version) throws DecodeException {
        return Externalities.run(
                        new Externalities(state),
                        () -> apis.call("Metadata_metadata_at_version", Bytes.fromHex(version)))
                .orElseThrow();
    }

    @Test
    void inherentsComeFirst() throws DecodeException {
        TestChain chain = new TestChain(3000);
        Made made = chain.make(chain.extrinsics.transfer(chain, "//Alice", "//Bob", 1_000_000, 0));
        assertThatThrownBy(() ->
                        execute(chain.state, made.header(), made.extrinsics().reversed()))
                .isInstanceOf(BlockException.class)
                .hasMessageContaining("inherents come first");
    }

    /// Every extrinsic with one bit changed: refused as a transaction, undecodable, or another block.
    @Test
    void noExtrinsicWithOneBitChangedMakesTheSameBlock() throws DecodeException {
        TestChain chain = new TestChain(3000);
        State parent = chain.state;
        Made made = chain.make(chain.extrinsics.transfer(chain, "//Alice", "//Bob", 1_000_000, 0));
        byte[] extrinsic = made.extrinsics().get(1).toArray();
        for (int bit = 0; bit < extrinsic.length * 8; bit += 5) {
            byte[] changed = extrinsic.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            List<Bytes> all = List.of(made.extrinsics().get(0), Bytes.wrap(changed));
            assertThatThrownBy(() -> execute(parent, made.header(), all))
                    .as("bit %d", bit)
                    .isInstanceOf(BlockException.class);
        }
    }

    @Test
    void aTimestampOutsideTheSlotPanicsAndLeavesNoTrace() throws DecodeException {
        TestChain chain = new TestChain(3000);
        Externalities ext = new Externalities(chain.state);
        Bytes wrong = chain.runtime
                .extrinsicFormat()
                .encode(UncheckedExtrinsic.bare(new RuntimeCall(4, new TimestampCall.Set(5))));
        Externalities.run(ext, () -> {
            chain.executive.initializeBlock(
                    chain.last.hash(), 1, TestChain.claim(chain.slotAt(TestChain.START_MILLIS)));
            H256 before = ext.overlay().root();
            assertThat(chain.executive.applyExtrinsic(wrong)).isInstanceOf(ApplyResult.Panicked.class);
            assertThat(ext.overlay().root()).isEqualTo(before);
            return ext;
        });
    }

    /// After an hour of slots the session turns: the next epoch is announced, finality keeps its set.
    @Test
    void anEpochEndsAndTheNextIsAnnounced() throws DecodeException {
        TestChain chain = new TestChain(3000);
        chain.extend();
        long later = chain.nextMillis() + 1200 * 3000;
        Made made = chain.accept(chain.makeAt(later));
        assertThat(made.header().digest().logs()).hasSize(2);
        assertThat(made.header().digest().logs().get(1)).isInstanceOf(DigestItem.Consensus.class);
        Externalities.run(new Externalities(made.state()), () -> {
            assertThat(chain.runtime.session().currentIndex()).isEqualTo(1);
            assertThat(chain.runtime.babe().currentEpoch().epochIndex()).isEqualTo(1);
            assertThat(chain.runtime.grandpa().currentSetId()).isZero();
            assertThat(chain.runtime.grandpa().authorities()).hasSize(1);
            return made;
        });
    }

    @Test
    void theTreasurySpendsAndBurnsEveryFortyBlocks() throws DecodeException {
        TestChain chain = new TestChain(3000);
        chain.extend(chain.extrinsics.transfer(chain, "//Alice", "//Bob", 5, 0));
        U128 before = issuance(chain);
        while (chain.last.number() < 40) {
            chain.extend();
        }
        assertThat(issuance(chain)).isLessThan(before);
        Externalities.run(new Externalities(chain.state), () -> {
            chain.runtime.tryState();
            return chain;
        });
    }

    private static U128 issuance(TestChain chain) {
        return Externalities.run(
                new Externalities(chain.state), () -> chain.runtime.balances().totalIssuance());
    }

    @Test
    void aRefusingCallIsIncludedAndPaid() throws DecodeException {
        TestChain chain = new TestChain(3000);
        Made made = chain.extend(
                chain.extrinsics.transfer(chain, "//Alice", "//Bob", Long.MAX_VALUE, 0),
                chain.extrinsics.transfer(chain, "//Alice", "//Bob", Long.MAX_VALUE, 1));
        assertThat(made.results().get(2))
                .isEqualTo(new ApplyResult.Included(
                        Optional.of(new DispatchError.Token(DispatchError.TokenError.FUNDS_UNAVAILABLE))));
        List<Integer> nonces = new ArrayList<>();
        Externalities.run(
                new Externalities(made.state()),
                () -> nonces.add(chain.runtime
                        .system()
                        .accounts()
                        .get(GenesisConfig.account("//Alice"))
                        .nonce()));
        assertThat(nonces).containsExactly(2);
    }
}
