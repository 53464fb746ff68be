package network.phala.storage;

import java.util.List;
import network.phala.primitives.Bytes;

/// What a block or a call changed: top keys and child storages, each in key order.
public record StorageChanges(List<StorageChange> main, List<ChildChanges> children) {
    public static final StorageChanges NONE = new StorageChanges(List.of(), List.of());

    public StorageChanges {
        main = List.copyOf(main);
        children = List.copyOf(children);
    }

    public boolean isEmpty() {
        return main.isEmpty() && children.isEmpty();
    }

    /// These changes without those that leave `base` as it is.
    public StorageChanges effectiveOn(State base) {
        List<ChildChanges> changedChildren = children.stream()
                .map(child -> new ChildChanges(
                        child.childKey(), keepEffective(child.changes(), key -> base.childGet(child.childKey(), key))))
                .filter(child -> !child.changes().isEmpty())
                .toList();
        return new StorageChanges(keepEffective(main, base::get), changedChildren);
    }

    private static List<StorageChange> keepEffective(
            List<StorageChange> changes, java.util.function.Function<Bytes, java.util.Optional<Bytes>> before) {
        return changes.stream()
                .filter(change -> !before.apply(change.key()).equals(change.newValue()))
                .toList();
    }
}
