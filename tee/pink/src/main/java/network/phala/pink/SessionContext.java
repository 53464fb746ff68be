package network.phala.pink;

import java.util.Optional;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;

/// What one execution session sees of the world: the mode, Phala's block number and the time in milliseconds, and, for
/// the event block of a transaction, the nonce of the call, the contract it entered and who sent it.
public record SessionContext(
        ExecutionMode mode,
        int blockNumber,
        long nowMillis,
        Optional<Bytes> callNonce,
        Optional<AccountId> entryContract,
        Optional<AccountId> callOrigin) {

    /// A session without call details.
    public static SessionContext of(ExecutionMode mode, int blockNumber, long nowMillis) {
        return new SessionContext(mode, blockNumber, nowMillis, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
