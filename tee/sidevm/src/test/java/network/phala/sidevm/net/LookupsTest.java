package network.phala.sidevm.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import network.phala.sidevm.TestHost;
import org.junit.jupiter.api.Test;

/// Names whose servers never answer hold the threads that look them up, and no others.
class LookupsTest {
    private final CountDownLatch answered = new CountDownLatch(1);
    private final AtomicInteger underWay = new AtomicInteger();
    private final List<Boolean> onVirtualThreads = java.util.Collections.synchronizedList(new ArrayList<>());

    private List<InetAddress> look(String host) throws UnknownHostException {
        onVirtualThreads.add(Thread.currentThread().isVirtual());
        underWay.incrementAndGet();
        while (answered.getCount() > 0 && !host.equals("quick")) {
            try {
                answered.await();
            } catch (InterruptedException e) {
                // As the system's resolver, which hears of nothing.
            }
        }
        if (host.equals("none")) {
            throw new UnknownHostException("none");
        }
        return List.of(InetAddress.getLoopbackAddress());
    }

    @Test
    void silentNameServersHoldAFewThreads() throws Exception {
        Lookups lookups = new Lookups(this::look, 4, 3);
        AtomicInteger found = new AtomicInteger();
        List<Thread> askers = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            int before = i;
            askers.add(Thread.ofVirtual().start(() -> {
                try {
                    lookups.addresses("slow");
                    found.incrementAndGet();
                } catch (UnknownHostException e) {
                    // Interrupted below.
                }
            }));
            TestHost.until(() -> underWay.get() + lookups.waiting() == before + 1, "the look-up");
        }
        assertThat(underWay).hasValue(4);
        assertThatThrownBy(() -> lookups.addresses("one more")).hasMessageContaining("too many");
        askers.get(6).interrupt();
        askers.get(0).interrupt();
        askers.get(6).join();
        askers.get(0).join();
        assertThat(lookups.waiting())
                .as("who does not wait any more gives the place back")
                .isEqualTo(2);
        answered.countDown();
        for (Thread each : askers) {
            each.join();
        }
        assertThat(found).hasValue(5);
        assertThat(onVirtualThreads).doesNotContain(true);
    }

    @Test
    void answersAndFailuresComeAsTheyAre() throws Exception {
        answered.countDown();
        Lookups lookups = new Lookups(this::look, 1, 1);
        assertThat(lookups.addresses("quick")).containsExactly(InetAddress.getLoopbackAddress());
        assertThatThrownBy(() -> lookups.addresses("none"))
                .isInstanceOf(UnknownHostException.class)
                .hasMessage("none");
    }
}
