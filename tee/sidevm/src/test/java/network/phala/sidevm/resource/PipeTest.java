package network.phala.sidevm.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import network.phala.sidevm.TestHost;
import org.junit.jupiter.api.Test;

class PipeTest {
    private final Wakeups wakeups = new Wakeups(() -> {});
    private final DuplexStream stream = new DuplexStream(() -> {});

    private GuestWaker waker(int id) throws OcallException {
        return wakeups.waker(3, id);
    }

    @Test
    void bytesComeOutInTheirOrderWhateverTheSteps() throws Exception {
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            DuplexStream fresh = new DuplexStream(() -> {});
            byte[] data = new byte[random.nextInt(100_000)];
            random.nextBytes(data);
            Thread writer = Thread.ofVirtual().start(() -> {
                try (var out = fresh.toProgram()) {
                    Random steps = new Random(data.length);
                    for (int at = 0; at < data.length; ) {
                        int size = Math.min(data.length - at, 1 + steps.nextInt(30_000));
                        out.write(data, at, size);
                        at += size;
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            ByteArrayOutputStream received = new ByteArrayOutputStream();
            while (true) {
                byte[] buffer = new byte[1 + random.nextInt(20_000)];
                try {
                    int size = fresh.read(waker(1), buffer);
                    if (size == 0) {
                        break;
                    }
                    received.write(buffer, 0, size);
                } catch (OcallException e) {
                    assertThat(e.error()).isEqualTo(OcallError.PENDING);
                    TestHost.until(() -> wakeups.takeWakers().contains(1), "the writer's next bytes");
                }
            }
            writer.join();
            assertThat(received.toByteArray()).as("seed %d", seed).isEqualTo(data);
        }
    }

    @Test
    void wakesTheReaderOnceAndGivesTheWakerBack() throws Exception {
        assertThat(wakeups.nextReady()).hasValue(0);
        assertThatThrownBy(() -> stream.read(waker(5), new byte[1])).hasMessage("PENDING");
        assertThat(wakeups.hasWork()).isFalse();
        stream.toProgram().write(1);
        stream.toProgram().write(2);
        assertThat(wakeups.nextReady()).hasValue(3);
        assertThat(wakeups.takeWakers()).isEqualTo(List.of(5, -6));
        assertThat(wakeups.hasWork()).isFalse();
    }

    @Test
    void aLaterWakerTakesThePlaceOfAnEarlierOne() throws Exception {
        assertThatThrownBy(() -> stream.read(waker(5), new byte[1])).hasMessage("PENDING");
        assertThatThrownBy(() -> stream.read(waker(6), new byte[1])).hasMessage("PENDING");
        assertThat(wakeups.takeWakers()).isEqualTo(List.of(-6));
        stream.toProgram().write(1);
        assertThat(wakeups.takeWakers()).isEqualTo(List.of(6, -7));
    }

    @Test
    void aFullPipeHoldsTheWriterUntilThereIsRoom() throws Exception {
        byte[] much = new byte[100_000];
        int taken = stream.write(waker(1), much);
        assertThat(taken).isBetween(1, 99_999);
        assertThatThrownBy(() -> stream.write(waker(2), much)).hasMessage("PENDING");
        assertThat(stream.fromProgram().readNBytes(100)).hasSize(100);
        assertThat(wakeups.takeWakers()).isEqualTo(List.of(2, -3));
        assertThat(stream.write(waker(3), much)).isEqualTo(100);
    }

    @Test
    void whatWasWrittenBeforeTheEndIsStillRead() throws Exception {
        stream.write(waker(1), new byte[] {1, 2, 3});
        stream.endOutput();
        assertThatThrownBy(() -> stream.write(waker(2), new byte[1])).hasMessage("IO_ERROR");
        assertThat(stream.fromProgram().readAllBytes()).isEqualTo(new byte[] {1, 2, 3});
    }

    @Test
    void aBrokenStreamFailsOnBothSides() throws Exception {
        stream.toProgram().write(9);
        stream.failInput();
        byte[] one = new byte[1];
        assertThat(stream.read(waker(1), one)).isEqualTo(1);
        assertThat(Arrays.equals(one, new byte[] {9})).isTrue();
        assertThatThrownBy(() -> stream.read(waker(2), one)).hasMessage("IO_ERROR");
        assertThatThrownBy(() -> stream.toProgram().write(1)).isInstanceOf(IOException.class);
        stream.close();
        assertThat(stream.fromProgram().read()).isEqualTo(-1);
    }
}
