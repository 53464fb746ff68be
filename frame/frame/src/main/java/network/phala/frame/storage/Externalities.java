package network.phala.frame.storage;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import network.phala.primitives.Bytes;
import network.phala.storage.Overlay;
import network.phala.storage.State;
import network.phala.storage.StorageChanges;

/// The state that pallets see while a block, a transaction check or a query runs.
///
/// Bound by [#run] for the length of one piece of work and read by storage items only: the one ambient value of the
/// project. For one thread. Values are held in an [Overlay]; what grows by [#append] is held apart until it is read, so
/// that an event or an outbound message costs the same however many a block has.
public final class Externalities {
    /// Deepest nesting of layers; Substrate's `TRANSACTIONAL_LIMIT`.
    public static final int LAYERS_MAX = 255;

    private static final ScopedValue<Externalities> CURRENT = ScopedValue.newInstance();

    /// Keys whose appended elements are held apart: each layer asks every one of them. Others are written at once.
    private static final int LOGS_MAX = 16;

    private final Overlay overlay;
    private final Map<Bytes, AppendLog> logs = new LinkedHashMap<>();

    public Externalities(Overlay overlay) {
        this.overlay = overlay;
    }

    public Externalities(State state) {
        this(new Overlay(state));
    }

    /// Work that may fail with `X`.
    @FunctionalInterface
    public interface Work<T, X extends Exception> {
        T run() throws X;
    }

    /// Does the work with `ext` as the state of every storage item.
    public static <T, X extends Exception> T run(Externalities ext, Work<T, X> work) throws X {
        return ScopedValue.where(CURRENT, ext).call(work::run);
    }

    /// The state bound by [#run].
    ///
    /// @throws IllegalStateException outside of it
    public static Externalities current() {
        if (!CURRENT.isBound()) {
            throw new IllegalStateException("Storage is used outside of Externalities.run");
        }
        return CURRENT.get();
    }

    /// Does the work in a layer: kept when it returns, rolled back when it throws.
    public <T, X extends Exception> T layer(Work<T, X> work) throws X {
        begin();
        boolean kept = false;
        try {
            T result = work.run();
            kept = true;
            return result;
        } finally {
            if (kept) {
                commit();
            } else {
                rollback();
            }
        }
    }

    /// Does the work in a layer and forgets all its writes (dry runs).
    public <T, X extends Exception> T forget(Work<T, X> work) throws X {
        begin();
        try {
            return work.run();
        } finally {
            rollback();
        }
    }

    public int depth() {
        return overlay.transactionDepth();
    }

    public void begin() {
        overlay.beginTransaction();
        logs.values().forEach(AppendLog::begin);
    }

    public void commit() {
        overlay.commitTransaction();
        logs.values().forEach(AppendLog::commit);
    }

    public void rollback() {
        overlay.rollbackTransaction();
        logs.values().removeIf(log -> !log.rollback());
    }

    public Optional<Bytes> get(Bytes key) {
        AppendLog log = logs.get(key);
        return log != null ? log.value() : overlay.get(key);
    }

    public boolean exists(Bytes key) {
        return overlay.exists(key);
    }

    public void put(Bytes key, Bytes value) {
        AppendLog log = logs.get(key);
        if (log != null) {
            log.put(value);
        }
        overlay.put(key, value);
    }

    public void remove(Bytes key) {
        AppendLog log = logs.get(key);
        if (log != null) {
            log.put(null);
        }
        overlay.remove(key);
    }

    /// Appends an encoded element to an encoded `Vec` (`sp_io::storage::append`).
    public void append(Bytes key, Bytes element) {
        AppendLog log = logs.get(key);
        if (log == null) {
            log = new AppendLog(overlay.get(key).orElse(null), depth());
            if (logs.size() < LOGS_MAX) {
                logs.put(key, log);
            }
        }
        log.append(element);
        // The overlay has to know that there is such a key, and once for all layers is enough.
        if (logs.get(key) != log || !overlay.exists(key)) {
            log.value().ifPresent(value -> overlay.put(key, value));
        }
    }

    private void flush() {
        if (depth() > 0) {
            throw new IllegalStateException(depth() + " storage layers are open; expected none");
        }
        logs.forEach((key, log) -> log.value().ifPresent(value -> overlay.put(key, value)));
        logs.clear();
    }

    public Optional<Bytes> nextKey(Bytes key) {
        return overlay.nextKey(key);
    }

    public List<Bytes> keysWithPrefix(Bytes prefix) {
        return overlay.keysWithPrefix(prefix);
    }

    public Overlay.Removal clearPrefix(Bytes prefix, OptionalInt limit) {
        Overlay.Removal removal = overlay.clearPrefix(prefix, limit);
        logs.forEach((key, log) -> {
            if (!overlay.exists(key)) {
                log.put(null);
            }
        });
        return removal;
    }

    /// Every key written so far, changed or not.
    public StorageChanges changes() {
        return overlay().changes();
    }

    /// The overlay with everything written so far.
    ///
    /// @throws IllegalStateException when a layer is open
    public Overlay overlay() {
        flush();
        return overlay;
    }
}
