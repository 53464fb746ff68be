package network.phala.pink.contracts;

import static network.phala.pink.TestContract.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import network.phala.crypto.Blake2b;
import network.phala.pink.ClusterFixture;
import network.phala.pink.PinkHost;
import network.phala.pink.TestContract;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.wasm.CodeStore;
import network.phala.wasm.GuestThread;
import network.phala.wasm.RunStoppedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The memory that compiled contracts take is bounded, and what is dropped goes.
@Timeout(600)
class ContractModulesTest {
    private static final HostFunctions FUNCTIONS =
            PalletRelease.of(network.phala.pink.types.PinkRuntime.V1_2).functions();

    private static final int MANY = 200;
    private static final long BOUND = 512 << 10;

    private static final Optional<ContractModules.Patience> WAITS = Optional.of(PinkHost.Wait::run);

    /// Code of its own for each number.
    private static TestContract contract(int number) {
        return new TestContract()
                .helper(code().i32(number).drop())
                .call(code().callWith(0, number))
                .deploy(code());
    }

    private static Bytes codeOf(int number) {
        return contract(number).build();
    }

    private static H256 hash(Bytes code) {
        return new H256(Blake2b.hash256(code.unsafeArray()));
    }

    private static ContractCode load(ContractModules modules, Bytes code) {
        return modules.compile(hash(code), code, FUNCTIONS, WAITS).orElseThrow();
    }

    private static void await(Supplier<Boolean> reached) {
        // The JIT holds what it compiles, which on a busy machine may take a while.
        long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (System.nanoTime() < end && !reached.get()) {
            System.gc();
            LockSupport.parkNanos(20_000_000);
        }
        assertThat(reached.get()).isTrue();
    }

    @Test
    void modulesAreBoundedInBytesAndTheDroppedOnesUnload() throws Exception {
        FutureTask<Boolean> test = new FutureTask<>(() -> {
            boundOnALargeStack();
            return true;
        });
        GuestThread.of("bound", test).start();
        assertThat(test.get()).isTrue();
    }

    private static void boundOnALargeStack() {
        ContractModules modules = new ContractModules(BOUND);
        ClusterFixture fixture = new ClusterFixture();
        fixture.use(modules);
        ClassLoadingMXBean classes = ManagementFactory.getClassLoadingMXBean();
        long unloadedBefore = classes.getUnloadedClassCount();
        List<AccountId> contracts = new ArrayList<>();
        List<WeakReference<ContractCode>> seen = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            contracts.add(fixture.deploy(contract(i)));
            assertThat(fixture.call(contracts.get(i), Bytes.EMPTY).succeeded()).isTrue();
            Bytes code = codeOf(i);
            seen.add(new WeakReference<>(modules.get(hash(code)).orElseThrow()));
            assertThat(modules.bytes()).isLessThanOrEqualTo(BOUND);
        }
        int held = modules.size();
        assertThat(held).isBetween(2, MANY / 2);
        await(() -> seen.stream().filter(each -> each.get() != null).count() <= held);
        // Of each at least the class of its functions and that of its entry.
        await(() -> classes.getUnloadedClassCount() - unloadedBefore >= 2L * (MANY - held));
        // The newest are left. The oldest runs all the same.
        for (int i = MANY - held; i < MANY; i++) {
            assertThat(modules.get(hash(codeOf(i)))).as("%d of %d", i, MANY).isPresent();
        }
        assertThat(modules.get(hash(codeOf(0)))).isEmpty();
        assertThat(fixture.call(contracts.getFirst(), Bytes.EMPTY).succeeded()).isTrue();
        assertThat(modules.get(hash(codeOf(0)))).isPresent();
        assertThat(modules.bytes()).isLessThanOrEqualTo(BOUND);
    }

    @Test
    void theNewestStaysHoweverLargeAndACodeInUseIsNotCompiledTwice() {
        ContractModules modules = new ContractModules(1);
        ContractCode running = load(modules, codeOf(1));
        load(modules, codeOf(2));
        assertThat(modules.size()).isEqualTo(1);
        // Dropped, but somebody holds it.
        assertThat(modules.get(hash(codeOf(1)))).containsSame(running);
        assertThat(modules.size()).isEqualTo(1);
    }

    @Test
    void whatNobodyUsedForAPeriodIsDropped() {
        ContractModules modules = new ContractModules(BOUND);
        WeakReference<ContractCode> first = new WeakReference<>(load(modules, codeOf(1)));
        load(modules, codeOf(2));
        modules.dropIdle();
        assertThat(modules.size()).as("both were used in the period that ends").isEqualTo(2);
        assertThat(modules.get(hash(codeOf(2)))).isPresent();
        modules.dropIdle();
        assertThat(modules.size()).isEqualTo(1);
        modules.dropIdle();
        assertThat(modules.size()).isZero();
        assertThat(modules.bytes()).isZero();
        await(() -> first.get() == null);
        assertThat(modules.get(hash(codeOf(1)))).isEmpty();
    }

    /// A store that lets its first reader wait.
    private static final class Gate implements CodeStore {
        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);
        private final AtomicInteger opened = new AtomicInteger();
        private final boolean broken;

        Gate(boolean broken) {
            this.broken = broken;
        }

        @Override
        public Parts open(H256 codeHash) {
            if (opened.getAndIncrement() == 0) {
                entered.countDown();
                try {
                    open.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                if (broken) {
                    throw new StackOverflowError("told to fail");
                }
            }
            return Parts.NONE;
        }

        @Override
        public void save(H256 codeHash, Supplier<Map<String, Bytes>> parts) {
            // Nothing is kept.
        }
    }

    private static List<FutureTask<ContractCode>> ask(ContractModules modules, Bytes code, int count) {
        List<FutureTask<ContractCode>> asking = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            FutureTask<ContractCode> task = new FutureTask<>(() -> load(modules, code));
            asking.add(task);
            GuestThread.of("asking " + i, task).start();
        }
        return asking;
    }

    @Test
    void manyWhoWantTheSameCodeHaveItCompiledOnce() throws Exception {
        ContractModules modules = new ContractModules(BOUND);
        Gate gate = new Gate(false);
        modules.keepIn(gate);
        Bytes code = codeOf(1);
        List<FutureTask<ContractCode>> first = ask(modules, code, 1);
        gate.entered.await();
        List<FutureTask<ContractCode>> others = ask(modules, code, 7);
        // Who may not wait does not: here the first one is still at it.
        Optional<ContractCode> impatient = modules.compile(hash(code), codeOf(2), FUNCTIONS, Optional.empty());
        assertThat(impatient).isPresent();
        gate.open.countDown();
        Set<ContractCode> given = ConcurrentHashMap.newKeySet();
        for (FutureTask<ContractCode> task : others) {
            given.add(task.get());
        }
        given.add(first.getFirst().get());
        assertThat(gate.opened)
                .as("the one that was first, and the one that did not wait")
                .hasValue(2);
        assertThat(given).hasSizeLessThanOrEqualTo(2);
    }

    /// A query has its place among those that run while it compiles, not while it waits for another that does.
    @Test
    void whoWaitsForAnothersWorkSaysSoAndCanBeStopped() throws Exception {
        ContractModules modules = new ContractModules(BOUND);
        Gate gate = new Gate(false);
        modules.keepIn(gate);
        Bytes code = codeOf(1);
        List<FutureTask<ContractCode>> first = ask(modules, code, 1);
        gate.entered.await();
        Thread here = Thread.currentThread();
        Optional<ContractModules.Patience> stopped = Optional.of(wait -> {
            here.interrupt();
            wait.run();
        });
        assertThatThrownBy(() -> modules.compile(hash(code), code, FUNCTIONS, stopped))
                .isInstanceOf(RunStoppedException.class);
        AtomicInteger waits = new AtomicInteger();
        Optional<ContractModules.Patience> resting = Optional.of(wait -> {
            waits.incrementAndGet();
            gate.open.countDown();
            wait.run();
        });
        assertThat(modules.compile(hash(code), code, FUNCTIONS, resting))
                .containsSame(first.getFirst().get());
        assertThat(modules.compile(hash(code), code, FUNCTIONS, resting)).isPresent();
        assertThat(waits).as("what is there is not waited for").hasValue(1);
    }

    @Test
    void whatStopsOneThreadIsNothingToTheOthers() throws Exception {
        ContractModules modules = new ContractModules(BOUND);
        Gate gate = new Gate(true);
        modules.keepIn(gate);
        Bytes code = codeOf(1);
        List<FutureTask<ContractCode>> first = ask(modules, code, 1);
        gate.entered.await();
        List<FutureTask<ContractCode>> others = ask(modules, code, 3);
        gate.open.countDown();
        for (FutureTask<ContractCode> task : others) {
            assertThat(task.get()).isNotNull();
        }
        assertThat(first.getFirst()).failsWithin(Duration.ofMinutes(2));
    }
}
