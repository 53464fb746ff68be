package network.phala.storage;

import java.util.List;
import network.phala.primitives.Bytes;

/// The changes of one child storage. The child's key stands without the `:child_storage:default:` prefix.
public record ChildChanges(Bytes childKey, List<StorageChange> changes) {
    public ChildChanges {
        changes = List.copyOf(changes);
    }
}
