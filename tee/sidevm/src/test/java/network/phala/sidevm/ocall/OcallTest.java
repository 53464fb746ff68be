package network.phala.sidevm.ocall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.Codecs;
import network.phala.sidevm.SidevmNetwork;
import network.phala.sidevm.TestHost;
import network.phala.sidevm.message.TlsServerConfig;
import network.phala.sidevm.ocall.Guest.Input;
import network.phala.sidevm.resource.Channel;
import network.phala.sidevm.resource.Oneshot;
import network.phala.sidevm.resource.Wakeups;
import network.phala.wasm.Instance;
import network.phala.wasm.WasmModule;
import network.phala.wasm.WasmTrap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Ocalls one by one, with every error a program can get, called from a module that only hands them on.
class OcallTest {
    /// Exports `fast` and `slow`: task, number, p0 to p3 go to the two imports as they come.
    private static final Bytes FORWARDER = Bytes.fromHex(
            "0x0061736d01000000010b0160067f7f7f7f7f7f017e02330203656e761873696465766d5f6f63616c6c5f666173745f72657475726e000003656e760c73696465766d5f6f63616c6c00000303020000050401010101071803066d656d6f727902000466617374000204736c6f7700030a2302100020002001200220032004200510000b100020002001200220032004200510010b");
    private static final int UNKNOWN = -1;
    private static final int INVALID_ADDRESS = -2;
    private static final int INVALID_PARAMETER = -3;
    private static final int INVALID_ENCODING = -4;
    private static final int NOT_FOUND = -7;
    private static final int UNSUPPORTED = -8;
    private static final int IO_ERROR = -9;
    private static final int RESOURCE_LIMITED = -10;
    private static final int PENDING = -11;
    private static final int END_OF_FILE = -12;
    private static final int ALREADY_EXISTS = -15;
    private static final int OUTSIDE = 65_530;
    private static final long BREATH = 100_000_000;

    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1);
    private final Wakeups wakeups = new Wakeups(() -> {});
    private TestHost host;
    private Guest guest;
    private Instance<Guest> instance;

    @BeforeEach
    void start() throws Exception {
        host = new TestHost();
        guest = new Guest(TestHost.PROGRAM, List.of(), BREATH, host.ports(), clock, wakeups);
        instance = Imports.linker(16).link(WasmModule.decode(FORWARDER)).instantiate(guest);
        instance.setFuel(BREATH);
    }

    @AfterEach
    void stop() {
        guest.close();
        clock.shutdownNow();
    }

    private int number(String entry, int number, int... p) throws Exception {
        int[] all = java.util.Arrays.copyOf(p, 4);
        long result = instance.invoke(entry, 5, number, all[0], all[1], all[2], all[3]);
        assertThat(result >>> 32).isIn(0L, 1L);
        return result >>> 32 == 0 ? (int) result : -(int) result;
    }

    private int fast(int number, int... p) throws Exception {
        return number("fast", number, p);
    }

    /// The result of a call with more than a number, fetched as a program does.
    private Bytes slow(int number, int... p) throws Exception {
        int size = number("slow", number, p);
        assertThat(size).as("length").isNotNegative();
        assertThat(fast(0, 40_000, size)).isEqualTo(size);
        return Bytes.wrap(instance.memory().read(40_000, size));
    }

    private int text(int address, String text) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        instance.memory().write(address, bytes);
        return bytes.length;
    }

    @Test
    void callsHaveTheirEntryAndTheirNumber() throws Exception {
        assertThat(fast(1)).isEqualTo(UNKNOWN);
        assertThat(number("slow", 1)).isEqualTo(UNKNOWN);
        assertThat(fast(112)).as("has more than a number to give").isEqualTo(UNKNOWN);
        assertThat(number("slow", 110)).as("has a number to give").isEqualTo(UNKNOWN);
    }

    @Test
    void aResultIsFetchedOnceAndWhole() throws Exception {
        assertThat(fast(0, 0, 0)).isEqualTo(NOT_FOUND);
        assertThat(number("slow", 242)).isEqualTo(32);
        assertThat(fast(0, 0, 31)).isEqualTo(INVALID_PARAMETER);
        assertThat(fast(0, 0, 32)).isEqualTo(NOT_FOUND);
        assertThat(number("slow", 242)).isEqualTo(32);
        assertThat(fast(0, OUTSIDE, 32)).isEqualTo(INVALID_ADDRESS);
        assertThat(slow(242)).isEqualTo(TestHost.PROGRAM.toBytes());
    }

    @Test
    void tasksComeInTheOrderTheyGotReady() throws Exception {
        assertThat(fast(110)).isZero();
        assertThat(fast(110)).isEqualTo(NOT_FOUND);
        assertThat(fast(109, 7)).isZero();
        assertThat(fast(109, 3)).isZero();
        assertThat(fast(109, 7)).isZero();
        assertThat(fast(110)).isEqualTo(7);
        assertThat(fast(110)).isEqualTo(3);
        assertThat(fast(110)).isEqualTo(NOT_FOUND);
    }

    @Test
    void aFloodOfTasksOrWakersIsLimited() throws Exception {
        int marked = 0;
        while (fast(109, marked) == 0) {
            marked++;
        }
        assertThat(fast(109, marked)).isEqualTo(RESOURCE_LIMITED);
        assertThat(marked).isBetween(1_000, 1_000_000);
        int timer = fast(201, 1_000_000);
        int polled = 0;
        while (fast(103, polled, timer, 0, 0) == PENDING) {
            polled++;
            instance.setFuel(BREATH);
        }
        assertThat(fast(103, polled, timer, 0, 0)).isEqualTo(RESOURCE_LIMITED);
    }

    @Test
    void aTimerFiresOnceItsTimeIsOver() throws Exception {
        // The clock's only thread is held up, so that the timer cannot fire before the program has asked.
        CountDownLatch asked = new CountDownLatch(1);
        clock.execute(() -> {
            try {
                asked.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        int timer = fast(201, 30);
        assertThat(fast(103, 9, timer, 0, 0)).isEqualTo(PENDING);
        asked.countDown();
        TestHost.until(() -> wakeups.takeWakers().contains(9), "the timer");
        assertThat(fast(110)).as("main").isZero();
        assertThat(fast(110)).as("who waited").isEqualTo(5);
        assertThat(fast(103, 10, timer, 0, 0)).isZero();
        assertThat(fast(104, 10, timer, 0, 0)).isEqualTo(UNSUPPORTED);
        assertThat(fast(101, timer)).isZero();
        assertThat(fast(101, timer)).isEqualTo(NOT_FOUND);
        int never = fast(201, -1);
        assertThat(fast(103, 11, never, 0, 0)).isEqualTo(PENDING);
    }

    @Test
    void everyWakerComesBackExactlyOnce() throws Exception {
        wakeups.takeWakers();
        int timer = fast(201, 1_000_000);
        fast(103, 1, timer, 0, 0);
        fast(103, 2, timer, 0, 0);
        fast(104, 3, timer, 0, 0);
        fast(101, timer);
        fast(103, 4, timer, 0, 0);
        assertThat(slow(112)).isEqualTo(Codecs.vec(Codecs.U32).encode(List.of(-2, -4, -3, -5)));
        assertThat(slow(112)).isEqualTo(Bytes.of((byte) 0));
    }

    @Test
    void inputChannelsExistOnce() throws Exception {
        assertThat(number("slow", 240, 0)).isEqualTo(INVALID_PARAMETER);
        assertThat(number("slow", 240, 5)).isEqualTo(INVALID_PARAMETER);
        assertThat(slow(240, 2)).as("a number as SCALE").isEqualTo(Bytes.fromHex("0x00000000"));
        assertThat(number("slow", 240, 2)).isEqualTo(ALREADY_EXISTS);
        assertThat(number("slow", 102, 1, 0)).isEqualTo(PENDING);
        assertThat(guest.offer(Input.GENERAL, new Channel.Plain(Bytes.ofUtf8("hi"))))
                .isTrue();
        assertThat(slow(102, 1, 0)).isEqualTo(Bytes.fromHex("0x086869"));
        guest.close();
        assertThat(number("slow", 102, 1, 0)).isEqualTo(NOT_FOUND);
    }

    @Test
    void aChannelThatEndedSaysSo() throws Exception {
        Channel channel = new Channel(2, 2);
        channel.offer(new Channel.Plain(Bytes.EMPTY));
        channel.end();
        int id = guest.resources().add(channel);
        assertThat(slow(102, 1, id)).isEqualTo(Bytes.of((byte) 0));
        assertThat(number("slow", 102, 1, id)).isEqualTo(END_OF_FILE);
        assertThat(fast(103, 1, id, 0, 0)).isEqualTo(UNSUPPORTED);
        assertThat(fast(105, 1, id)).isEqualTo(UNSUPPORTED);
        assertThat(fast(106, 1, id)).isEqualTo(UNSUPPORTED);
        assertThat(fast(202, id, 0, 0)).isEqualTo(UNSUPPORTED);
        assertThat(number("slow", 211, 1, id)).isEqualTo(UNSUPPORTED);
        assertThat(fast(212, 1, id)).isEqualTo(UNSUPPORTED);
    }

    @Test
    void aChannelHoldsSoManyBytesAndNoMore() throws Exception {
        Channel channel = new Channel(100, 100);
        Channel.Plain large = new Channel.Plain(Bytes.wrap(new byte[1 << 20]));
        for (int i = 0; i < 16; i++) {
            assertThat(channel.offer(large)).isTrue();
        }
        assertThat(channel.offer(large)).isFalse();
        assertThat(channel.offer(new Channel.Plain(Bytes.EMPTY))).isTrue();
        assertThat(number("slow", 102, 1, guest.resources().add(channel))).isGreaterThan(1 << 20);
        assertThat(channel.offer(large)).isTrue();
        assertThat(channel.offer(large)).isFalse();
    }

    @Test
    void aOneshotTakesOneMessage() throws Exception {
        int id = guest.resources().add(new Oneshot(new Oneshot.Receiver() {
            @Override
            public boolean receive(Bytes message) {
                return host.outputs.add(message);
            }

            @Override
            public void abandoned() {}
        }));
        int size = text(100, "answer");
        assertThat(fast(202, id, OUTSIDE, 10)).isEqualTo(INVALID_ADDRESS);
        assertThat(fast(202, id, 100, size)).isZero();
        assertThat(fast(202, id, 100, size)).isEqualTo(IO_ERROR);
        assertThat(host.outputs).containsExactly(Bytes.ofUtf8("answer"));
    }

    @Test
    void ocallsAreShownToWhoAsks() throws Exception {
        fast(201, 10);
        assertThat(host.lines).isEmpty();
        assertThat(fast(111, 1)).isZero();
        fast(101, 77);
        slow(242);
        number("slow", 4711, 1, 2, 3, -4);
        assertThat(fast(111, 0)).isZero();
        fast(201, 10);
        assertThat(host.lines)
                .containsExactly(
                        "5 enable_ocall_trace(1, 0, 0, 0) = Ok(0)",
                        "5 close(77, 0, 0, 0) = Err(NotFound)",
                        "5 vmid(0, 0, 0, 0) = Ok(32)",
                        "5 get_return(40000, 32, 0, 0) = Ok(32)",
                        "5 unknown(1, 2, 3, -4) = Err(UnknownCallNumber)");
    }

    @Test
    void argumentsOutOfTheirRangeAreRefused() throws Exception {
        assertThat(fast(111, 1)).isZero();
        assertThat(fast(111, 2)).isEqualTo(INVALID_ENCODING);
        assertThat(fast(220, 0, 0, 0)).isEqualTo(INVALID_ENCODING);
        assertThat(fast(220, 6, 0, 0)).isEqualTo(INVALID_ENCODING);
        instance.memory().write(200, new byte[] {(byte) 0xff});
        assertThat(fast(220, 3, 200, 1)).as("no UTF-8").isEqualTo(INVALID_ENCODING);
        int host = text(100, "localhost");
        assertThat(fast(213, 100, host, 65_536)).isEqualTo(INVALID_ENCODING);
        assertThat(fast(213, 100, host, -1)).isEqualTo(INVALID_ENCODING);
        assertThat(fast(213, 1_000, 254, 80)).isEqualTo(INVALID_PARAMETER);
        assertThat(fast(210, 0, 0)).as("no SCALE").isEqualTo(INVALID_PARAMETER);
        assertThat(fast(214, 0, 0)).isEqualTo(INVALID_PARAMETER);
        assertThat(fast(241, 0, 5)).isEqualTo(INVALID_PARAMETER);
    }

    @Test
    void addressesOutsideTheMemoryAreRefused() throws Exception {
        int timer = fast(201, 0);
        for (int number : new int[] {210, 214, 241, 243}) {
            assertThat(fast(number, OUTSIDE, 100)).as("call %d", number).isEqualTo(INVALID_ADDRESS);
        }
        assertThat(fast(103, 1, timer, OUTSIDE, 100)).isEqualTo(INVALID_ADDRESS);
        assertThat(fast(104, 1, timer, -1, 1)).isEqualTo(INVALID_ADDRESS);
        assertThat(fast(113, OUTSIDE, 100)).isEqualTo(INVALID_ADDRESS);
        assertThat(fast(220, 3, OUTSIDE, 100)).isEqualTo(INVALID_ADDRESS);
        assertThat(number("slow", 230, OUTSIDE, 100)).isEqualTo(INVALID_ADDRESS);
        assertThat(fast(231, 0, 1, OUTSIDE, 100)).isEqualTo(INVALID_ADDRESS);
        assertThat(fast(232, OUTSIDE, 100, 0, 1)).isEqualTo(INVALID_ADDRESS);
        assertThat(number("slow", 233, OUTSIDE, 100)).isEqualTo(INVALID_ADDRESS);
    }

    @Test
    void chanceCostsGasAndTheRestIsTold() throws Exception {
        assertThat(fast(203)).isBetween(98, 100);
        assertThat(fast(113, 0, 2_000)).isZero();
        assertThat(instance.memory().read(0, 2_000)).isNotEqualTo(new byte[2_000]);
        assertThat(fast(203)).isBetween(45, 50);
        assertThatThrownBy(() -> fast(113, 0, 2_500)).isInstanceOf(WasmTrap.class);
    }

    @Test
    void secondsAreTwoHalvesTheUpperFirst() throws Exception {
        int size = text(100, "key");
        assertThat(fast(231, 100, size, 100, size)).isZero();
        assertThat(slow(230, 100, size)).isEqualTo(Bytes.fromHex("0x010c6b6579"));
        assertThat(fast(232, 100, size, 1, 5)).isZero();
        assertThat(host.expirations).containsEntry(Bytes.ofUtf8("key"), (1L << 32) + 5);
        assertThat(slow(233, 100, size)).isEqualTo(Bytes.fromHex("0x010c6b6579"));
        assertThat(slow(233, 100, size)).isEqualTo(Bytes.of((byte) 0));
    }

    /// Else a program copies its largest entry as often as its breath has calls.
    @Test
    void resultsCostByTheirLength() throws Exception {
        int size = text(100, "key");
        host.cache.put(Bytes.ofUtf8("key"), Bytes.wrap(new byte[800_000]));
        long before = instance.fuel();
        assertThat(number("slow", 230, 100, size)).isGreaterThan(800_000);
        assertThat(before - instance.fuel()).isGreaterThan(100_000);
    }

    @Test
    void buffersAndConnectionsCostEvenWhenNothingComesOfThem() throws Exception {
        int timer = fast(201, 1_000_000);
        long before = instance.fuel();
        assertThat(fast(103, 1, timer, 0, 60_000)).isEqualTo(PENDING);
        assertThat(before - instance.fuel()).isGreaterThan(1_000);
        before = instance.fuel();
        assertThat(fast(213, 0, 4, 70_000)).isEqualTo(INVALID_ENCODING);
        assertThat(before - instance.fuel()).isGreaterThan(10_000);
        byte[] noUtf8 = new byte[300];
        java.util.Arrays.fill(noUtf8, (byte) 0xff);
        instance.memory().write(0, noUtf8);
        assertThat(fast(213, 0, 300, 80)).as("not even read").isEqualTo(INVALID_PARAMETER);
        byte[] tls = Bytes.fromHex("0x24" + Bytes.ofUtf8("nonsense:").toHex().substring(2) + "0100" + "0000")
                .toArray();
        instance.memory().write(0, tls);
        before = instance.fuel();
        assertThat(fast(210, 0, tls.length)).isNegative();
        assertThat(before - instance.fuel()).isGreaterThan(20_000_000);
    }

    /// A program that lets go of a connection before it is made has not given it back: the machine is still at it.
    @Test
    void connectionsUnderWayAreLimitedThoughNobodyHoldsThem() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        SidevmNetwork slow = new SidevmNetwork() {
            @Override
            public Stream connect(H256 program, String name, int port, boolean tls) throws IOException {
                try {
                    over.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                throw new IOException("nobody there");
            }

            @Override
            public Listener listen(String address, Optional<TlsServerConfig> tls) throws IOException {
                throw new IOException("not here");
            }
        };
        Guest caller = new Guest(TestHost.PROGRAM, List.of(), BREATH, host.ports(slow), clock, wakeups);
        instance = Imports.linker(16).link(WasmModule.decode(FORWARDER)).instantiate(caller);
        int size = text(0, "a.example");
        int made = 0;
        int connection = 0;
        while (made < 10_000 && connection >= 0) {
            instance.setFuel(BREATH);
            connection = fast(213, 0, size, 80);
            if (connection >= 0) {
                assertThat(fast(101, connection)).isZero();
                made++;
            }
        }
        assertThat(connection).isEqualTo(RESOURCE_LIMITED);
        assertThat(made).isEqualTo(2048);
        over.countDown();
        TestHost.until(() -> caller.connections().count() == 0, "the end of all attempts");
        assertThat(fast(213, 0, size, 80)).isNotNegative();
        caller.close();
    }

    @Test
    void oneContractQueryAtATime() throws Exception {
        instance.memory().write(0, TestHost.bytes(5));
        instance.memory().write(32, new byte[] {4, 9});
        int answer = fast(241, 0, 34);
        assertThat(slow(102, 1, answer)).isEqualTo(Bytes.fromHex("0x14000108" + "0509"));
        assertThat(number("slow", 102, 1, answer)).isEqualTo(END_OF_FILE);
        guest.queryUnderWay().set(true);
        assertThat(fast(241, 0, 34)).isEqualTo(RESOURCE_LIMITED);
    }

    @Test
    void guessedCallsNeverBreakTheHost() throws Exception {
        long seed = 41;
        Random random = new Random(seed);
        int[] numbers = {
            0, 101, 102, 103, 104, 105, 106, 109, 110, 111, 112, 113, 201, 202, 203, 210, 212, 214, 220, 230, 231, 232,
            233, 240, 241, 242, 243
        };
        byte[] noise = new byte[60_000];
        random.nextBytes(noise);
        instance.memory().write(0, noise);
        for (int i = 0; i < 30_000; i++) {
            instance.setFuel(BREATH);
            int number = numbers[random.nextInt(numbers.length)];
            int[] p = new int[4];
            for (int j = 0; j < 4; j++) {
                p[j] = random.nextInt(3) == 0 ? random.nextInt() : random.nextInt(40);
            }
            try {
                number(random.nextBoolean() ? "fast" : "slow", number, p);
            } catch (WasmTrap e) {
                assertThat(number)
                        .as("seed %d, call %d", seed, i)
                        .isIn(113, 243, 241, 231, 232, 230, 233, 202, 210, 214);
            }
        }
        assertThat(Optional.of(guest.resources().count()))
                .hasValueSatisfying(count -> assertThat(count).isLessThanOrEqualTo(8192));
    }
}
