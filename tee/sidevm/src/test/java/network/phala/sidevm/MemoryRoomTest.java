package network.phala.sidevm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.sidevm.resource.Channel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class MemoryRoomTest {
    private static final H256 GREEDY = H256.of(TestHost.bytes(5));
    private static final H256 MODEST = H256.of(TestHost.bytes(6));
    private static final long MOST = 12L << 20;

    @Test
    void whoTakesAllItCanLeavesAsMuchAsItHas() {
        MemoryRoom room = new MemoryRoom(1200);
        List<Integer> held = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            MemoryRoom.Part part = room.part();
            int count = 0;
            while (part.take(1)) {
                count++;
            }
            held.add(count);
        }
        assertThat(held).containsExactly(600, 300, 150);
        assertThat(room.part().take(1201)).isFalse();
        assertThat(room.taken()).isEqualTo(1050);
    }

    /// Each channel would hold sixteen megabytes for itself, each program has four, and programs are many.
    @Test
    void messagesOfAllProgramsShareARoom() throws Exception {
        MemoryRoom room = new MemoryRoom(1000);
        MemoryRoom.Part flooded = room.part();
        Channel first = new Channel(100, 100, flooded);
        Channel second = new Channel(100, 100, flooded);
        Channel.Plain message = new Channel.Plain(Bytes.wrap(new byte[100]));
        int taken = 0;
        for (int i = 0; i < 20; i++) {
            taken += (i % 2 == 0 ? first : second).offer(message) ? 1 : 0;
        }
        assertThat(taken).isEqualTo(5);
        Channel other = new Channel(100, 100, room.part());
        assertThat(other.offer(message)).isTrue();
        assertThat(room.taken()).isEqualTo(600);
        first.close();
        assertThat(room.taken()).isEqualTo(300);
        assertThat(second.offer(message)).isTrue();
        second.close();
        other.close();
        assertThat(room.taken()).isZero();
    }

    /// At the heap's smallest a contract cannot keep all turns of programs that are run once.
    @Test
    void fewEvaluationsAreShared() {
        for (int evaluations = 3; evaluations <= 16; evaluations++) {
            FairTurns.Limits limits = new Sidevms.Room(1, 1, evaluations).evaluationLimits();
            assertThat(limits.most()).isEqualTo(evaluations);
            assertThat(limits.mostEach()).isBetween(1, evaluations - 1);
            assertThat(limits.mostEver()).isGreaterThan(evaluations);
        }
        assertThat(new Sidevms.Room(1, 1, 1000).evaluationLimits()).isEqualTo(new FairTurns.Limits(16, 4, 32, 32));
    }

    @Test
    void theSumIsNeverMoreThanTheRoomAndComesBack() {
        long seed = 7;
        Random random = new Random(seed);
        MemoryRoom room = new MemoryRoom(10_000);
        List<MemoryRoom.Part> parts = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            if (parts.isEmpty() || random.nextInt(4) == 0) {
                parts.add(room.part());
            }
            MemoryRoom.Part part = parts.get(random.nextInt(parts.size()));
            long before = room.taken();
            long more = random.nextInt(3000);
            boolean taken = part.take(more);
            assertThat(room.taken())
                    .as("seed %d", seed)
                    .isEqualTo(before + (taken ? more : 0))
                    .isLessThanOrEqualTo(10_000);
            if (random.nextInt(5) == 0) {
                part.close();
                parts.remove(part);
            }
        }
        parts.forEach(MemoryRoom.Part::close);
        assertThat(room.taken()).isZero();
    }

    @Test
    void programsShareTheRoom() throws Exception {
        try (Sidevms sidevms = new Sidevms(new TestHost().ports(), 1, new Sidevms.Room(MOST, 1 << 20, 2, 16))) {
            TestHost.deploy(sidevms, GREEDY, "workbench");
            int asked = 0;
            while (ask(sidevms, GREEDY, "memory 10").equals("taken")) {
                asked++;
                assertThat(asked * 10L << 16).isLessThan(MOST);
            }
            assertThat(asked).isPositive();
            TestHost.deploy(sidevms, MODEST, "workbench");
            assertThat(ask(sidevms, MODEST, "memory 10")).isEqualTo("taken");
            assertThat(ask(sidevms, GREEDY, "echo alive")).isEqualTo("alive");
        }
    }

    @Test
    void aProgramForWhichThereIsNoRoomDoesNotStart() throws Exception {
        try (Sidevms sidevms = new Sidevms(new TestHost().ports(), 1, new Sidevms.Room(1 << 20, 1 << 20, 2, 16))) {
            TestHost.deploy(sidevms, GREEDY, "workbench");
            TestHost.until(
                    () -> sidevms.info(GREEDY).orElseThrow().stopReason().equals("FailedToStart"), "the refusal");
        }
    }

    private static String ask(Sidevms sidevms, H256 program, String question) throws Exception {
        return sidevms.query(program, Optional.empty(), Bytes.ofUtf8(question), TestHost.PATIENCE)
                .toUtf8();
    }
}
