package network.phala.chain;

import java.util.List;
import network.phala.block.Header;
import network.phala.frame.transaction.TransactionSource;
import network.phala.frame.transaction.TransactionValidity;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.DecodeException;
import network.phala.storage.State;
import network.phala.storage.StorageChanges;

/// What the chain asks of its runtime. Every method works on an immutable state and may run on any thread.
public interface ChainRuntime {
    /// Begins a block on its parent's state. The header carries parent hash, number and the pre-runtime
    /// digest; its roots are not read.
    Execution startBlock(State parent, Header header);

    /// The pool's question (`TaggedTransactionQueue_validate_transaction`).
    ///
    /// @throws DecodeException when the bytes are not an extrinsic
    TransactionValidity validateTransaction(StateAt at, TransactionSource source, Bytes extrinsic)
            throws DecodeException;

    /// Calls a runtime API function by its name, `Core_version` for one, arguments and result in SCALE.
    ///
    /// @throws RuntimeApiException when there is no such function, or the arguments are not its arguments
    Bytes call(StateAt at, String function, Bytes arguments) throws RuntimeApiException;

    /// A block in the making. For one thread.
    interface Execution {
        /// The extrinsics that the block maker itself puts in front.
        List<Bytes> inherents(long timestampMillis);

        Applied apply(Bytes extrinsic);

        /// Ends the block.
        Executed finish();
    }

    /// What came of one extrinsic.
    sealed interface Applied {
        /// It is in the block, whether its call succeeded or not; `result` is the encoded
        /// `ApplyExtrinsicResult`.
        record Included(Bytes result) implements Applied {}

        /// It cannot be in this block, and the state is as before.
        record Refused(TransactionValidity.Error error) implements Applied {}

        /// The bytes are not an extrinsic, or the runtime broke on it; the state is as before.
        record Broken(String problem) implements Applied {}
    }

    /// A finished block: its header, the keys it touched, the state after it.
    record Executed(Header header, StorageChanges changes, State state) {
        public H256 hash() {
            return header.hash();
        }
    }

    /// A runtime API call that cannot be made.
    final class RuntimeApiException extends Exception {
        private static final long serialVersionUID = 1L;

        public RuntimeApiException(String message) {
            super(message, null, false, false);
        }
    }
}
