package network.phala.pink.contracts;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import network.phala.pink.PinkHost;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.wasm.CodeStore;
import network.phala.wasm.Engine;
import network.phala.wasm.RunStoppedException;
import org.jspecify.annotations.Nullable;

/// Compiled contract code by code hash, bounded in memory: the least recently used is dropped
/// first, and what nobody used for a while ([#dropIdle]). Validation and compilation depend on the
/// code alone, so one cache may serve any number of clusters and threads, and what is in it never
/// changes what a contract does.
///
/// What leaves the cache unloads: nothing else holds the compiled classes once no call runs in
/// them. Until the garbage collector has come by it is still found here, so that code is not
/// compiled again while it runs or lies about anyway.
///
/// What was compiled can be kept for the next process, and for the next use in this one
/// ([#keepIn]).
public final class ContractModules {
    /// What all modules together may take where nobody says otherwise: some two hundred contracts
    /// as people write them.
    public static final long BYTES_STANDARD = 16L << 20;

    private final long bytesMax;
    private volatile CodeStore store = CodeStore.NONE;
    private final Engine engine;

    // All below is guarded by `cache`.
    private final Map<H256, Entry> cache = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<H256, Dropped> dropped = new HashMap<>();
    private final ReferenceQueue<ContractCode> collected = new ReferenceQueue<>();
    private final Map<H256, CompletableFuture<Optional<ContractCode>>> running = new HashMap<>();
    private long bytes;
    private long period;

    /// A module that is held: what it counts, and in which period it was last used.
    private static final class Entry {
        final ContractCode code;
        long bytes;
        long used;

        Entry(ContractCode code, long used) {
            this.code = code;
            this.used = used;
        }
    }

    /// A module that is not held any more.
    private static final class Dropped extends WeakReference<ContractCode> {
        final H256 hash;

        Dropped(H256 hash, ContractCode code, ReferenceQueue<ContractCode> queue) {
            super(code, queue);
            this.hash = hash;
        }
    }

    /// How a run waits for another: with what it holds, or without.
    @FunctionalInterface
    interface Patience {
        /// Runs the wait, and comes back when the run may go on.
        void during(PinkHost.Wait wait) throws InterruptedException;
    }

    /// A cache of modules that take about so many bytes, classes included; the one used last stays,
    /// however large.
    public ContractModules(long bytesMax) {
        this(bytesMax, Engine.COMPILER);
    }

    /// The same for code that runs on this engine; what comes of the code does not depend on it.
    public ContractModules(long bytesMax, Engine engine) {
        this.bytesMax = bytesMax;
        this.engine = engine;
    }

    /// From now on takes compiled code from this store first, and gives it what is compiled.
    public void keepIn(CodeStore kept) {
        store = kept;
    }

    /// About how much memory the held modules take.
    public long bytes() {
        synchronized (cache) {
            return bytes;
        }
    }

    /// How many modules are held.
    public int size() {
        synchronized (cache) {
            return cache.size();
        }
    }

    /// Drops everything: the memory is needed.
    public void dropAll() {
        synchronized (cache) {
            cache.forEach(this::drop);
            cache.clear();
        }
    }

    /// Begins a new period: what was not used in the one before is dropped.
    public void dropIdle() {
        synchronized (cache) {
            for (Iterator<Map.Entry<H256, Entry>> all = cache.entrySet().iterator(); all.hasNext(); ) {
                Map.Entry<H256, Entry> each = all.next();
                if (each.getValue().used < period) {
                    all.remove();
                    drop(each.getKey(), each.getValue());
                }
            }
            period++;
        }
    }

    /// The compiled form of code that was stored; empty when it is not known here.
    Optional<ContractCode> get(H256 hash) {
        synchronized (cache) {
            return Optional.ofNullable(find(hash));
        }
    }

    private @Nullable ContractCode find(H256 hash) {
        Entry entry = cache.get(hash);
        if (entry == null) {
            Dropped left = dropped.remove(hash);
            ContractCode code = left == null ? null : left.get();
            if (code != null) {
                add(hash, code);
            }
            return code;
        }
        entry.used = period;
        if (weigh(entry)) {
            trim();
        }
        return entry.code;
    }

    /// Counts what a module takes by now; whether that is more than before.
    private boolean weigh(Entry entry) {
        long before = entry.bytes;
        entry.bytes = entry.code.module().memoryBytes();
        bytes += entry.bytes - before;
        return entry.bytes > before;
    }

    private void add(H256 hash, ContractCode code) {
        Entry before = cache.put(hash, new Entry(code, period));
        if (before != null) {
            bytes -= before.bytes;
        }
        // Those that were not used lately may have grown in the use that was their last.
        cache.values().forEach(this::weigh);
        trim();
    }

    private void trim() {
        Iterator<Map.Entry<H256, Entry>> eldest = cache.entrySet().iterator();
        while (bytes > bytesMax && cache.size() > 1) {
            Map.Entry<H256, Entry> each = eldest.next();
            eldest.remove();
            drop(each.getKey(), each.getValue());
        }
        for (var gone = collected.poll(); gone != null; gone = collected.poll()) {
            if (gone instanceof Dropped left) {
                dropped.remove(left.hash, left);
            }
        }
    }

    private void drop(H256 hash, Entry entry) {
        bytes -= entry.bytes;
        dropped.put(hash, new Dropped(hash, entry.code, collected));
    }

    /// Compiles stored code and keeps it; empty when it cannot run at all.
    ///
    /// @param hash under which it is kept
    /// @param patience how to wait for another thread that is at the same code. Who may not be
    ///     held up, as the one that changes the state may not be by queries, has none and does the
    ///     work itself.
    Optional<ContractCode> compile(H256 hash, Bytes code, HostFunctions functions, Optional<Patience> patience) {
        CompletableFuture<Optional<ContractCode>> mine = new CompletableFuture<>();
        while (true) {
            CompletableFuture<Optional<ContractCode>> other;
            synchronized (cache) {
                ContractCode known = find(hash);
                if (known != null) {
                    return Optional.of(known);
                }
                other = running.putIfAbsent(hash, mine);
            }
            if (other == null) {
                return compileFor(mine, hash, code, functions);
            }
            if (patience.isEmpty()) {
                return load(hash, code, functions);
            }
            await(other, patience.get());
            // What stopped the other one, such as the end of its stack, is nothing to us: again.
            if (!other.isCompletedExceptionally()) {
                return other.join();
            }
        }
    }

    private static void await(CompletableFuture<?> other, Patience patience) {
        try {
            patience.during(() -> {
                try {
                    other.get();
                } catch (ExecutionException _) {
                    // Whoever waited looks what has become of it.
                }
            });
        } catch (InterruptedException _) {
            throw new RunStoppedException();
        }
    }

    private Optional<ContractCode> compileFor(
            CompletableFuture<Optional<ContractCode>> waiting, H256 hash, Bytes code, HostFunctions functions) {
        try {
            Optional<ContractCode> made = load(hash, code, functions);
            forget(waiting, hash);
            waiting.complete(made);
            return made;
        } catch (RuntimeException | Error e) {
            forget(waiting, hash);
            waiting.completeExceptionally(e);
            throw e;
        }
    }

    private void forget(CompletableFuture<Optional<ContractCode>> waiting, H256 hash) {
        synchronized (cache) {
            running.remove(hash, waiting);
        }
    }

    private Optional<ContractCode> load(H256 hash, Bytes code, HostFunctions functions) {
        try {
            CodeStore from = store;
            CodeStore.Parts parts = from.open(hash);
            ContractCode compiled = CodeValidation.load(code, parts, functions, engine);
            synchronized (cache) {
                add(hash, compiled);
            }
            if (!compiled.module().isFrom(parts)) {
                from.save(hash, compiled.module()::parts);
            }
            return Optional.of(compiled);
        } catch (CodeRejectedException _) {
            return Optional.empty();
        }
    }

    Engine engine() {
        return engine;
    }

    /// Validates code for upload.
    ContractCode validate(Bytes code, Determinism determinism) throws CodeRejectedException {
        return CodeValidation.validate(code, determinism, engine);
    }

    /// Keeps code that was just validated, unless it is known: its classes are compiled already.
    void put(H256 hash, ContractCode code) {
        synchronized (cache) {
            if (find(hash) != null) {
                return;
            }
            add(hash, code);
        }
        store.save(hash, code.module()::parts);
    }
}
