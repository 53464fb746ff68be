package network.phala.sidevm.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import network.phala.primitives.Bytes32;
import network.phala.sidevm.FairTurns;
import network.phala.sidevm.TestHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Names whose servers never answer hold the threads that look them up, and no others.
@Timeout(300)
class LookupsTest {
    private final CountDownLatch answered = new CountDownLatch(1);
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger found = new AtomicInteger();
    private final List<Boolean> onVirtualThreads = java.util.Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> askers = new ArrayList<>();

    private static Bytes32 contract(int number) {
        return Bytes32.fromHex("0x" + String.format("%064x", number));
    }

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

    @AfterEach
    void letAllEnd() throws InterruptedException {
        answered.countDown();
        for (Thread each : askers) {
            each.join();
        }
    }

    /// One more look-up that never ends, under way or waiting when this returns.
    private void hang(Lookups lookups, int contract) {
        int before = askers.size();
        askers.add(Thread.ofVirtual().start(() -> {
            try {
                lookups.addresses(contract(contract), "slow");
                found.incrementAndGet();
            } catch (UnknownHostException e) {
                // Interrupted by the test.
            }
        }));
        TestHost.until(() -> underWay.get() + lookups.waiting() == before + 1, "the look-up");
    }

    @Test
    void silentNameServersHoldAFewThreads() throws Exception {
        Lookups lookups = new Lookups(this::look, new FairTurns.Limits(8, 4, 16, 3));
        for (int i = 0; i < 7; i++) {
            hang(lookups, 1);
        }
        assertThat(underWay).hasValue(4);
        assertThatThrownBy(() -> lookups.addresses(contract(1), "one more")).hasMessageContaining("too many");
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
    void aContractWhoseNameServersAreSilentHoldsUpNoOther() throws Exception {
        Lookups lookups = new Lookups(this::look);
        for (int i = 0; i < 100; i++) {
            hang(lookups, 1);
        }
        assertThat(lookups.addresses(contract(2), "quick")).hasSize(1);
    }

    @Test
    void norDoAHundredSuchContracts() throws Exception {
        Lookups lookups = new Lookups(this::look);
        for (int i = 0; i < 200; i++) {
            hang(lookups, i % 100);
        }
        assertThat(lookups.addresses(contract(100), "quick")).hasSize(1);
    }

    @Test
    void answersAndFailuresComeAsTheyAre() throws Exception {
        answered.countDown();
        Lookups lookups = new Lookups(this::look, new FairTurns.Limits(1, 1, 1, 1));
        assertThat(lookups.addresses(contract(1), "quick")).containsExactly(InetAddress.getLoopbackAddress());
        assertThatThrownBy(() -> lookups.addresses(contract(1), "none"))
                .isInstanceOf(UnknownHostException.class)
                .hasMessage("none");
    }
}
