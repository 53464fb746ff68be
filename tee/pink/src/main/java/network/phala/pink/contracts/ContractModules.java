package network.phala.pink.contracts;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.wasm.CodeStore;
import network.phala.wasm.Engine;

/// Compiled contract code by code hash, the least recently used dropped first. Validation and compilation depend on the
/// code alone, so one cache may serve any number of clusters and threads. What leaves it unloads: nothing else holds
/// the
/// compiled classes once no call runs in them.
///
/// What was compiled can be kept for the next process ([#keepIn]).
public final class ContractModules {
    private final int capacity;
    private volatile CodeStore store = CodeStore.NONE;
    private final Engine engine;
    private final Map<H256, ContractCode> cache;

    /// A cache for at most `capacity` modules.
    public ContractModules(int capacity) {
        this(capacity, Engine.COMPILER);
    }

    /// The same for code that runs on this engine; what comes of the code does not depend on it.
    public ContractModules(int capacity, Engine engine) {
        this.capacity = capacity;
        this.engine = engine;
        this.cache = new LinkedHashMap<>(16, 0.75f, true);
    }

    /// From now on takes compiled code from this store first, and gives it what is compiled.
    public void keepIn(CodeStore kept) {
        store = kept;
    }

    /// The compiled form of code that was stored; empty when it is not known here.
    Optional<ContractCode> get(H256 hash) {
        synchronized (cache) {
            return Optional.ofNullable(cache.get(hash));
        }
    }

    /// Compiles stored code and keeps it; empty when it cannot run at all.
    Optional<ContractCode> compile(H256 hash, Bytes code) {
        try {
            CodeStore from = store;
            CodeStore.Parts parts = from.open(hash);
            ContractCode compiled = CodeValidation.load(code, parts, engine);
            keep(hash, compiled);
            if (!compiled.module().isFrom(parts)) {
                from.save(hash, compiled.module()::parts);
            }
            return Optional.of(compiled);
        } catch (CodeRejectedException _) {
            return Optional.empty();
        }
    }

    /// Validates code for upload.
    ContractCode validate(Bytes code, Determinism determinism) throws CodeRejectedException {
        return CodeValidation.validate(code, determinism, engine);
    }

    /// Keeps code that was just validated, unless it is known: its classes are compiled already.
    void put(H256 hash, ContractCode code) {
        if (get(hash).isEmpty()) {
            keep(hash, code);
            store.save(hash, code.module()::parts);
        }
    }

    private void keep(H256 hash, ContractCode code) {
        synchronized (cache) {
            cache.put(hash, code);
            if (cache.size() > capacity) {
                var eldest = cache.entrySet().iterator();
                eldest.next();
                eldest.remove();
            }
        }
    }
}
