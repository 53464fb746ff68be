package network.phala.sidevm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import network.phala.sidevm.FairTurns.CrowdedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Turns that do not end by themselves are shared: nobody takes all, and who has none comes first.
@Timeout(300)
class FairTurnsTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final BlockingQueue<String> admitted = new LinkedBlockingQueue<>();
    private final Map<String, Deque<FairTurns<String>.Turn>> held = new HashMap<>();

    private void take(FairTurns<String> turns, String of) throws Exception {
        held.computeIfAbsent(of, _ -> new ArrayDeque<>()).add(turns.take(of, LONG, Pauses.NONE));
    }

    private void end(String of) {
        held.getOrDefault(of, new ArrayDeque<>()).remove().close();
    }

    /// Waits for a turn on a thread of its own, and has it for good.
    private void queue(FairTurns<String> turns, String of) {
        int before = turns.waiting();
        Thread.ofVirtual().start(() -> {
            try {
                turns.take(of, LONG, Pauses.NONE);
                admitted.add(of);
            } catch (CrowdedException | TimeoutException | InterruptedException e) {
                admitted.add(of + " not");
            }
        });
        TestHost.until(() -> turns.waiting() == before + 1, "it waits");
    }

    @Test
    void whoHasNoneComesBeforeWhoHasSome() throws Exception {
        FairTurns<String> turns = new FairTurns<>(new FairTurns.Limits(3, 2, 3, 10));
        take(turns, "a");
        take(turns, "a");
        take(turns, "b");
        queue(turns, "a");
        queue(turns, "b");
        queue(turns, "c");
        end("a");
        assertThat(admitted.take()).isEqualTo("c");
        end("a");
        assertThat(admitted.take()).as("it has none any more").isEqualTo("a");
        end("b");
        assertThat(admitted.take()).isEqualTo("b");
    }

    @Test
    void whoHasNoneNeedNotWaitForThoseWhoHave() throws Exception {
        FairTurns<String> turns = new FairTurns<>(new FairTurns.Limits(4, 2, 6, 10));
        for (String of : List.of("a", "a", "b", "b", "c", "d")) {
            take(turns, of);
        }
        queue(turns, "a");
        queue(turns, "e");
        assertThat(turns.underWay()).isEqualTo(6);
        end("c");
        assertThat(admitted.take()).isEqualTo("e");
        assertThat(turns.waiting()).isEqualTo(1);
    }

    @Test
    void whoWaitsInVainIsForgotten() throws Exception {
        FairTurns<String> turns = new FairTurns<>(new FairTurns.Limits(1, 1, 1, 1));
        take(turns, "a");
        assertThatThrownBy(() -> turns.take("b", Duration.ofMillis(1), Pauses.NONE))
                .isInstanceOf(TimeoutException.class);
        queue(turns, "b");
        assertThatThrownBy(() -> turns.take("b", LONG, Pauses.NONE)).isInstanceOf(CrowdedException.class);
        end("a");
        assertThat(admitted.take()).isEqualTo("b");
    }

    /// Whatever comes and goes, nobody has more than he may, and turns are not lost.
    @Test
    void noTurnIsLostOrInvented() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        FairTurns<Integer> turns = new FairTurns<>(new FairTurns.Limits(4, 2, 6, 100));
        List<Thread> threads = new ArrayList<>();
        Map<Integer, Integer> now = new HashMap<>();
        for (int i = 0; i < 40; i++) {
            int of = random.nextInt(5);
            int rounds = 1 + random.nextInt(20);
            threads.add(Thread.ofVirtual().start(() -> {
                for (int round = 0; round < rounds; round++) {
                    try (FairTurns<Integer>.Turn _ = turns.take(of, LONG, Pauses.NONE)) {
                        synchronized (now) {
                            assertThat(now.merge(of, 1, Integer::sum)).isLessThanOrEqualTo(2);
                        }
                        Thread.yield();
                        synchronized (now) {
                            now.merge(of, -1, Integer::sum);
                        }
                    } catch (CrowdedException | TimeoutException | InterruptedException e) {
                        throw new AssertionError("seed " + seed, e);
                    }
                }
            }));
        }
        for (Thread each : threads) {
            each.join();
        }
        assertThat(turns.underWay()).as("seed %d", seed).isZero();
        assertThat(turns.waiting()).isZero();
        assertThat(now.values()).containsOnly(0);
    }
}
