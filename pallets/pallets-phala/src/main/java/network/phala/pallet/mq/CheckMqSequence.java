package network.phala.pallet.mq;

import java.util.List;
import network.phala.frame.dispatch.RuntimeCall;
import network.phala.frame.transaction.InvalidTransaction;
import network.phala.frame.transaction.SignedExtension;
import network.phala.frame.transaction.TransactionValidityException;
import network.phala.frame.transaction.ValidTransaction;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.scale.Codec;
import network.phala.scale.ScaleWriter;
import network.phala.scale.TypeDef;
import network.phala.scale.TypeRef;
import network.phala.scale.Unit;
import network.phala.types.mq.MessageOrigin;
import network.phala.types.mq.SignedMessage;
import org.jspecify.annotations.Nullable;

/// Lets messages from outside into a block only in their order; in a pool, early ones wait for those before
/// them. Looks at calls of `sync_offchain_message` themselves, not at those inside other calls.
///
/// Follows phala-blockchain pallets/phala/src/mq/check_seq.rs.
public final class CheckMqSequence implements SignedExtension<Unit> {
    private static final Bytes TAG = Bytes.ofUtf8("PhalaMqOffchainMessages");
    private static final Codec<Unit> CODEC = SignedExtension.empty(TypeRef.of(new TypeDef.Composite(
            List.of("phala_pallets", "mq", "check_seq", "CheckMqSequence"),
            List.of(new TypeDef.TypeParameter("T", null)),
            List.of())));

    private final PhalaMq mq;

    public CheckMqSequence(PhalaMq mq) {
        this.mq = mq;
    }

    @Override
    public String identifier() {
        return "CheckMqSequence";
    }

    @Override
    public Codec<Unit> codec() {
        return CODEC;
    }

    @Override
    public ValidTransaction validate(AccountId who, Unit extra, Context context) throws TransactionValidityException {
        SignedMessage message = messageIn(context.call());
        if (message == null) {
            return ValidTransaction.DEFAULT;
        }
        MessageOrigin sender = message.message().sender();
        int order = Long.compareUnsigned(message.sequence(), mq.nextSequence(sender));
        if (order < 0) {
            throw new TransactionValidityException(InvalidTransaction.STALE);
        }
        List<Bytes> requires = order == 0 ? List.of() : List.of(tag(sender, message.sequence() - 1));
        return ValidTransaction.ofTags(requires, List.of(tag(sender, message.sequence())));
    }

    @Override
    public PostDispatch preDispatch(AccountId who, Unit extra, Context context) throws TransactionValidityException {
        SignedMessage message = messageIn(context.call());
        if (message != null) {
            long expected = mq.nextSequence(message.message().sender());
            int order = Long.compareUnsigned(message.sequence(), expected);
            if (order != 0) {
                throw new TransactionValidityException(
                        order < 0 ? InvalidTransaction.STALE : InvalidTransaction.FUTURE);
            }
        }
        return PostDispatch.NOTHING;
    }

    /// What a pooled message with this sequence provides.
    public static Bytes tag(MessageOrigin sender, long sequence) {
        ScaleWriter out = new ScaleWriter();
        out.writeVec(TAG);
        MessageOrigin.codec().encode(sender, out);
        out.writeLong(sequence);
        return out.toBytes();
    }

    private @Nullable SignedMessage messageIn(RuntimeCall call) {
        return call.pallet() == mq.index() && call.call() instanceof PhalaMqCall.SyncOffchainMessage sync
                ? sync.signedMessage()
                : null;
    }
}
