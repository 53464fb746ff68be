package network.phala.sidevm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Room that one contract fills is there for another that comes later.
class FairRoomTest {
    private final AtomicLong clock = new AtomicLong(-3);
    private final FairRoom<String> room = new FairRoom<>(100, clock::get);
    private final List<String> out = new ArrayList<>();

    private Optional<FairRoom<String>.Place> take(String of, int weight, long size) {
        return room.take(of, weight, size, () -> out.add(of));
    }

    private void fill(String of, int weight, int size) {
        while (room.used() + size <= 100) {
            assertThat(take(of, weight, size)).isPresent();
        }
    }

    @Test
    void whoComesAloneMayHaveItAllAndNoMore() {
        fill("a", 1, 10);
        assertThat(take("a", 1, 10)).isEmpty();
        assertThat(out).isEmpty();
        assertThat(room.used()).isEqualTo(100);
    }

    @Test
    void whoHoldsMoreGivesWayToWhoHoldsLess() {
        fill("a", 1, 10);
        for (int i = 0; i < 5; i++) {
            assertThat(take("b", 1, 10)).as("%d", i).isPresent();
        }
        assertThat(out).containsExactly("a", "a", "a", "a", "a");
        assertThat(take("b", 1, 10)).as("more than half of it").isEmpty();
        assertThat(room.used()).isEqualTo(100);
    }

    @Test
    void partsGoByWeight() {
        fill("light", 1, 5);
        int heavy = 0;
        while (take("heavy", 3, 5).isPresent()) {
            heavy++;
        }
        assertThat(heavy).isEqualTo(15);
        assertThat(take("huge", -1, 60)).as("weights are unsigned").isPresent();
    }

    /// A hundred contracts hold all of it alike; another one comes. None that has just come gives way to it, and the
    /// first that has been there for long does.
    @Test
    void amongEqualsWhoHasBeenThereForLongGivesWay() {
        for (int i = 0; i < 100; i++) {
            assertThat(take("contract" + i, 1, 1)).isPresent();
        }
        assertThat(take("late", 1, 1)).isEmpty();
        clock.addAndGet(FairRoom.STAY.toNanos());
        assertThat(take("late", 1, 1)).isPresent();
        assertThat(out).hasSize(1);
        assertThat(take("late", 1, 90)).as("much more than the others have").isEmpty();
        assertThat(out).as("nobody gives way in vain").hasSize(1);
    }

    @Test
    void whatIsGivenBackIsThereForOthers() {
        FairRoom<String>.Place place = take("a", 1, 1000).orElseThrow();
        assertThat(room.used()).as("more than everything is everything").isEqualTo(100);
        place.close();
        place.close();
        assertThat(room.used()).isZero();
        assertThat(place.grow(1)).isFalse();
        fill("b", 1, 100);
        assertThat(out).isEmpty();
    }

    @Test
    void aPlaceGrowsAsFarAsItsPart() {
        FairRoom<String>.Place large = take("a", 1, 50).orElseThrow();
        FairRoom<String>.Place small = take("b", 1, 10).orElseThrow();
        assertThat(large.grow(40)).isTrue();
        assertThat(large.grow(1)).isFalse();
        assertThat(small.grow(10)).isTrue();
        assertThat(out).containsExactly("a");
        assertThat(large.grow(1)).as("it was given to others").isFalse();
        large.close();
        assertThat(room.used()).isEqualTo(20);
    }

    /// Whatever comes: never more than there is, nothing lost, and whoever has given way is told once.
    @Test
    void theSumIsRight() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<Integer, Integer> told = new HashMap<>();
        Map<Integer, FairRoom<String>.Place> open = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            int number = i;
            clock.addAndGet(random.nextInt(1 << 29));
            switch (random.nextInt(4)) {
                case 0, 1 ->
                    room.take(
                                    "contract" + random.nextInt(12),
                                    random.nextInt(4),
                                    1 + random.nextInt(30),
                                    () -> told.merge(number, 1, Integer::sum))
                            .ifPresent(place -> open.put(number, place));
                case 2 -> open.values().stream().findAny().ifPresent(place -> place.grow(1 + random.nextInt(10)));
                default ->
                    open.entrySet().stream().findAny().ifPresent(each -> {
                        open.remove(each.getKey());
                        each.getValue().close();
                    });
            }
            assertThat(room.used()).as("seed %d", seed).isBetween(0L, 100L);
        }
        open.values().forEach(FairRoom.Place::close);
        assertThat(room.used()).as("seed %d", seed).isZero();
        assertThat(told.values()).as("seed %d", seed).isNotEmpty().containsOnly(1);
    }
}
