package network.phala.storage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import network.phala.primitives.Bytes;
import org.jspecify.annotations.Nullable;

/// The changed keys of one storage with a stack of values each, one for every open layer that wrote the key.
///
/// Follows polkadot-sdk substrate/primitives/state-machine/src/overlayed_changes/changeset.rs.
final class ChangeSet {
    /// The value a layer gave to a key; `null` is a removal.
    private record Version(int depth, @Nullable Bytes value) {}

    private final Map<Bytes, Deque<Version>> versionsByKey = new HashMap<>();
    private final List<Set<Bytes>> dirtyByLayer = new ArrayList<>();
    /// The keys in order, kept from the first time that order is asked for.
    private @Nullable TreeSet<Bytes> sortedKeys;

    private int depth() {
        return dirtyByLayer.size();
    }

    boolean isEmpty() {
        return versionsByKey.isEmpty();
    }

    boolean touches(Bytes key) {
        return versionsByKey.containsKey(key);
    }

    /// The newest value of a touched key; empty when it is removed.
    Optional<Bytes> valueOf(Bytes key) {
        Deque<Version> versions = versionsByKey.get(key);
        return versions == null
                ? Optional.empty()
                : Optional.ofNullable(versions.element().value());
    }

    void set(Bytes key, @Nullable Bytes value) {
        Deque<Version> versions = versionsByKey.get(key);
        if (versions == null) {
            versions = new ArrayDeque<>(2);
            versionsByKey.put(key, versions);
            if (sortedKeys != null) {
                sortedKeys.add(key);
            }
        }
        if (!versions.isEmpty() && versions.element().depth() == depth()) {
            versions.pop();
        } else if (depth() > 0) {
            dirtyByLayer.getLast().add(key);
        }
        versions.push(new Version(depth(), value));
    }

    void begin() {
        dirtyByLayer.add(new HashSet<>());
    }

    void rollback() {
        for (Bytes key : dirtyByLayer.removeLast()) {
            Deque<Version> versions = versionsOf(key);
            versions.pop();
            if (versions.isEmpty()) {
                versionsByKey.remove(key);
                if (sortedKeys != null) {
                    sortedKeys.remove(key);
                }
            }
        }
    }

    void commit() {
        Set<Bytes> dirty = dirtyByLayer.removeLast();
        for (Bytes key : dirty) {
            Deque<Version> versions = versionsOf(key);
            Version newest = versions.pop();
            if (!versions.isEmpty() && versions.element().depth() == depth()) {
                versions.pop();
            } else if (depth() > 0) {
                dirtyByLayer.getLast().add(key);
            }
            versions.push(new Version(depth(), newest.value()));
        }
    }

    NavigableSet<Bytes> keys() {
        TreeSet<Bytes> keys = sortedKeys;
        if (keys == null) {
            keys = new TreeSet<>(versionsByKey.keySet());
            sortedKeys = keys;
        }
        return keys;
    }

    /// The newest value of every touched key, in key order.
    List<StorageChange> changes() {
        List<StorageChange> changes = new ArrayList<>(versionsByKey.size());
        for (Bytes key : keys()) {
            changes.add(new StorageChange(key, versionsOf(key).element().value()));
        }
        return changes;
    }

    /// The versions of a key that is known to be touched.
    private Deque<Version> versionsOf(Bytes key) {
        return Objects.requireNonNull(versionsByKey.get(key));
    }
}
