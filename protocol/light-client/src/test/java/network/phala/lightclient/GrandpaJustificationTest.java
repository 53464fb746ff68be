package network.phala.lightclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import network.phala.block.Digest;
import network.phala.block.Header;
import network.phala.crypto.Ed25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.primitives.Hex;
import network.phala.scale.DecodeException;
import network.phala.types.sync.Authority;
import network.phala.types.sync.AuthoritySet;
import org.junit.jupiter.api.Test;

class GrandpaJustificationTest {
    private static final long ROUND = 9;
    private static final long SET = 4;

    @Test
    void aRealJustificationVerifiesAndEveryChangedBitIsRefused() throws Exception {
        Bytes bytes = Bytes.wrap(Files.readAllBytes(SharedData.file("grandpa/justification-302592.bin")));
        GrandpaJustification real = GrandpaJustification.decode(bytes);
        assertThat(real.round()).isEqualTo(439559);
        assertThat(real.encode()).isEqualTo(bytes);
        H256 target = H256.fromHex("29f1abec90ac199df06dee3ba0734c08c3fd6df06caa3f78952f8f95164058d2");
        assertThat(Hex.plain(Precommit.payload(target, 302592, 439559, 0)))
                .isEqualTo("0129f1abec90ac199df06dee3ba0734c08c3fd6df06caa3f78952f8f95164058d2"
                        + "009e040007b50600000000000000000000000000");
        AuthoritySet set = new AuthoritySet(
                real.commit().precommits().stream()
                        .map(precommit -> new Authority(precommit.id(), 1))
                        .toList(),
                0);
        real.verify(target, 302592, set);
        refuseEveryBit(bytes, target, 302592, set);
        assertThatThrownBy(() -> real.verify(target, 302592, new AuthoritySet(set.list(), 1)))
                .isInstanceOf(JustificationException.class)
                .hasMessageContaining("not signed");
        assertThatThrownBy(() -> real.verify(target, 302593, set)).isInstanceOf(JustificationException.class);
        assertThatThrownBy(() -> real.verify(H256.ZERO, 302592, set)).isInstanceOf(JustificationException.class);
    }

    @Test
    void everyChangedBitOfOneWithAncestryIsRefused() throws Exception {
        Fork fork = new Fork();
        List<Precommit> votes = List.of(
                fork.vote(1, fork.base), fork.vote(2, fork.middle), fork.vote(3, fork.top), fork.vote(4, fork.base));
        GrandpaJustification justification = fork.justification(fork.base, votes, fork.middle, fork.top);
        fork.verify(justification, fork.base);
        refuseEveryBit(justification.encode(), fork.base.hash(), fork.base.number(), fork.set);
    }

    private static void refuseEveryBit(Bytes bytes, H256 hash, int number, AuthoritySet set) {
        for (int bit = 0; bit < 8 * bytes.size(); bit++) {
            byte[] changed = bytes.toArray();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertRefused(Bytes.wrap(changed), hash, number, set, "bit " + bit);
        }
        for (int length = 0; length < bytes.size(); length++) {
            assertRefused(bytes.slice(0, length), hash, number, set, "length " + length);
        }
        assertRefused(bytes.concat(Bytes.of((byte) 0)), hash, number, set, "trailing byte");
    }

    private static void assertRefused(Bytes bytes, H256 hash, int number, AuthoritySet set, String what) {
        try {
            GrandpaJustification.decode(bytes).verify(hash, number, set);
        } catch (DecodeException | JustificationException e) {
            return;
        }
        fail("accepted with changed " + what);
    }

    @Test
    void theThresholdIsMoreThanTwoThirds() throws Exception {
        int[][] cases = {{1, 1}, {2, 2}, {3, 3}, {4, 3}, {5, 4}, {6, 5}, {7, 5}, {10, 7}};
        for (int[] each : cases) {
            List<Ed25519.Pair> voters = new ArrayList<>();
            for (int n = 1; n <= each[0]; n++) {
                voters.add(TestChain.voter(n));
            }
            AuthoritySet set = TestChain.set(SET, voters);
            Header header = new Fork().base;
            TestChain.justify(header, ROUND, SET, voters.subList(0, each[1]))
                    .verify(header.hash(), header.number(), set);
            GrandpaJustification few = TestChain.justify(header, ROUND, SET, voters.subList(0, each[1] - 1));
            assertThatThrownBy(() -> few.verify(header.hash(), header.number(), set))
                    .as("%d of %d", each[1] - 1, each[0])
                    .isInstanceOf(JustificationException.class);
        }
    }

    @Test
    void aRepeatedVoteCountsOnce() {
        Fork fork = new Fork();
        List<Precommit> votes = Collections.nCopies(4, fork.vote(1, fork.base));
        fork.refuse(fork.justification(fork.base, votes), fork.base, "weigh 1");
    }

    @Test
    void strangersDoNotCountButMustSignWell() throws Exception {
        Fork fork = new Fork();
        List<Precommit> three = List.of(fork.vote(1, fork.base), fork.vote(2, fork.base), fork.vote(9, fork.base));
        fork.refuse(fork.justification(fork.base, three), fork.base, "weigh 2");
        List<Precommit> four = new ArrayList<>(three);
        four.add(fork.vote(3, fork.base));
        fork.verify(fork.justification(fork.base, four), fork.base);
        Precommit forged = new Precommit(
                fork.base.hash(),
                fork.base.number(),
                fork.vote(1, fork.base).signature(),
                TestChain.voter(9).publicKey());
        four.set(2, forged);
        fork.refuse(fork.justification(fork.base, four), fork.base, "not signed");
        fork.refuse(fork.justification(fork.base, List.of(fork.vote(9, fork.base))), fork.base, "None of 1");
        fork.refuse(fork.justification(fork.base, List.of()), fork.base, "None of 0");
    }

    @Test
    void votesAboveTheTargetCountForItWhenTheirHeadersAreThere() throws Exception {
        Fork fork = new Fork();
        List<Precommit> votes = List.of(fork.vote(1, fork.base), fork.vote(2, fork.top), fork.vote(3, fork.middle));
        fork.verify(fork.justification(fork.base, votes, fork.middle, fork.top), fork.base);
        fork.refuse(fork.justification(fork.base, votes, fork.top), fork.base, "does not descend");
        fork.refuse(fork.justification(fork.base, votes), fork.base, "does not descend");
        fork.refuse(fork.justification(fork.base, votes, fork.middle, fork.top, fork.side), fork.base, "3 headers");
        fork.refuse(fork.justification(fork.base, votes, fork.middle, fork.middle, fork.top), fork.base, "twice");
    }

    @Test
    void unusedHeadersAreRefused() {
        Fork fork = new Fork();
        List<Precommit> votes = List.of(fork.vote(1, fork.base), fork.vote(2, fork.base), fork.vote(3, fork.base));
        fork.refuse(fork.justification(fork.base, votes, fork.middle), fork.base, "1 headers; its votes need 0");
    }

    @Test
    void theTargetMustBeTheHighestFinalBlock() throws Exception {
        Fork fork = new Fork();
        List<Precommit> votes = List.of(
                fork.vote(1, fork.middle), fork.vote(2, fork.top), fork.vote(3, fork.middle), fork.vote(4, fork.base));
        fork.verify(fork.justification(fork.middle, votes, fork.middle, fork.top), fork.middle);
        fork.refuse(fork.justification(fork.base, votes, fork.middle, fork.top), fork.base, "not for the commit");
        fork.refuse(fork.justification(fork.top, votes, fork.middle, fork.top), fork.top, "weigh 1");
    }

    @Test
    void aVoteUnderAWrongNumberIsRefused() {
        Fork fork = new Fork();
        Precommit wrong = Precommit.sign(TestChain.voter(3), fork.middle.hash(), 77, ROUND, SET);
        List<Precommit> votes = List.of(fork.vote(1, fork.base), fork.vote(2, fork.base), wrong);
        fork.refuse(fork.justification(fork.base, votes, fork.middle), fork.base, "number");
    }

    @Test
    void oneEquivocationOfAVoterCountsForEveryBlockAndASecondIsRefused() throws Exception {
        Fork fork = new Fork();
        List<Precommit> votes = new ArrayList<>(List.of(
                fork.vote(1, fork.middle),
                fork.vote(2, fork.middle),
                fork.vote(3, fork.base),
                fork.vote(3, fork.side)));
        fork.verify(fork.justification(fork.middle, votes, fork.middle, fork.side), fork.middle);
        votes.add(fork.vote(3, fork.top));
        fork.refuse(
                fork.justification(fork.middle, votes, fork.middle, fork.side, fork.top),
                fork.middle,
                "equivocates more than once");
    }

    @Test
    void twoForksWithEnoughWeightAreRefused() {
        Fork fork = new Fork();
        // Three of four vote for both sides: a safety failure that no justification may hide.
        List<Precommit> votes = new ArrayList<>(List.of(fork.vote(4, fork.base)));
        for (int n = 1; n <= 3; n++) {
            votes.add(fork.vote(n, fork.middle));
            votes.add(fork.vote(n, fork.side));
        }
        fork.refuse(fork.justification(fork.middle, votes, fork.middle, fork.side), fork.middle, "not for the commit");
    }

    @Test
    void authoritySetsWithoutUsableWeightsAreRefused() {
        Fork fork = new Fork();
        GrandpaJustification good = fork.justification(
                fork.base, List.of(fork.vote(1, fork.base), fork.vote(2, fork.base), fork.vote(3, fork.base)));
        List<AuthoritySet> sets = List.of(
                new AuthoritySet(List.of(), SET),
                new AuthoritySet(List.of(new Authority(TestChain.voter(1).publicKey(), 0)), SET),
                new AuthoritySet(List.of(new Authority(TestChain.voter(1).publicKey(), -1)), SET),
                new AuthoritySet(
                        List.of(
                                new Authority(TestChain.voter(1).publicKey(), Long.MAX_VALUE),
                                new Authority(TestChain.voter(2).publicKey(), Long.MAX_VALUE)),
                        SET));
        for (AuthoritySet set : sets) {
            assertThatThrownBy(() -> good.verify(fork.base.hash(), fork.base.number(), set))
                    .isInstanceOf(JustificationException.class);
        }
    }

    /// Keys and commitments that are points of small order, in whatever encoding, sign anything with scalar 0: so
    /// Substrate's verifier has it (ZIP 215), and a chain with such an authority goes on here as there.
    @Test
    void votesAreVerifiedByTheRulesOfZip215() throws Exception {
        Fork fork = new Fork();
        Bytes32 odd = Bytes32.fromHex("0xee" + "ff".repeat(30) + "7f");
        Bytes signature = Bytes.fromHex("0xec" + "ff".repeat(31) + "00".repeat(32));
        AuthoritySet set = new AuthoritySet(List.of(new Authority(odd, 1)), SET);
        Precommit vote = new Precommit(fork.base.hash(), fork.base.number(), signature, odd);
        GrandpaJustification good = fork.justification(fork.base, List.of(vote));
        good.verify(fork.base.hash(), fork.base.number(), set);
        Precommit wrong = new Precommit(
                fork.base.hash(),
                fork.base.number(),
                Bytes.fromHex("0xec" + "ff".repeat(31) + "01" + "00".repeat(31)),
                odd);
        assertThatThrownBy(() ->
                        fork.justification(fork.base, List.of(wrong)).verify(fork.base.hash(), fork.base.number(), set))
                .isInstanceOf(JustificationException.class)
                .hasMessageContaining("not signed");
    }

    @Test
    void randomBytesNeverCrashTheDecoder() {
        Random random = new Random(5);
        for (int i = 0; i < 3000; i++) {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            assertThatCode(() -> {
                        try {
                            GrandpaJustification.decode(Bytes.wrap(bytes));
                        } catch (DecodeException e) {
                            assertThat(e).hasMessageNotContaining("null");
                        }
                    })
                    .doesNotThrowAnyException();
        }
    }

    /// base ← middle ← top, and base ← side; voters 1 to 4.
    private static final class Fork {
        final AuthoritySet set = TestChain.set(SET, TestChain.voters(1, 2, 3, 4));
        final Header base = header(H256.ZERO, 10, 1);
        final Header middle = header(base.hash(), 11, 2);
        final Header top = header(middle.hash(), 12, 3);
        final Header side = header(base.hash(), 11, 4);

        private static Header header(H256 parent, int number, int salt) {
            return new Header(parent, number, TestChain.root(salt), H256.ZERO, Digest.EMPTY);
        }

        Precommit vote(int voter, Header header) {
            return Precommit.sign(TestChain.voter(voter), header.hash(), header.number(), ROUND, SET);
        }

        GrandpaJustification justification(Header target, List<Precommit> votes, Header... ancestry) {
            return new GrandpaJustification(
                    ROUND, new GrandpaJustification.Commit(target.hash(), target.number(), votes), List.of(ancestry));
        }

        void verify(GrandpaJustification justification, Header target) throws JustificationException {
            justification.verify(target.hash(), target.number(), set);
        }

        void refuse(GrandpaJustification justification, Header target, String why) {
            assertThatThrownBy(() -> verify(justification, target))
                    .isInstanceOf(JustificationException.class)
                    .hasMessageContaining(why);
        }
    }
}
