package network.phala.chain.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import network.phala.frame.transaction.InvalidTransaction;
import network.phala.frame.transaction.TransactionSource;
import network.phala.frame.transaction.TransactionValidity;
import network.phala.frame.transaction.UnknownTransaction;
import network.phala.frame.transaction.ValidTransaction;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.DecodeException;
import org.junit.jupiter.api.Test;

/// The pool with a validator that answers what the test has written down for an extrinsic. Tags are single
/// letters.
class TransactionPoolTest {
    private static final H256 BLOCK = H256.fromHex("0x" + "b1".repeat(32));
    private static final H256 NEXT_BLOCK = H256.fromHex("0x" + "b2".repeat(32));

    private final Map<Bytes, TransactionValidity> verdicts = new HashMap<>();
    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger wakeups = new AtomicInteger();
    private long bestNumber = 10;
    /// Happens while a verdict is on its way, once.
    private Runnable meanwhile = () -> {};
    private TransactionPool pool = poolOf(PoolLimits.DEFAULT);

    private TransactionPool poolOf(PoolLimits limits) {
        TransactionPool made = new TransactionPool(
                (_, extrinsic) -> {
                    TransactionValidity verdict = verdicts.get(extrinsic);
                    if (verdict == null) {
                        throw new DecodeException(0, "not an extrinsic");
                    }
                    long at = bestNumber;
                    Runnable happening = meanwhile;
                    meanwhile = () -> {};
                    happening.run();
                    return new TransactionPool.Verdict(verdict, at);
                },
                limits,
                now::get);
        made.onReady(wakeups::incrementAndGet);
        return made;
    }

    private static List<Bytes> tags(String letters) {
        return letters.chars().mapToObj(letter -> Bytes.of((byte) letter)).toList();
    }

    private Bytes transaction(String name, long priority, String requires, String provides) {
        return transaction(name, priority, requires, provides, 64);
    }

    private Bytes transaction(String name, long priority, String requires, String provides, long longevity) {
        Bytes extrinsic = Bytes.ofUtf8(name);
        verdicts.put(
                extrinsic,
                new TransactionValidity.Valid(
                        new ValidTransaction(priority, tags(requires), tags(provides), longevity, true)));
        return extrinsic;
    }

    private H256 submit(Bytes extrinsic) throws PoolException {
        return pool.submit(TransactionSource.EXTERNAL, extrinsic);
    }

    private List<TransactionStatus> watch(Bytes extrinsic) throws PoolException {
        List<TransactionStatus> seen = new ArrayList<>();
        pool.submitAndWatch(TransactionSource.EXTERNAL, extrinsic, seen::add);
        return seen;
    }

    private List<String> readyNames() {
        return pool.ready().stream().map(one -> one.extrinsic().toUtf8()).toList();
    }

    private List<String> futureNames() {
        return pool.future().stream().map(one -> one.extrinsic().toUtf8()).toList();
    }

    private PoolRefusal refusal(Bytes extrinsic) {
        try {
            submit(extrinsic);
        } catch (PoolException e) {
            return e.refusal();
        }
        throw new AssertionError(extrinsic.toUtf8() + " was taken");
    }

    private void assertEmpty() {
        assertThat(readyNames()).isEmpty();
        assertThat(futureNames()).isEmpty();
    }

    /// The submitting thread may stop between the verdict and the pool, for any number of blocks.
    @Test
    void aVerdictOfLongAgoIsGivenAgain() throws Exception {
        Bytes second = transaction("second", 1, "a", "b");
        meanwhile = () -> {
            try {
                submit(transaction("first", 1, "", "a"));
            } catch (PoolException e) {
                throw new AssertionError(e);
            }
            for (bestNumber = 11; bestNumber < 20; bestNumber++) {
                pool.noteBlock(BLOCK, bestNumber, bestNumber == 12 ? List.of(Bytes.ofUtf8("first")) : List.of());
            }
            bestNumber = 19;
            transaction("second", 1, "", "b");
        };
        submit(second);
        assertThat(futureNames()).isEmpty();
        assertThat(readyNames()).containsExactly("second");
    }

    @Test
    void goesByDependencyThenPriorityThenTimeLeftThenArrival() throws Exception {
        submit(transaction("late", 1, "", "a"));
        submit(transaction("urgent", 1, "", "b", 5));
        submit(transaction("high", 9, "", "c"));
        submit(transaction("child", 100, "a", "d"));
        submit(transaction("later", 1, "", "e"));
        assertThat(readyNames()).containsExactly("high", "urgent", "late", "child", "later");
    }

    @Test
    void comparesPrioritiesAsUnsigned() throws Exception {
        submit(transaction("largest", -1, "", "a"));
        submit(transaction("small", 5, "", "b"));
        assertThat(readyNames()).containsExactly("largest", "small");
        assertThat(refusal(transaction("other", 7, "", "a"))).isEqualTo(new PoolRefusal.TooLowPriority(-1, 7));
    }

    @Test
    void holdsAFutureTransactionUntilItsTagIsThere() throws Exception {
        List<TransactionStatus> third = watch(transaction("third", 1, "b", "c"));
        submit(transaction("second", 1, "a", "b"));
        assertThat(readyNames()).isEmpty();
        assertThat(wakeups).hasValue(0);
        submit(transaction("first", 1, "", "a"));
        assertThat(readyNames()).containsExactly("first", "second", "third");
        assertThat(wakeups).hasValue(1);
        assertThat(third).containsExactly(new TransactionStatus.Future(), new TransactionStatus.Ready());
    }

    @Test
    void replacesATransactionOnlyByOneOfHigherPriority() throws Exception {
        List<TransactionStatus> old = watch(transaction("old", 5, "", "a"));
        submit(transaction("child", 1, "a", "b"));
        assertThat(refusal(transaction("equal", 5, "", "a"))).isEqualTo(new PoolRefusal.TooLowPriority(5, 5));
        H256 by = submit(transaction("new", 6, "", "a"));
        assertThat(old).containsExactly(new TransactionStatus.Ready(), new TransactionStatus.Usurped(by));
        assertThat(readyNames()).containsExactly("new", "child");
    }

    @Test
    void weighsAReplacementAgainstAllThatItPushesOut() throws Exception {
        submit(transaction("one", 3, "", "a"));
        submit(transaction("two", 3, "", "b"));
        submit(transaction("needs b", 1, "b", "x"));
        assertThat(refusal(transaction("both", 6, "", "ab"))).isEqualTo(new PoolRefusal.TooLowPriority(6, 6));
        submit(transaction("a and c", 9, "", "ac"));
        assertThat(readyNames()).containsExactly("a and c", "two", "needs b");
        submit(transaction("takes b without giving it on", 20, "", "ab"));
        assertThat(readyNames()).containsExactly("takes b without giving it on", "needs b");
    }

    @Test
    void refusesWhatNeedsItself() throws Exception {
        submit(transaction("one", 1, "z", "a"));
        submit(transaction("two", 9, "a", "z"));
        PoolRefusal refused = refusal(transaction("closes the circle", 1, "", "z"));
        assertThat(refused).isEqualTo(new PoolRefusal.CycleDetected());
        assertEmpty();
    }

    @Test
    void keepsNothingOfARefusedTransaction() throws Exception {
        Bytes badProof = Bytes.ofUtf8("bad proof");
        verdicts.put(badProof, new TransactionValidity.Invalid(InvalidTransaction.BAD_PROOF));
        assertThat(refusal(badProof))
                .isEqualTo(new PoolRefusal.NotValid(new TransactionValidity.Invalid(InvalidTransaction.BAD_PROOF)));
        Bytes unknown = Bytes.ofUtf8("unknown");
        verdicts.put(unknown, new TransactionValidity.Unknown(UnknownTransaction.CANNOT_LOOKUP));
        assertThat(refusal(unknown)).isInstanceOf(PoolRefusal.NotValid.class);
        assertThat(refusal(Bytes.ofUtf8("garbage"))).isInstanceOf(PoolRefusal.Undecodable.class);
        assertThat(refusal(transaction("no tags", 1, "", ""))).isEqualTo(new PoolRefusal.NoTagsProvided());
        assertEmpty();
        assertThat(wakeups).hasValue(0);
    }

    @Test
    void bansWhatWasInvalidForHalfAnHour() throws Exception {
        Bytes extrinsic = Bytes.ofUtf8("x");
        verdicts.put(extrinsic, new TransactionValidity.Invalid(InvalidTransaction.PAYMENT));
        assertThat(refusal(extrinsic)).isInstanceOf(PoolRefusal.NotValid.class);
        transaction("x", 1, "", "a");
        assertThat(refusal(extrinsic)).isEqualTo(new PoolRefusal.TemporarilyBanned());
        now.addAndGet(TimeUnit.MINUTES.toNanos(31));
        submit(extrinsic);
        assertThat(refusal(extrinsic)).isInstanceOf(PoolRefusal.AlreadyImported.class);
    }

    @Test
    void followsATransactionThroughItsBlock() throws Exception {
        Bytes first = transaction("first", 1, "", "a");
        Bytes second = transaction("second", 1, "a", "b");
        List<TransactionStatus> seen = watch(first);
        submit(second);
        pool.noteBlock(BLOCK, 11, List.of(Bytes.ofUtf8("inherent"), first));
        assertThat(seen).containsExactly(new TransactionStatus.Ready(), new TransactionStatus.InBlock(BLOCK, 1));
        assertThat(readyNames()).containsExactly("second");
        pool.noteFinalized(NEXT_BLOCK);
        assertThat(seen).hasSize(2);
        pool.noteFinalized(BLOCK);
        assertThat(seen.getLast()).isEqualTo(new TransactionStatus.Finalized(BLOCK, 1));
        assertThat(refusal(first)).isEqualTo(new PoolRefusal.TemporarilyBanned());
    }

    @Test
    void takesWhatNeedsATagOfTheLastTwoBlocksAsReady() throws Exception {
        submit(transaction("first", 1, "", "a"));
        pool.noteBlock(BLOCK, 11, List.of(Bytes.ofUtf8("first")));
        pool.noteBlock(NEXT_BLOCK, 12, List.of());
        submit(transaction("validated before", 1, "a", "b"));
        assertThat(readyNames()).containsExactly("validated before");
        pool.noteBlock(BLOCK, 13, List.of());
        submit(transaction("too old", 1, "a", "c"));
        assertThat(futureNames()).containsExactly("too old");
    }

    @Test
    void forgetsWhatHasExpired() throws Exception {
        List<TransactionStatus> seen = watch(transaction("short", 1, "", "a", 2));
        submit(transaction("waits", 1, "z", "b", 3));
        pool.noteBlock(BLOCK, 11, List.of());
        assertThat(readyNames()).containsExactly("short");
        pool.noteBlock(NEXT_BLOCK, 12, List.of());
        assertThat(readyNames()).isEmpty();
        assertThat(seen.getLast()).isEqualTo(new TransactionStatus.Invalid());
        pool.noteBlock(NEXT_BLOCK, 13, List.of());
        assertEmpty();
    }

    @Test
    void neverExpiresAnImmortalTransaction() throws Exception {
        submit(transaction("immortal", 1, "", "a", -1));
        pool.noteBlock(BLOCK, Long.MAX_VALUE, List.of());
        assertThat(readyNames()).containsExactly("immortal");
    }

    @Test
    void dropsTheWorstWhenItIsFull() throws Exception {
        pool = poolOf(new PoolLimits(3, 1000));
        List<TransactionStatus> worst = watch(transaction("worst", 1, "", "a"));
        submit(transaction("better", 2, "", "b"));
        submit(transaction("best", 3, "", "c"));
        submit(transaction("good", 2, "", "d"));
        assertThat(worst).containsExactly(new TransactionStatus.Ready(), new TransactionStatus.Dropped());
        assertThat(refusal(transaction("too low", 0, "", "e"))).isEqualTo(new PoolRefusal.ImmediatelyDropped());
        assertThat(refusal(transaction("x".repeat(1000), 0, "", "e"))).isEqualTo(new PoolRefusal.ImmediatelyDropped());
        assertThat(readyNames()).containsExactly("best", "better", "good");
    }

    @Test
    void removesAnInvalidOneWithAllThatDependsOnIt() throws Exception {
        H256 parent = submit(transaction("parent", 1, "", "a"));
        List<TransactionStatus> child = watch(transaction("child", 1, "a", "b"));
        submit(transaction("other", 1, "", "c"));
        assertThat(pool.removeInvalid(Set.of(parent))).hasSize(2);
        assertThat(child.getLast()).isEqualTo(new TransactionStatus.Invalid());
        assertThat(readyNames()).containsExactly("other");
    }

    @Test
    void revalidationRemovesWhatTheNewStateRefuses() throws Exception {
        Bytes extrinsic = transaction("x", 1, "", "a");
        submit(extrinsic);
        submit(transaction("y", 1, "", "b"));
        verdicts.put(extrinsic, new TransactionValidity.Invalid(InvalidTransaction.STALE));
        pool.revalidate(10);
        assertThat(readyNames()).containsExactly("y");
    }

    @Test
    void leavesOutTheDependentsOfASkippedCandidate() throws Exception {
        submit(transaction("parent", 9, "", "a"));
        submit(transaction("child", 8, "a", "b"));
        submit(transaction("grandchild", 8, "b", "c"));
        submit(transaction("other", 1, "", "d"));
        TransactionPool.Candidates candidates = pool.candidates();
        assertThat(candidates.next().orElseThrow().extrinsic().toUtf8()).isEqualTo("parent");
        candidates.skipDependents();
        assertThat(candidates.next().orElseThrow().extrinsic().toUtf8()).isEqualTo("other");
        assertThat(candidates.next()).isEmpty();
    }

    /// Whatever happens in whatever order: no tag is provided twice, and the walk gives every ready
    /// transaction once, after those that it needs.
    @Test
    void staysConsistentUnderRandomUse() {
        long seed = Long.getLong("seed", 42L);
        Random random = new Random(seed);
        pool = poolOf(new PoolLimits(20, 10_000));
        for (int step = 0; step < 3000; step++) {
            int choice = random.nextInt(10);
            if (choice < 7) {
                Bytes extrinsic = transaction(
                        "t" + step,
                        random.nextInt(5),
                        randomTags(random, 2),
                        randomTags(random, 3),
                        1 + random.nextInt(30));
                try {
                    submit(extrinsic);
                } catch (PoolException _) {
                    // Refusals are part of the use.
                }
            } else if (choice < 9) {
                List<Bytes> block = pool.ready().stream()
                        .limit(random.nextInt(4))
                        .map(PoolTransaction::extrinsic)
                        .toList();
                pool.noteBlock(BLOCK, ++bestNumber, block);
            } else {
                pool.ready().stream().findAny().ifPresent(one -> pool.removeInvalid(Set.of(one.hash())));
            }
            assertConsistent("seed " + seed + " step " + step);
        }
    }

    private void assertConsistent(String when) {
        List<PoolTransaction> ready = pool.ready();
        assertThat(ready).as(when).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(20);
        List<Bytes> provided =
                ready.stream().flatMap(one -> one.provides().stream()).toList();
        assertThat(provided).as(when).doesNotHaveDuplicates();
        List<Bytes> before = new ArrayList<>();
        for (PoolTransaction one : ready) {
            for (Bytes tag : one.requires()) {
                assertThat(!provided.contains(tag) || before.contains(tag))
                        .as(when)
                        .isTrue();
            }
            before.addAll(one.provides());
        }
        for (PoolTransaction one : pool.future()) {
            assertThat(ready).as(when).doesNotContain(one);
        }
    }

    private static String randomTags(Random random, int countMax) {
        StringBuilder letters = new StringBuilder();
        for (int i = random.nextInt(countMax + 1); i > 0; i--) {
            letters.append((char) ('a' + random.nextInt(12)));
        }
        return letters.toString();
    }

    @Test
    void refusesTheSameTransactionTwice() throws Exception {
        Bytes extrinsic = transaction("x", 1, "q", "a");
        H256 hash = submit(extrinsic);
        assertThatThrownBy(() -> submit(extrinsic))
                .isInstanceOf(PoolException.class)
                .satisfies(e ->
                        assertThat(((PoolException) e).refusal()).isEqualTo(new PoolRefusal.AlreadyImported(hash)));
    }
}
