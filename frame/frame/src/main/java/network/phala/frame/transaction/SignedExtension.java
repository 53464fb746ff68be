package network.phala.frame.transaction;

import network.phala.frame.dispatch.DispatchInfo;
import network.phala.frame.dispatch.PostDispatchInfo;
import network.phala.frame.dispatch.RuntimeCall;
import network.phala.primitives.AccountId;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;
import network.phala.scale.ScaleWriter;
import network.phala.scale.TypeRef;
import network.phala.scale.Unit;

/// One of the checks around every extrinsic. `X` is what the sender adds to the extrinsic for it.
///
/// For a signed extrinsic the executive calls, extension by extension in order, [#encodeAdditional] (what is signed but
/// not sent), then [#validate] (for the pool) or [#preDispatch] (in a block), and after the dispatch what that
/// returned.
public interface SignedExtension<X> {
    /// The facts of the transaction that is checked.
    ///
    /// @param length bytes of the encoded extrinsic with its length prefix
    record Context(RuntimeCall call, DispatchInfo info, int length) {}

    /// Runs after the dispatch.
    @FunctionalInterface
    interface PostDispatch {
        PostDispatch NOTHING = (context, post, succeeded) -> {};

        void run(Context context, PostDispatchInfo post, boolean succeeded) throws TransactionValidityException;
    }

    /// The name in metadata.
    String identifier();

    /// Wire form and type of what stands in the extrinsic.
    Codec<X> codec();

    /// Type of what is signed but not sent.
    default TypeRef additionalType() {
        return Scale.of(Unit.class).type();
    }

    /// Writes what is signed but not sent.
    default void encodeAdditional(X extra, ScaleWriter out) throws TransactionValidityException {}

    /// The pool's question.
    default ValidTransaction validate(AccountId who, X extra, Context context) throws TransactionValidityException {
        return ValidTransaction.DEFAULT;
    }

    /// The block's question; may write.
    default PostDispatch preDispatch(AccountId who, X extra, Context context) throws TransactionValidityException {
        validate(who, extra, context);
        return PostDispatch.NOTHING;
    }

    default ValidTransaction validateUnsigned(Context context) throws TransactionValidityException {
        return ValidTransaction.DEFAULT;
    }

    default PostDispatch preDispatchUnsigned(Context context) throws TransactionValidityException {
        validateUnsigned(context);
        return PostDispatch.NOTHING;
    }

    /// The codec of an extension that adds nothing to the extrinsic: no bytes, and a named empty struct as its type.
    static Codec<Unit> empty(TypeRef type) {
        return Codecs.of(type, (unit, out) -> {}, in -> Unit.UNIT);
    }
}
