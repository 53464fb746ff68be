package network.phala.lightclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.phala.block.Digest;
import network.phala.block.DigestItem;
import network.phala.block.Header;
import network.phala.crypto.Ed25519;
import network.phala.lightclient.SyncException.Reason;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;
import network.phala.trie.StorageProof;
import network.phala.trie.Trie;
import network.phala.types.sync.Authority;
import network.phala.types.sync.AuthoritySet;
import network.phala.types.sync.GenesisBlockInfo;
import network.phala.types.sync.HeaderToSync;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class LightClientTest {
    private static final List<Ed25519.Pair> VOTERS = TestChain.voters(1, 2, 3, 4);
    private static final AuthoritySet SET = TestChain.set(0, VOTERS);

    private final TestChain chain = new TestChain(SET).extendBy(20);
    private final LightClient client = start(chain);

    @Test
    void followsAChainInBatchesAndBlocksBehindIt() throws Exception {
        assertThat(client.headerNext()).isZero();
        assertThat(client.blockNext()).isEqualTo(1);
        assertThat(client.syncHeaders(honest(0, 3))).isEqualTo(3);
        client.acceptBlock(1, chain.genesisState.root(), TestChain.root(1));
        client.acceptBlock(2, H256.ZERO, TestChain.root(2));
        assertThat(client.syncHeaders(honest(4, 4))).isEqualTo(4);
        assertThat(client.syncHeaders(honest(2, 9))).isEqualTo(9);
        for (int n = 3; n <= 9; n++) {
            client.acceptBlock(n, H256.ZERO, TestChain.root(n));
        }
        assertThat(client.blockNext()).isEqualTo(10);
        refuse(Reason.HEADER_NOT_SYNCED, () -> client.acceptBlock(10, H256.ZERO, TestChain.root(10)));
        assertThat(client.finalizedHash()).isEqualTo(chain.headers.get(9).hash());
        assertThat(client.syncHeaders(honest(5, 9))).isEqualTo(9);
        assertThat(client.syncHeaders(List.of())).isEqualTo(9);
    }

    @Test
    void refusesHeadersThatAreNotTheNext() {
        refuse(Reason.BLOCK_NUMBER_MISMATCH, () -> client.syncHeaders(honest(1, 3)));
        List<HeaderToSync> gap = new ArrayList<>(honest(0, 3));
        gap.remove(1);
        refuse(Reason.BLOCK_NUMBER_MISMATCH, () -> client.syncHeaders(gap));
        List<HeaderToSync> repeated = new ArrayList<>(honest(0, 3));
        repeated.add(1, repeated.get(1));
        refuse(Reason.BLOCK_NUMBER_MISMATCH, () -> client.syncHeaders(repeated));
        honestRelayerCarriesOn();
    }

    @Test
    void refusesABatchOfTheGenesisHeaderAlone() {
        refuse(Reason.HEADER_VALIDATE_FAILED, () -> client.syncHeaders(honest(0, 0)));
        honestRelayerCarriesOn();
    }

    @Test
    void refusesABatchWithoutJustification() {
        List<HeaderToSync> batch = new ArrayList<>(honest(0, 3));
        batch.set(3, new HeaderToSync(batch.get(3).header(), Optional.empty()));
        refuse(Reason.MISSING_JUSTIFICATION, () -> client.syncHeaders(batch));
        List<HeaderToSync> early = new ArrayList<>(honest(0, 2));
        early.add(new HeaderToSync(chain.headers.get(3), Optional.empty()));
        refuse(Reason.MISSING_JUSTIFICATION, () -> client.syncHeaders(early));
        honestRelayerCarriesOn();
    }

    @Test
    void refusesAnAlteredHeaderAnywhereInTheBatch() {
        for (int altered = 0; altered <= 3; altered++) {
            List<HeaderToSync> batch = new ArrayList<>(honest(0, 3));
            Header header = batch.get(altered).header();
            batch.set(
                    altered,
                    new HeaderToSync(
                            new Header(
                                    header.parentHash(),
                                    header.number(),
                                    TestChain.root(999),
                                    header.extrinsicsRoot(),
                                    header.digest()),
                            batch.get(altered).justification()));
            Reason reason = altered == 3 ? Reason.HEADER_VALIDATE_FAILED : Reason.HEADER_HASH_MISMATCH;
            refuse(reason, () -> client.syncHeaders(batch));
        }
        honestRelayerCarriesOn();
    }

    @Test
    void refusesJustificationsOfOtherBlocksSetsAndTooFewVoters() {
        Header target = chain.headers.get(3);
        List<GrandpaJustification> wrong = List.of(
                TestChain.justify(chain.headers.get(2), 1, 0, VOTERS),
                TestChain.justify(chain.headers.get(4), 1, 0, VOTERS),
                TestChain.justify(target, 1, 1, VOTERS),
                TestChain.justify(target, 1, 0, VOTERS.subList(0, 2)),
                TestChain.justify(target, 1, 0, TestChain.voters(5, 6, 7, 8)),
                new GrandpaJustification(
                        2, TestChain.justify(target, 1, 0, VOTERS).commit(), List.of()),
                new GrandpaJustification(
                        1, TestChain.justify(target, 1, 0, VOTERS).commit(), List.of(target)));
        for (GrandpaJustification each : wrong) {
            refuse(Reason.HEADER_VALIDATE_FAILED, () -> client.syncHeaders(chain.batch(0, 3, each)));
        }
        Bytes good = TestChain.justify(target, 1, 0, VOTERS).encode();
        for (Bytes each : List.of(Bytes.EMPTY, good.slice(0, good.size() - 1), good.concat(Bytes.of((byte) 0)))) {
            refuse(Reason.HEADER_VALIDATE_FAILED, () -> client.syncHeaders(chain.batch(0, 3, each)));
        }
        honestRelayerCarriesOn();
    }

    @Test
    void refusesAForkThatDoesNotDescendFromTheFinalizedHead() throws Exception {
        client.syncHeaders(honest(0, 3));
        TestChain other = new TestChain(SET);
        other.extend(new DigestItem.Other(Bytes.ofUtf8("fork")));
        other.extendBy(5);
        GrandpaJustification justification = TestChain.justify(other.headers.get(5), 1, 0, VOTERS);
        refuse(Reason.HEADER_VALIDATE_FAILED, () -> client.syncHeaders(other.batch(4, 5, justification)));
        LightClient fresh = start(chain);
        TestChain foreign = new TestChain(TestChain.set(0, TestChain.voters(1, 2, 3))).extendBy(5);
        GrandpaJustification signed = TestChain.justify(foreign.headers.get(5), 1, 0, VOTERS);
        assertThatThrownBy(() -> fresh.syncHeaders(foreign.batch(0, 5, signed)))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("ancestry");
    }

    @Test
    void followsAnAuthorityChangeAnnouncedInTheLastHeader() throws Exception {
        List<Ed25519.Pair> next = TestChain.voters(7, 8, 9);
        TestChain changing = new TestChain(SET).extendBy(2);
        Header change =
                changing.extend(new ScheduledChange(TestChain.set(1, next).list(), 0).toDigestItem());
        changing.extendBy(3);
        LightClient follower = start(changing);
        GrandpaJustification beyond = TestChain.justify(changing.headers.get(5), 1, 0, VOTERS);
        assertThatThrownBy(() -> follower.syncHeaders(changing.batch(0, 5, beyond)))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("must end with it");
        follower.syncHeaders(changing.batch(0, 3, TestChain.justify(change, 1, 0, VOTERS)));
        assertThat(follower.authoritySet()).isEqualTo(TestChain.set(1, next));
        Header after = changing.headers.get(5);
        for (GrandpaJustification old : List.of(
                TestChain.justify(after, 2, 0, VOTERS),
                TestChain.justify(after, 2, 1, VOTERS),
                TestChain.justify(after, 2, 0, next))) {
            assertThatThrownBy(() -> follower.syncHeaders(changing.batch(4, 5, old)))
                    .isInstanceOf(SyncException.class);
        }
        assertThat(follower.syncHeaders(changing.batch(4, 5, TestChain.justify(after, 2, 1, next))))
                .isEqualTo(5);
    }

    @Test
    void refusesAuthorityChangesItCannotFollow() {
        List<Authority> next = SET.list();
        List<DigestItem> bad = List.of(
                new ScheduledChange(next, 1).toDigestItem(),
                new ScheduledChange(List.of(), 0).toDigestItem(),
                new DigestItem.Consensus(ScheduledChange.ENGINE, Bytes.of((byte) 1, (byte) 4)),
                new DigestItem.Consensus(ScheduledChange.ENGINE, Bytes.of((byte) 2)));
        for (DigestItem item : bad) {
            TestChain changing = new TestChain(SET);
            Header last = changing.extend(item);
            LightClient follower = start(changing);
            assertThatThrownBy(() -> follower.syncHeaders(changing.batch(0, 1, TestChain.justify(last, 1, 0, VOTERS))))
                    .isInstanceOf(SyncException.class);
            assertThat(follower.headerNext()).isZero();
        }
    }

    @Test
    void refusesBlocksWithAnotherRootNumberOrGenesisAndStaysWhereItWas() throws Exception {
        client.syncHeaders(honest(0, 5));
        H256 genesis = chain.genesisState.root();
        refuse(Reason.STATE_ROOT_MISMATCH, () -> client.acceptBlock(1, H256.ZERO, TestChain.root(1)));
        refuse(Reason.STATE_ROOT_MISMATCH, () -> client.acceptBlock(1, genesis, TestChain.root(2)));
        refuse(Reason.BLOCK_NUMBER_MISMATCH, () -> client.acceptBlock(2, genesis, TestChain.root(2)));
        refuse(Reason.BLOCK_NUMBER_MISMATCH, () -> client.acceptBlock(0, genesis, genesis));
        assertThat(client.isStateValidated()).isFalse();
        client.acceptBlock(1, genesis, TestChain.root(1));
        assertThat(client.isStateValidated()).isTrue();
        refuse(Reason.BLOCK_NUMBER_MISMATCH, () -> client.acceptBlock(1, genesis, TestChain.root(1)));
        refuse(Reason.STATE_ROOT_MISMATCH, () -> client.acceptBlock(2, H256.ZERO, TestChain.root(3)));
        client.acceptBlock(2, H256.ZERO, TestChain.root(2));
    }

    @Test
    void refusesAGenesisThatTheProofDoesNotShow() {
        Header header = chain.headers.getFirst();
        GenesisBlockInfo good = chain.genesis(SET);
        List<GenesisBlockInfo> bad = new ArrayList<>(List.of(
                chain.genesis(new AuthoritySet(SET.list(), 1)),
                chain.genesis(new AuthoritySet(SET.list().subList(0, 3), 0)),
                chain.genesis(TestChain.set(0, TestChain.voters(4, 3, 2, 1))),
                new GenesisBlockInfo(header, SET, List.of()),
                new GenesisBlockInfo(chain.headers.get(1), SET, good.proof())));
        for (int node = 0; node < good.proof().size(); node++) {
            List<Bytes> fewer = new ArrayList<>(good.proof());
            fewer.remove(node);
            bad.add(new GenesisBlockInfo(header, SET, fewer));
            for (int bit = 0; bit < 8 * good.proof().get(node).size(); bit++) {
                byte[] changed = good.proof().get(node).toArray();
                changed[bit / 8] ^= (byte) (1 << bit % 8);
                List<Bytes> proof = new ArrayList<>(good.proof());
                proof.set(node, Bytes.wrap(changed));
                bad.add(new GenesisBlockInfo(header, SET, proof));
            }
        }
        for (GenesisBlockInfo each : bad) {
            assertThatThrownBy(() -> LightClient.start(each))
                    .isInstanceOf(SyncException.class)
                    .hasMessageStartingWith("InvalidGenesis");
        }
    }

    @Test
    void acceptsTheWellKnownAuthorityKeyBehindItsVersionByte() throws Exception {
        Bytes key = Bytes.ofUtf8(":grandpa_authorities");
        Bytes list = Codecs.vec(Scale.of(Authority.class)).encode(SET.list());
        Trie state = Trie.of(Map.of(key, Bytes.of((byte) 1).concat(list), Bytes.ofUtf8("x"), Bytes.ofUtf8("y")));
        Header header = new Header(H256.ZERO, 0, state.root(), H256.ZERO, Digest.EMPTY);
        List<Bytes> proof = StorageProof.of(state, List.of(key, TestChain.AUTHORITIES, TestChain.SET_ID))
                .nodes();
        LightClient started = LightClient.start(new GenesisBlockInfo(header, SET, proof));
        assertThat(started.authoritySet()).isEqualTo(SET);
        assertThat(started.genesisHash()).isEqualTo(header.hash());
    }

    @Test
    void goesOnFromItsStateAfterEncodingIt() throws Exception {
        client.syncHeaders(honest(0, 6));
        client.acceptBlock(1, chain.genesisState.root(), TestChain.root(1));
        Bytes encoded = LightClient.State.codec().encode(client.state());
        LightClient restored = LightClient.restore(LightClient.State.codec().decodeAll(encoded));
        restored.acceptBlock(2, H256.ZERO, TestChain.root(2));
        restored.syncHeaders(honest(7, 9));
        assertThat(restored.headerNext()).isEqualTo(10);
        assertThat(client.headerNext()).isEqualTo(7);
        assertThat(client.copy().state()).isEqualTo(client.state());
    }

    @Test
    void blocksGoOnBehindALoadedStateThatTheFirstOneProves() throws Exception {
        client.noteStateLoaded(5);
        client.syncHeaders(honest(0, 8));
        refuse(Reason.BLOCK_NUMBER_MISMATCH, () -> client.acceptBlock(1, H256.ZERO, TestChain.root(1)));
        refuse(Reason.STATE_ROOT_MISMATCH, () -> client.acceptBlock(6, TestChain.root(4), TestChain.root(6)));
        client.acceptBlock(6, TestChain.root(5), TestChain.root(6));
        refuse(Reason.WRONG_PHASE, () -> client.noteStateLoaded(9));
    }

    private List<HeaderToSync> honest(int from, int to) {
        return chain.batch(from, to, TestChain.justify(chain.headers.get(to), 1, 0, VOTERS));
    }

    /// Runs what must be refused with this reason and leave the client as it was.
    private void refuse(Reason reason, ThrowingCallable action) {
        LightClient.State before = client.state();
        assertThatThrownBy(action)
                .isInstanceOf(SyncException.class)
                .satisfies(e -> assertThat(((SyncException) e).reason()).isEqualTo(reason));
        assertThat(client.state()).isEqualTo(before);
    }

    private void honestRelayerCarriesOn() {
        try {
            assertThat(client.syncHeaders(honest(0, 3))).isEqualTo(3);
        } catch (SyncException e) {
            throw new AssertionError(e);
        }
    }

    private static LightClient start(TestChain chain) {
        try {
            return LightClient.start(chain.genesis(SET));
        } catch (SyncException e) {
            throw new AssertionError(e);
        }
    }
}
