package network.phala.frame.system;

import network.phala.frame.transaction.InvalidTransaction;
import network.phala.frame.transaction.SignedExtension;
import network.phala.frame.transaction.TransactionValidityException;
import network.phala.frame.transaction.ValidTransaction;
import network.phala.primitives.AccountId;
import network.phala.scale.Codec;
import network.phala.scale.Unit;

/// Refuses the all-zero account, whose signatures anybody can make in some schemes.
public final class CheckNonZeroSender implements SignedExtension<Unit> {
    private static final Codec<Unit> CODEC = Extensions.empty("check_non_zero_sender", "CheckNonZeroSender");

    @Override
    public String identifier() {
        return "CheckNonZeroSender";
    }

    @Override
    public Codec<Unit> codec() {
        return CODEC;
    }

    @Override
    public ValidTransaction validate(AccountId who, Unit extra, Context context) throws TransactionValidityException {
        if (who.equals(AccountId.ZERO)) {
            throw new TransactionValidityException(InvalidTransaction.BAD_SIGNER);
        }
        return ValidTransaction.DEFAULT;
    }
}
