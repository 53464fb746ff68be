package network.phala.frame.system;

import java.util.List;
import network.phala.primitives.Bytes;
import network.phala.scale.Index;
import network.phala.scale.SnakeCaseVariants;
import network.phala.scale.TupleType;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// Calls of the System pallet.
@TypePath(
        value = "frame_system::pallet::Call",
        parameters = {"T"},
        arguments = {Void.class})
@SnakeCaseVariants
public sealed interface SystemCall {
    /// Leaves a note in the block and does nothing. **Origin** any.
    @Index(0)
    record Remark(@TypeName("Vec<u8>") Bytes remark) implements SystemCall {}

    /// Sets the Wasm memory of the original node's executor. **Origin** root. Adds a digest item.
    @Index(1)
    record SetHeapPages(@TypeName("u64") long pages) implements SystemCall {}

    /// Replaces the runtime code. **Origin** root. **Errors**
    /// [SystemError#FAILED_TO_EXTRACT_RUNTIME_VERSION] always: this chain's runtime is part of the node.
    @Index(2)
    record SetCode(@TypeName("Vec<u8>") Bytes code) implements SystemCall {}

    /// Writes the code key without a look at the code. **Origin** root. **Events** [SystemEvent.CodeUpdated].
    @Index(3)
    record SetCodeWithoutChecks(@TypeName("Vec<u8>") Bytes code) implements SystemCall {}

    /// Writes storage directly. **Origin** root.
    @Index(4)
    record SetStorage(@TypeName("Vec<KeyValue>") List<KeyValue> items) implements SystemCall {}

    /// Removes storage keys. **Origin** root.
    @Index(5)
    record KillStorage(@TypeName("Vec<Key>") List<Bytes> keys) implements SystemCall {}

    /// Removes storage keys with a prefix, `subkeys` at most of those that existed before the block. **Origin** root.
    @Index(6)
    record KillPrefix(
            @TypeName("Key") Bytes prefix, @TypeName("u32") int subkeys) implements SystemCall {}

    /// A remark whose hash shows in an event. **Origin** signed. **Events** [SystemEvent.Remarked].
    @Index(7)
    record RemarkWithEvent(@TypeName("Vec<u8>") Bytes remark) implements SystemCall {}

    @TupleType
    record KeyValue(Bytes key, Bytes value) {}
}
