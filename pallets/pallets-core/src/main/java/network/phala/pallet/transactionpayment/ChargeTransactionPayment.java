package network.phala.pallet.transactionpayment;

import java.util.List;
import network.phala.frame.dispatch.DispatchClass;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.dispatch.DispatchInfo;
import network.phala.frame.dispatch.PostDispatchInfo;
import network.phala.frame.dispatch.Weight;
import network.phala.frame.transaction.InvalidTransaction;
import network.phala.frame.transaction.SignedExtension;
import network.phala.frame.transaction.TransactionValidityException;
import network.phala.frame.transaction.ValidTransaction;
import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.TypeDef;
import network.phala.scale.TypeRef;

/// Takes the fee before the dispatch, so that its `Withdraw` is the extrinsic's first event, and gives back
/// after it what was too much. The extra is the tip.
///
/// Follows polkadot-sdk 1.5.0 pallet_transaction_payment lib.rs and payment.rs (`CurrencyAdapter`).
public final class ChargeTransactionPayment implements SignedExtension<U128> {
    private static final Codec<U128> CODEC = Codecs.retyped(
            Codecs.COMPACT_U128,
            TypeRef.of(new TypeDef.Composite(
                    List.of("pallet_transaction_payment", "ChargeTransactionPayment"),
                    List.of(new TypeDef.TypeParameter("T", null)),
                    List.of(new TypeDef.Field(null, Codecs.COMPACT_U128.type(), "BalanceOf<T>")))));

    private final TransactionPayment payment;

    public ChargeTransactionPayment(TransactionPayment payment) {
        this.payment = payment;
    }

    @Override
    public String identifier() {
        return "ChargeTransactionPayment";
    }

    @Override
    public Codec<U128> codec() {
        return CODEC;
    }

    @Override
    public ValidTransaction validate(AccountId who, U128 tip, Context context) throws TransactionValidityException {
        U128 fee = withdraw(who, tip, context);
        return ValidTransaction.ofPriority(priority(context, tip, fee));
    }

    @Override
    public PostDispatch preDispatch(AccountId who, U128 tip, Context context) throws TransactionValidityException {
        U128 paid = withdraw(who, tip, context);
        return (after, post, _) -> settle(who, tip, paid, after, post);
    }

    private U128 withdraw(AccountId who, U128 tip, Context context) throws TransactionValidityException {
        DispatchInfo info = context.info();
        U128 fee = payment.feeDetails(context.length(), info.weight(), info.paysFee(), info.dispatchClass(), tip)
                .finalFee();
        try {
            payment.currency().withdraw(who, fee, true);
        } catch (DispatchException e) {
            throw new TransactionValidityException(InvalidTransaction.PAYMENT);
        }
        return fee;
    }

    private void settle(AccountId who, U128 tip, U128 paid, Context context, PostDispatchInfo post)
            throws TransactionValidityException {
        DispatchInfo info = context.info();
        U128 actual = payment.feeDetails(
                        context.length(), post.weightOf(info), post.paysOf(info), info.dispatchClass(), tip)
                .finalFee();
        if (!paid.isZero()) {
            U128 kept = paid.subtract(refund(who, paid.saturatingSubtract(actual)));
            U128 tipPart = tip.min(kept);
            payment.config().onFee().receive(kept.subtract(tipPart), tipPart);
        }
        payment.noteFeePaid(new TransactionPaymentEvent.TransactionFeePaid(who, actual, tip));
    }

    /// What could be given back: nothing when the account is gone.
    private U128 refund(AccountId who, U128 amount) {
        try {
            return payment.currency().depositIntoExisting(who, amount);
        } catch (DispatchException e) {
            return U128.ZERO;
        }
    }

    /// The tip, plus one, times how many such extrinsics fit into a block; operational ones add a part of their fee.
    private long priority(Context context, U128 tip, U128 fee) {
        DispatchInfo info = context.info();
        Weight maxWeight = payment.system().config().blockWeights().maxBlock();
        long maxLength = payment.system().config().blockLength().max().of(info.dispatchClass());
        Weight weight = info.weight().max(Weight.of(1, 1)).min(maxWeight);
        long byWeight = minUnsigned(
                Long.divideUnsigned(maxWeight.refTime(), weight.refTime()),
                Long.divideUnsigned(maxWeight.proofSize(), weight.proofSize()));
        long byLength = maxLength / Math.clamp(context.length(), 1, maxLength);
        U128 perBlock = U128.of(minUnsigned(byLength, byWeight));
        U128 scaled = tip.saturatingAdd(U128.ONE).saturatingMultiply(perBlock);
        if (info.dispatchClass() == DispatchClass.OPERATIONAL) {
            U128 virtual = fee.saturatingMultiply(U128.of(payment.config().operationalFeeMultiplier()));
            scaled = scaled.saturatingAdd(virtual.saturatingMultiply(perBlock));
        }
        return scaled.saturatedToLong();
    }

    private static long minUnsigned(long a, long b) {
        return Long.compareUnsigned(a, b) <= 0 ? a : b;
    }
}
