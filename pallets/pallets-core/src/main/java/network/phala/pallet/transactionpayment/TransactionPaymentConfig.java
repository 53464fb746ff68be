package network.phala.pallet.transactionpayment;

import network.phala.primitives.U128;

/// Constants of the TransactionPayment pallet.
///
/// @param operationalFeeMultiplier how much of their fee operational extrinsics add to their priority
/// @param targetFullnessPercent how full blocks are when the multiplier rests
/// @param adjustmentVariable how fast the multiplier moves
/// @param minimumMultiplier what it never falls below
/// @param onFee receives what was paid
public record TransactionPaymentConfig(
        byte operationalFeeMultiplier,
        int targetFullnessPercent,
        FixedU128 adjustmentVariable,
        FixedU128 minimumMultiplier,
        FeeReceiver onFee) {
    /// Takes over fees and tips that were withdrawn; must deposit or burn all of it.
    @FunctionalInterface
    public interface FeeReceiver {
        void receive(U128 fee, U128 tip);
    }
}
