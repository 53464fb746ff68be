package network.phala.sidevm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.sidevm.message.SystemMessage;
import network.phala.sidevm.message.SystemMessage.PinkEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Messages that come late come all, once, and in order, whoever hands them over.
class LateMessagesTest {
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1);
    private final BlockingQueue<Integer> out = new LinkedBlockingQueue<>();
    private final LateMessages late =
            new LateMessages(clock, (_, message) -> out.add(((PinkEvent) message).blockNumber()));

    @AfterEach
    void stop() {
        clock.shutdownNow();
    }

    private static SystemMessage message(int number) {
        return new PinkEvent(number, Bytes32.ZERO, List.of(), Bytes.EMPTY);
    }

    @Test
    void theClockHandsThemOver() throws InterruptedException {
        for (int round = 0; round < 3; round++) {
            late.add(H256.ZERO, message(round));
            assertThat(out.poll(120, TimeUnit.SECONDS)).isEqualTo(round);
        }
    }

    @Test
    void allComeInOrder() {
        int count = 5 * LateMessages.WAITING_MAX + 17;
        for (int i = 0; i < count; i++) {
            late.add(H256.ZERO, message(i));
            if (i % 777 == 0) {
                late.flush();
            }
            assertThat(i + 1 - out.size()).isLessThan(LateMessages.WAITING_MAX);
        }
        late.flush();
        assertThat(new ArrayList<>(out))
                .isEqualTo(IntStream.range(0, count).boxed().toList());
    }

    @Test
    void afterTheEndNothingComesAndNothingBreaks() {
        clock.shutdownNow();
        late.add(H256.ZERO, message(1));
        late.flush();
        assertThat(out).isEmpty();
    }
}
