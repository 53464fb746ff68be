package network.phala.frame.system;

import network.phala.frame.dispatch.DispatchInfo;
import network.phala.frame.dispatch.PostDispatchInfo;
import network.phala.frame.dispatch.Weight;
import network.phala.frame.system.BlockWeights.WeightsPerClass;
import network.phala.frame.transaction.InvalidTransaction;
import network.phala.frame.transaction.SignedExtension;
import network.phala.frame.transaction.TransactionValidityException;
import network.phala.frame.transaction.ValidTransaction;
import network.phala.primitives.AccountId;
import network.phala.scale.Codec;
import network.phala.scale.Unit;

/// Keeps a block within its limits of weight and length, and gives back the weight that a call did not use.
///
/// Follows frame_system extensions/check_weight.rs.
public final class CheckWeight implements SignedExtension<Unit> {
    private static final Codec<Unit> CODEC = Extensions.empty("check_weight", "CheckWeight");

    private final FrameSystem system;

    public CheckWeight(FrameSystem system) {
        this.system = system;
    }

    @Override
    public String identifier() {
        return "CheckWeight";
    }

    @Override
    public Codec<Unit> codec() {
        return CODEC;
    }

    @Override
    public ValidTransaction validate(AccountId who, Unit extra, Context context) throws TransactionValidityException {
        return validateUnsigned(context);
    }

    @Override
    public ValidTransaction validateUnsigned(Context context) throws TransactionValidityException {
        lengthWith(context);
        checkExtrinsicWeight(context.info());
        return ValidTransaction.DEFAULT;
    }

    @Override
    public PostDispatch preDispatch(AccountId who, Unit extra, Context context) throws TransactionValidityException {
        return preDispatchUnsigned(context);
    }

    @Override
    public PostDispatch preDispatchUnsigned(Context context) throws TransactionValidityException {
        int length = lengthWith(context);
        PerDispatchClass<Weight> consumed = weightWith(context.info());
        checkExtrinsicWeight(context.info());
        system.putAllExtrinsicsLen(length);
        system.putBlockWeight(consumed);
        return (after, post, _) -> giveBack(after.info(), post);
    }

    private void giveBack(DispatchInfo info, PostDispatchInfo post) {
        Weight unspent = info.weight().subtract(post.weightOf(info));
        if (!unspent.equals(Weight.ZERO)) {
            PerDispatchClass<Weight> consumed = system.blockWeight();
            system.putBlockWeight(consumed.with(
                    info.dispatchClass(), consumed.of(info.dispatchClass()).subtract(unspent)));
        }
    }

    private int lengthWith(Context context) throws TransactionValidityException {
        long next = Integer.toUnsignedLong(system.allExtrinsicsLen()) + context.length();
        if (next > system.config().blockLength().max().of(context.info().dispatchClass())) {
            throw new TransactionValidityException(InvalidTransaction.EXHAUSTS_RESOURCES);
        }
        return (int) next;
    }

    private void checkExtrinsicWeight(DispatchInfo info) throws TransactionValidityException {
        WeightsPerClass limits = system.config().blockWeights().of(info.dispatchClass());
        if (limits.maxExtrinsic().isPresent()
                && info.weight().anyGreaterThan(limits.maxExtrinsic().get())) {
            throw new TransactionValidityException(InvalidTransaction.EXHAUSTS_RESOURCES);
        }
    }

    private PerDispatchClass<Weight> weightWith(DispatchInfo info) throws TransactionValidityException {
        BlockWeights limits = system.config().blockWeights();
        WeightsPerClass perClass = limits.of(info.dispatchClass());
        Weight extrinsic = info.weight().add(perClass.baseExtrinsic());
        PerDispatchClass<Weight> before = system.blockWeight();
        Weight ofClass = before.of(info.dispatchClass()).add(extrinsic);
        boolean limited = perClass.maxTotal().isPresent() || perClass.reserved().isPresent();
        boolean overflows = !ofClass.subtract(extrinsic).equals(before.of(info.dispatchClass()));
        PerDispatchClass<Weight> after = before.with(info.dispatchClass(), ofClass);
        Weight total = after.normal().add(after.operational()).add(after.mandatory());
        boolean beyondClass = perClass.maxTotal().map(ofClass::anyGreaterThan).orElse(false);
        boolean beyondReserve = total.anyGreaterThan(limits.maxBlock())
                && perClass.reserved().map(ofClass::anyGreaterThan).orElse(false);
        if (limited && overflows || beyondClass || beyondReserve) {
            throw new TransactionValidityException(InvalidTransaction.EXHAUSTS_RESOURCES);
        }
        return after;
    }
}
