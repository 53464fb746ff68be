package network.phala.sidevm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
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
        try (Sidevms sidevms = new Sidevms(new TestHost().ports(), 1, 16, MOST)) {
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
        try (Sidevms sidevms = new Sidevms(new TestHost().ports(), 1, 16, 1 << 20)) {
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
