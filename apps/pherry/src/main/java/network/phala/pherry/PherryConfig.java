package network.phala.pherry;

import java.time.Duration;
import java.util.Optional;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;

/// What a relayer is told by its operator.
///
/// @param nodeUrl the node's WebSocket
/// @param pruntimeUrl the worker's private prpc address
/// @param keyUri the account that pays the fees, as a secret URI
/// @param injectKey a 32-byte development identity for a fresh pruntime
/// @param attestation `none`, `ias` or `dcap`
/// @param blockBatch storage changes of how many blocks go into one call
/// @param longevity for how many blocks an extrinsic is valid; 0 means for ever
/// @param messagesPerRound how many egress messages are submitted before the loop turns
/// @param idleWait how long to rest at the tip of the chain at most; the next final block ends it
/// @param toBlock stop when this block has been dispatched
public record PherryConfig(
        String nodeUrl,
        String pruntimeUrl,
        String keyUri,
        Optional<Bytes> injectKey,
        Optional<AccountId> operator,
        Attestation attestation,
        int blockBatch,
        int longevity,
        long tip,
        int messagesPerRound,
        Duration idleWait,
        long toBlock,
        Switches switches) {
    /// Neither the fee account's phrase nor the worker's seed.
    @Override
    public String toString() {
        return "PherryConfig of " + nodeUrl + " and " + pruntimeUrl;
    }

    /// Evidence that the worker attaches when it registers.
    public enum Attestation {
        NONE,
        IAS,
        DCAP
    }

    /// Parts of the job that an operator can turn off.
    public record Switches(
            boolean initialise,
            boolean sync,
            boolean submitMessages,
            boolean register,
            boolean bind,
            boolean waitForNode) {
        public static final Switches ALL = new Switches(true, true, true, true, true, true);
    }
}
