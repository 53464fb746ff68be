package network.phala.pallet.transactionpayment;

import java.math.BigInteger;
import java.util.Optional;
import network.phala.frame.Currency;
import network.phala.frame.Pallet;
import network.phala.frame.dispatch.DispatchClass;
import network.phala.frame.dispatch.DispatchInfo;
import network.phala.frame.dispatch.Pays;
import network.phala.frame.dispatch.Weight;
import network.phala.frame.storage.StorageValue;
import network.phala.frame.system.BlockWeights;
import network.phala.frame.system.FrameSystem;
import network.phala.primitives.U128;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;
import network.phala.scale.TypePath;

/// What extrinsics cost. Weight and length are paid one unit each per picosecond and byte.
///
/// Follows polkadot-sdk 1.5.0 pallet_transaction_payment lib.rs.
public final class TransactionPayment extends Pallet<Void, TransactionPaymentEvent> {
    private final TransactionPaymentConfig config;
    private final FrameSystem system;
    private final Currency currency;

    private final StorageValue<FixedU128> nextFeeMultiplier =
            value("NextFeeMultiplier", Scale.of(FixedU128.class), FixedU128.ONE);
    private final StorageValue<Releases> storageVersion =
            value("StorageVersion", Scale.of(Releases.class), Releases.V1_ANCIENT);

    @TypePath("pallet_transaction_payment::Releases")
    enum Releases {
        V1_ANCIENT,
        V2
    }

    public TransactionPayment(TransactionPaymentConfig config, FrameSystem system, Currency currency) {
        super("TransactionPayment", null, TransactionPaymentEvent.class, null);
        this.config = config;
        this.system = system;
        this.currency = currency;
        constant("OperationalFeeMultiplier", Codecs.U8, config.operationalFeeMultiplier());
    }

    /// Writes the genesis state of this pallet.
    public void genesis() {
        storageVersion.put(Releases.V2);
        nextFeeMultiplier.put(FixedU128.ONE);
    }

    TransactionPaymentConfig config() {
        return config;
    }

    FrameSystem system() {
        return system;
    }

    Currency currency() {
        return currency;
    }

    void noteFeePaid(TransactionPaymentEvent.TransactionFeePaid event) {
        deposit(event);
    }

    public FixedU128 nextFeeMultiplier() {
        return nextFeeMultiplier.get();
    }

    public FeeDetails feeDetails(int length, Weight weight, Pays paysFee, DispatchClass dispatchClass, U128 tip) {
        if (paysFee == Pays.NO) {
            return new FeeDetails(Optional.empty(), tip);
        }
        U128 baseFee =
                weightToFee(system.config().blockWeights().of(dispatchClass).baseExtrinsic());
        U128 weightFee = nextFeeMultiplier.get().timesInteger(weightToFee(weight));
        U128 lengthFee = lengthToFee(length);
        return new FeeDetails(Optional.of(new FeeDetails.InclusionFee(baseFee, lengthFee, weightFee)), tip);
    }

    public FeeDetails feeDetails(int length, DispatchInfo info) {
        return feeDetails(length, info.weight(), info.paysFee(), info.dispatchClass(), U128.ZERO);
    }

    public U128 weightToFee(Weight weight) {
        return U128.of(weight.min(system.config().blockWeights().maxBlock()).refTime());
    }

    public U128 lengthToFee(int length) {
        return U128.of(Math.min(
                Integer.toUnsignedLong(length),
                system.config().blockWeights().maxBlock().refTime()));
    }

    @Override
    public void onFinalize(int blockNumber) {
        nextFeeMultiplier.update(this::adjusted);
    }

    /// `TargetedFeeAdjustment::convert`: with s the fullness and s' its target, the multiplier grows by the factor
    /// 1 + v (s - s') + v² (s - s')² / 2.
    private FixedU128 adjusted(FixedU128 before) {
        FixedU128 previous = before.compareTo(config.minimumMultiplier()) < 0 ? config.minimumMultiplier() : before;
        BlockWeights limits = system.config().blockWeights();
        Weight max = limits.perClass().normal().maxTotal().orElse(limits.maxBlock());
        Weight used = system.blockWeight().normal().min(max);
        boolean byProof = parts(used.refTime(), max.refTime()).compareTo(parts(used.proofSize(), max.proofSize())) < 0;
        BigInteger full = unsigned(byProof ? max.proofSize() : max.refTime());
        BigInteger block = unsigned(byProof ? used.proofSize() : used.refTime());
        BigInteger target = full.multiply(BigInteger.valueOf(config.targetFullnessPercent()))
                .divide(BigInteger.valueOf(100));
        FixedU128 diff = FixedU128.ofRational(block.subtract(target).abs(), full.max(BigInteger.ONE));
        FixedU128 v = config.adjustmentVariable();
        FixedU128 vSquaredHalf = new FixedU128(v.multiply(v).inner().divide(U128.of(2)));
        FixedU128 first = v.multiply(diff);
        FixedU128 second = vSquaredHalf.multiply(diff.multiply(diff));
        FixedU128 next = block.compareTo(target) >= 0
                ? previous.add(first.add(second).multiply(previous))
                : previous.subtract(first.subtract(second).multiply(previous));
        return next.compareTo(config.minimumMultiplier()) < 0 ? config.minimumMultiplier() : next;
    }

    private static BigInteger parts(long part, long whole) {
        return unsigned(part)
                .multiply(BigInteger.valueOf(1_000_000_000))
                .divide(unsigned(whole).max(BigInteger.ONE));
    }

    private static BigInteger unsigned(long value) {
        return U128.of(value).toBigInteger();
    }
}
