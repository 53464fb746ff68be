package network.phala.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A linked module is shared by threads and goes away when nobody holds it.
@Timeout(600)
class LinkedModuleTest {
    @Test
    void manyThreadsMayCallAModuleThatNobodyCalledBefore() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (long seed = 1; seed <= 60; seed++) {
                WasmModule module = Guest.decode(RandomModule.of(seed, true));
                String expected = Guest.run(Guest.link(module, Engine.INTERPRETER), 50_000, "call");
                for (LinkedModule<Guest.Log> shared :
                        List.of(Guest.link(module, Engine.COMPILER), Guest.linkInPieces(module))) {
                    List<Future<String>> runs = new ArrayList<>();
                    for (int i = 0; i < 16; i++) {
                        runs.add(threads.submit(() -> Guest.run(shared, 50_000, "call")));
                    }
                    for (Future<String> run : runs) {
                        assertThat(run.get()).as("seed %d", seed).isEqualTo(expected);
                    }
                }
            }
        }
    }

    @Test
    void compiledClassesUnload() {
        List<WeakReference<LinkedModule<Guest.Log>>> modules = new ArrayList<>();
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (long seed = 1; seed <= 20; seed++) {
            LinkedModule<Guest.Log> linked = Guest.link(Guest.decode(RandomModule.of(seed, false)), Engine.COMPILER);
            Guest.run(linked, 10_000, "call");
            modules.add(new WeakReference<>(linked));
            loaders.add(new WeakReference<>(((CompiledCode) linked.code).loader()));
        }
        // The JIT holds classes while it compiles them, which on a busy machine may take a while.
        long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (System.nanoTime() < end && loaders.stream().anyMatch(l -> l.get() != null)) {
            System.gc();
            LockSupport.parkNanos(20_000_000);
        }
        assertThat(modules).allMatch(m -> m.get() == null);
        assertThat(loaders).allMatch(l -> l.get() == null);
    }
}
