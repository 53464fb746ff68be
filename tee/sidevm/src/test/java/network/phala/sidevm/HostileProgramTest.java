package network.phala.sidevm;

import static network.phala.sidevm.TestHost.PROGRAM;
import static network.phala.sidevm.TestHost.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import network.phala.crypto.Blake2b;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Programs that never yield, leak, panic, guess, or are no programs: each is bounded, and others go on.
class HostileProgramTest {
    private static final Duration PATIENCE = TestHost.PATIENCE;
    private static final H256 NEIGHBOUR = H256.of(TestHost.bytes(9));
    private static final SidevmConfig SMALL = new SidevmConfig(1 << 20, 64, 2_000_000_000L, 1_000);

    private TestHost host;
    private Sidevms sidevms;

    @BeforeEach
    void start() throws Exception {
        host = new TestHost();
        sidevms = new Sidevms(host.ports(), 1);
        deploy(PROGRAM, TestHost.artifact("workbench"));
    }

    @AfterEach
    void stop() {
        sidevms.close();
    }

    private void deploy(H256 id, Bytes code) {
        sidevms.start(id, H256.of(Blake2b.digest256(code.unsafeArray())), Optional.of(code), SMALL, 1);
    }

    private String ask(String question) throws Exception {
        return ask(PROGRAM, question);
    }

    private String ask(H256 id, String question) throws Exception {
        return sidevms.query(id, Optional.empty(), Bytes.ofUtf8(question), PATIENCE)
                .toUtf8();
    }

    private SidevmInfo info() {
        return sidevms.info(PROGRAM).orElseThrow();
    }

    private void endsWith(String reason) {
        until(() -> info().state().equals("stopped"), "the program's end");
        assertThat(info().stopReason()).isEqualTo(reason);
    }

    @Test
    void oneThatNeverYieldsIsStifledAndStartedAgain() throws Exception {
        deploy(NEIGHBOUR, TestHost.artifact("workbench"));
        assertThat(ask(NEIGHBOUR, "echo here")).isEqualTo("here");
        assertThatThrownBy(() -> ask("spin"))
                .isInstanceOf(SidevmException.class)
                .hasMessage("No response from the sidevm");
        endsWith("Stifled");
        assertThat(ask(NEIGHBOUR, "echo still here")).isEqualTo("still here");
        sidevms.finishBlock(1);
        assertThat(ask("echo again")).isEqualTo("again");
    }

    /// Says "spinning" and then does nothing else, in its first turn.
    private static final Bytes SPINNING = Bytes.fromHex(
            "0x0061736d01000000010f0260067f7f7f7f7f7f017e6000017f02200103656e761873696465766d5f6f63616c6c5f6661"
                    + "73745f72657475726e0000030201010503010001071802066d656d6f727902000b73696465766d5f706f6c6c00010c01"
                    + "010a1a011800410041dc01410341084108410010001a03400c000b000b0b0e010041080b087370696e6e696e67");

    private void deploySpinning() {
        SidevmConfig longest = new SidevmConfig(1 << 20, 64, -1, -1);
        sidevms.start(PROGRAM, H256.of(Blake2b.digest256(SPINNING.unsafeArray())), Optional.of(SPINNING), longest, 1);
    }

    @Test
    void stopReachesAProgramInItsTurn() throws Exception {
        // The order comes while it is in its turn, so that nothing but the order can have ended it.
        host.onLine = line -> {
            if (line.equals("spinning")) {
                sidevms.stop(PROGRAM);
            }
        };
        deploySpinning();
        endsWith("Stopped");
    }

    @Test
    void newCodeTakesThePlaceOfAProgramInItsTurn() throws Exception {
        host.onLine = line -> {
            if (line.equals("spinning")) {
                deploy(PROGRAM, TestHost.artifact("workbench"));
            }
        };
        deploySpinning();
        H256 hash = H256.of(Blake2b.digest256(TestHost.artifact("workbench").unsafeArray()));
        until(() -> info().codeHash().equals(hash), "the new code");
        assertThat(ask("echo in its place")).isEqualTo("in its place");
    }

    /// Even a breath of 2⁶⁴ - 1 gas ends: no deployment may keep others from their turns.
    @Test
    void noBreathIsEndless() throws Exception {
        deploySpinning();
        deploy(NEIGHBOUR, TestHost.artifact("workbench"));
        assertThat(ask(NEIGHBOUR, "echo here")).isEqualTo("here");
        endsWith("Stifled");
    }

    @Test
    void everyKindOfResourceIsLimited() throws Exception {
        // With breath enough to come to each limit.
        Bytes code = TestHost.artifact("workbench");
        H256 hash = H256.of(Blake2b.digest256(code.unsafeArray()));
        sidevms.start(PROGRAM, hash, Optional.of(code), new SidevmConfig(1 << 20, 64, 50_000_000_000L, -1), 1);
        assertThat(ask("hold-listeners 1000 127.0.0.1:0")).isEqualTo("error: ResourceLimited after 64");
        assertThat(ask("hold-channels"))
                .isEqualTo("Err(AlreadyExists) Err(AlreadyExists) Err(AlreadyExists) Err(AlreadyExists)");
        assertThat(ask("hold-ready 1000000")).matches("error: ResourceLimited after \\d+");
        // What it holds in its own memory ends there, or with the breath it takes.
        assertThatThrownBy(() -> ask("hold-tasks 100000000")).isInstanceOf(SidevmException.class);
        until(() -> info().state().equals("stopped"), "the program's end");
        assertThat(info().stopReason()).isIn("Panicked", "Stifled");
        sidevms.finishBlock(1);
        assertThat(ask("hold-listeners 64 127.0.0.1:0"))
                .as("all were given back")
                .isEqualTo("held");
    }

    @Test
    void oneThatPanicsIsStartedAgain() throws Exception {
        assertThatThrownBy(() -> ask("panic")).isInstanceOf(SidevmException.class);
        endsWith("Panicked");
        assertThat(host.lines).anyMatch(line -> line.startsWith("1 ") && line.contains("asked to"));
        sidevms.finishBlock(1);
        assertThat(ask("echo again")).isEqualTo("again");
    }

    @Test
    void recursionEndsInAPanic() throws Exception {
        assertThat(ask("recurse 100")).isEqualTo("100");
        assertThatThrownBy(() -> ask("recurse 100000000")).isInstanceOf(SidevmException.class);
        endsWith("Panicked");
    }

    @Test
    void memoryIsLimited() throws Exception {
        assertThat(ask("memory 10")).isEqualTo("taken");
        assertThat(ask("memory 1000")).startsWith("error: ");
        assertThat(ask("echo alive")).isEqualTo("alive");
    }

    @Test
    void resourcesAreLimitedAndGivenBackAtTheEnd() throws Exception {
        assertThat(ask("hold 10000")).matches("error: ResourceLimited after 8\\d\\d\\d");
        // One place is left again: that of the query's answer.
        assertThat(ask("hold 1")).isEqualTo("error: ResourceLimited after 0");
        sidevms.stop(PROGRAM);
        endsWith("Stopped");
        deploy(PROGRAM, TestHost.artifact("workbench"));
        assertThat(ask("hold 100")).isEqualTo("held");
    }

    @Test
    void guessedAddressesAndResourcesAreRefused() throws Exception {
        assertThat(ask("wild")).isEqualTo("Err(InvalidAddress) Err(NotFound) Err(NotFound) Err(NotFound)");
    }

    @Test
    void aFloodOfMessagesIsDroppedNotKept() throws Exception {
        assertThat(ask("echo up")).isEqualTo("up");
        CountDownLatch inTurn = new CountDownLatch(1);
        CountDownLatch flooded = new CountDownLatch(1);
        host.onLine = line -> {
            if (line.equals("hold on")) {
                inTurn.countDown();
                awaitQuietly(flooded);
            }
        };
        Thread asker = Thread.ofPlatform().start(() -> {
            try {
                ask("log hold on");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        awaitQuietly(inTurn);
        // The program is in its turn until the flood is over, so that it takes nothing meanwhile.
        int taken = 0;
        for (int i = 0; i < 10_000; i++) {
            taken += sidevms.pushMessage(PROGRAM, Bytes.wrap(new byte[100])) ? 1 : 0;
        }
        flooded.countDown();
        asker.join();
        assertThat(taken).isEqualTo(20);
        assertThat(ask("messages")).startsWith("20 ");
    }

    /// Questions wait for a busy program in their number, and in their bytes.
    @Test
    void largeQuestionsThatWaitAreBounded() throws Exception {
        assertThat(ask("echo up")).isEqualTo("up");
        CountDownLatch inTurn = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        host.onLine = line -> {
            if (line.equals("hold on")) {
                inTurn.countDown();
                awaitQuietly(asked);
            }
        };
        List<Thread> askers = new ArrayList<>();
        askers.add(Thread.ofPlatform().start(() -> askQuietly(Bytes.ofUtf8("log hold on"))));
        awaitQuietly(inTurn);
        Bytes large = Bytes.wrap(new byte[1 << 20]);
        AtomicInteger refused = new AtomicInteger();
        for (int i = 0; i < 20; i++) {
            askers.add(Thread.ofVirtual().start(() -> {
                if (askQuietly(large).equals(Optional.of(SidevmException.Reason.BUSY))) {
                    refused.incrementAndGet();
                }
            }));
        }
        until(() -> refused.get() == 4, "four of twenty refused, not " + refused);
        asked.countDown();
        sidevms.stop(PROGRAM);
        for (Thread each : askers) {
            each.join();
        }
        assertThat(refused).hasValue(4);
    }

    /// Why there was no answer.
    private Optional<SidevmException.Reason> askQuietly(Bytes question) {
        try {
            sidevms.query(PROGRAM, Optional.empty(), question, PATIENCE);
            return Optional.empty();
        } catch (SidevmException e) {
            return Optional.of(e.reason());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatIsNoProgramDoesNotStart() {
        deploy(PROGRAM, Bytes.of((byte) 1, (byte) 2));
        until(() -> info().stopReason().equals("FailedToStart"), "the refusal");
        deploy(PROGRAM, Bytes.fromHex("0x0061736d01000000"));
        until(() -> info().stopReason().equals("FailedToStart"), "the refusal");
        sidevms.finishBlock(1);
        assertThat(info().state()).isEqualTo("stopped");
    }

    @Test
    void codeAboveItsLimitIsNotEvenRead() {
        deploy(PROGRAM, Bytes.wrap(new byte[(1 << 20) + 1]));
        assertThat(info().stopReason()).isEqualTo("CodeTooLarge");
    }

    @Test
    void mutatedProgramsEndOrRunButNeverBreakTheHost() throws Exception {
        byte[] code = TestHost.artifact("workbench").toArray();
        long seed = 99;
        Random random = new Random(seed);
        for (int i = 0; i < 40; i++) {
            byte[] mutated = code.clone();
            for (int flips = 0; flips < 3; flips++) {
                mutated[random.nextInt(mutated.length)] ^= (byte) (1 << random.nextInt(8));
            }
            H256 id = H256.of(TestHost.bytes(100 + i));
            deploy(id, Bytes.wrap(mutated));
            sidevms.pushMessage(id, Bytes.ofUtf8("message"));
            sidevms.stop(id);
        }
        assertThat(ask("echo alive")).as("seed %d", seed).isEqualTo("alive");
    }
}
