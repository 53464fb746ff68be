package network.phala.frame.executive;

import java.util.Optional;
import network.phala.frame.dispatch.DispatchError;
import network.phala.frame.transaction.TransactionValidity;
import network.phala.primitives.Bytes;
import network.phala.scale.Scale;
import network.phala.scale.ScaleWriter;

/// What became of an extrinsic in a block. On the wire `ApplyExtrinsicResult`.
public sealed interface ApplyResult {
    /// The extrinsic is part of the block; its call may have refused.
    record Included(Optional<DispatchError> failure) implements ApplyResult {}

    /// The extrinsic cannot be in this block; nothing of it remains.
    record Refused(TransactionValidity.Error reason) implements ApplyResult {}

    /// The extrinsic would make the runtime panic: it can be in no block like this one.
    record Panicked(String reason) implements ApplyResult {}

    /// `Result<Result<(), DispatchError>, TransactionValidityError>`.
    default Bytes encode() {
        ScaleWriter out = new ScaleWriter();
        switch (this) {
            case Included(Optional<DispatchError> failure) -> {
                out.writeByte(0);
                out.writeByte(failure.isPresent() ? 1 : 0);
                failure.ifPresent(error -> Scale.of(DispatchError.class).encode(error, out));
            }
            case Refused(TransactionValidity.Error reason) -> {
                out.writeByte(1);
                TransactionValidity.Error.ERROR_CODEC.encode(reason, out);
            }
            case Panicked(String reason) -> throw new IllegalStateException("A panic has no wire form: " + reason);
        }
        return out.toBytes();
    }
}
