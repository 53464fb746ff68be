package network.phala.rpc.api;

import network.phala.chain.pool.PoolRefusal;
import network.phala.frame.transaction.InvalidTransaction;
import network.phala.frame.transaction.TransactionValidity;
import network.phala.frame.transaction.UnknownTransaction;
import network.phala.rpc.RpcException;

/// A pool's refusals as the errors that Substrate clients know.
///
/// Follows polkadot-sdk substrate/client/rpc-api/src/author/error.rs and sp_runtime
/// transaction_validity.rs.
final class PoolErrors {
    static final int BAD_FORMAT = 1001;
    private static final int VERIFICATION_ERROR = 1002;
    private static final int INVALID_TRANSACTION = 1010;
    private static final int UNKNOWN_VALIDITY = 1011;
    private static final int TEMPORARILY_BANNED = 1012;
    private static final int ALREADY_IMPORTED = 1013;
    private static final int TOO_LOW_PRIORITY = 1014;
    private static final int CYCLE_DETECTED = 1015;
    private static final int IMMEDIATELY_DROPPED = 1016;
    private static final int NO_TAGS = 1019;

    private PoolErrors() {}

    static RpcException of(PoolRefusal refusal) {
        return switch (refusal) {
            case PoolRefusal.NotValid(TransactionValidity.Invalid(InvalidTransaction reason)) ->
                new RpcException(INVALID_TRANSACTION, "Invalid Transaction", text(reason));
            case PoolRefusal.NotValid(TransactionValidity.Unknown(UnknownTransaction reason)) ->
                new RpcException(UNKNOWN_VALIDITY, "Unknown Transaction Validity", text(reason));
            case PoolRefusal.Undecodable(String problem) ->
                new RpcException(
                        VERIFICATION_ERROR,
                        "Verification Error: Runtime error: Execution failed: " + problem,
                        "RuntimeApi(\"Execution failed: " + problem + "\")");
            case PoolRefusal.TemporarilyBanned _ ->
                new RpcException(TEMPORARILY_BANNED, "Transaction is temporarily banned");
            case PoolRefusal.AlreadyImported(var hash) ->
                new RpcException(ALREADY_IMPORTED, "Transaction Already Imported", hash.toHex());
            case PoolRefusal.TooLowPriority(long old, long offered) ->
                new RpcException(
                        TOO_LOW_PRIORITY,
                        "Priority is too low: (" + Long.toUnsignedString(old) + " vs " + Long.toUnsignedString(offered)
                                + ")",
                        "The transaction has too low priority to replace another transaction already in the pool.");
            case PoolRefusal.CycleDetected _ -> new RpcException(CYCLE_DETECTED, "Cycle Detected");
            case PoolRefusal.ImmediatelyDropped _ ->
                new RpcException(
                        IMMEDIATELY_DROPPED,
                        "Immediately Dropped",
                        "The transaction couldn't enter the pool because of the limit");
            case PoolRefusal.NoTagsProvided _ ->
                new RpcException(
                        NO_TAGS,
                        "No tags provided",
                        "Transaction does not provide any tags, so the pool can't identify it");
        };
    }

    private static String text(InvalidTransaction reason) {
        return switch (reason) {
            case InvalidTransaction.Call _ -> "Transaction call is not expected";
            case InvalidTransaction.Payment _ -> "Inability to pay some fees (e.g. account balance too low)";
            case InvalidTransaction.Future _ -> "Transaction will be valid in the future";
            case InvalidTransaction.Stale _ -> "Transaction is outdated";
            case InvalidTransaction.BadProof _ -> "Transaction has a bad signature";
            case InvalidTransaction.AncientBirthBlock _ -> "Transaction has an ancient birth block";
            case InvalidTransaction.ExhaustsResources _ -> "Transaction would exhaust the block limits";
            case InvalidTransaction.Custom(byte code) -> "Custom error: " + Byte.toUnsignedInt(code);
            case InvalidTransaction.BadMandatory _ -> "A call was labelled as mandatory, but resulted in an Error.";
            case InvalidTransaction.MandatoryValidation _ ->
                "Transaction dispatch is mandatory; transactions must not be validated.";
            case InvalidTransaction.BadSigner _ -> "Invalid signing address";
        };
    }

    private static String text(UnknownTransaction reason) {
        return switch (reason) {
            case UnknownTransaction.CannotLookup _ -> "CannotLookup";
            case UnknownTransaction.NoUnsignedValidator _ -> "NoUnsignedValidator";
            case UnknownTransaction.Custom(byte code) -> "Custom(" + Byte.toUnsignedInt(code) + ")";
        };
    }
}
