package network.phala.frame.system;

import java.util.List;
import network.phala.frame.transaction.InvalidTransaction;
import network.phala.frame.transaction.SignedExtension;
import network.phala.frame.transaction.TransactionValidityException;
import network.phala.frame.transaction.ValidTransaction;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.ScaleWriter;
import network.phala.scale.TypeDef;

/// Each account's extrinsics run once and in the order of their nonces.
///
/// Follows frame_system extensions/check_nonce.rs. Tag: the account's 32 bytes and the nonce as u32.
public final class CheckNonce implements SignedExtension<Integer> {
    private static final Codec<Integer> CODEC = Codecs.retyped(
            Codecs.COMPACT_U32,
            Extensions.type(
                    "check_nonce",
                    "CheckNonce",
                    List.of(new TypeDef.Field(null, Codecs.COMPACT_U32.type(), "T::Nonce"))));

    private final FrameSystem system;

    public CheckNonce(FrameSystem system) {
        this.system = system;
    }

    @Override
    public String identifier() {
        return "CheckNonce";
    }

    @Override
    public Codec<Integer> codec() {
        return CODEC;
    }

    @Override
    public ValidTransaction validate(AccountId who, Integer nonce, Context context)
            throws TransactionValidityException {
        AccountInfo account = payingAccount(who);
        int order = Integer.compareUnsigned(nonce, account.nonce());
        if (order < 0) {
            throw new TransactionValidityException(InvalidTransaction.STALE);
        }
        List<Bytes> requires = order > 0 ? List.of(tag(who, nonce - 1)) : List.of();
        return ValidTransaction.ofTags(requires, List.of(tag(who, nonce)));
    }

    @Override
    public PostDispatch preDispatch(AccountId who, Integer nonce, Context context) throws TransactionValidityException {
        AccountInfo account = payingAccount(who);
        int order = Integer.compareUnsigned(nonce, account.nonce());
        if (order != 0) {
            throw new TransactionValidityException(order < 0 ? InvalidTransaction.STALE : InvalidTransaction.FUTURE);
        }
        system.accounts().put(who, account.withNonce(nonce + 1));
        return PostDispatch.NOTHING;
    }

    /// An account that nobody paid for could grow the state for free.
    private AccountInfo payingAccount(AccountId who) throws TransactionValidityException {
        AccountInfo account = system.accounts().get(who);
        if (!account.exists()) {
            throw new TransactionValidityException(InvalidTransaction.PAYMENT);
        }
        return account;
    }

    /// The pool tag of an account's transaction.
    public static Bytes tag(AccountId who, int nonce) {
        ScaleWriter out = new ScaleWriter();
        Codecs.ACCOUNT_ID.encode(who, out);
        out.writeInt(nonce);
        return out.toBytes();
    }
}
