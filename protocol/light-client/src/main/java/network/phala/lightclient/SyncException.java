package network.phala.lightclient;

import java.io.Serial;

/// What a relayer sent is not accepted; nothing has changed. Carries no stack trace: it is an expected refusal.
///
/// The message begins with the [Reason], in the words of phala-blockchain storage_sync.rs.
public final class SyncException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /// One reason for each check.
    public enum Reason {
        BAD_GENESIS("InvalidGenesis"),
        BLOCK_NUMBER_MISMATCH("BlockNumberMismatch"),
        HEADER_HASH_MISMATCH("HeaderHashMismatch"),
        MISSING_JUSTIFICATION("MissingJustification"),
        HEADER_VALIDATE_FAILED("HeaderValidateFailed"),
        HEADER_NOT_SYNCED("HeaderNotSynced"),
        STATE_ROOT_MISMATCH("StateRootMismatch"),
        WRONG_PHASE("AlreadyStarted");

        private final String text;

        Reason(String text) {
            this.text = text;
        }
    }

    SyncException(Reason reason, String detail) {
        super(reason.text + ": " + detail, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
