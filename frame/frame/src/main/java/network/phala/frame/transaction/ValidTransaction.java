package network.phala.frame.transaction;

import java.util.ArrayList;
import java.util.List;
import network.phala.primitives.Bytes;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// What a pool must know of a valid transaction (`sp_runtime::transaction_validity::ValidTransaction`).
///
/// @param priority higher goes first, unsigned
/// @param requires tags that other transactions must have provided before
/// @param provides tags that this one provides; no two transactions in a pool provide the same tag
/// @param longevity blocks for which this verdict holds at least, unsigned
/// @param propagate whether it may be sent to peers
@TypePath("sp_runtime::transaction_validity::ValidTransaction")
public record ValidTransaction(
        @TypeName("TransactionPriority") long priority,
        @TypeName("Vec<TransactionTag>") List<Bytes> requires,
        @TypeName("Vec<TransactionTag>") List<Bytes> provides,
        @TypeName("TransactionLongevity") long longevity,
        @TypeName("bool") boolean propagate) {
    public static final ValidTransaction DEFAULT = new ValidTransaction(0, List.of(), List.of(), -1, true);

    public ValidTransaction {
        requires = List.copyOf(requires);
        provides = List.copyOf(provides);
    }

    public static ValidTransaction ofPriority(long priority) {
        return new ValidTransaction(priority, List.of(), List.of(), -1, true);
    }

    public static ValidTransaction ofTags(List<Bytes> requires, List<Bytes> provides) {
        return new ValidTransaction(0, requires, provides, -1, true);
    }

    /// Both verdicts hold: priorities add up (saturating), tags come together, the shorter longevity counts.
    public ValidTransaction combine(ValidTransaction other) {
        long sum = priority + other.priority;
        List<Bytes> allRequired = new ArrayList<>(requires);
        allRequired.addAll(other.requires);
        List<Bytes> allProvided = new ArrayList<>(provides);
        allProvided.addAll(other.provides);
        return new ValidTransaction(
                Long.compareUnsigned(sum, priority) < 0 ? -1 : sum,
                allRequired,
                allProvided,
                Long.compareUnsigned(longevity, other.longevity) <= 0 ? longevity : other.longevity,
                propagate && other.propagate);
    }
}
