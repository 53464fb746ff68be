package network.phala.pallet.transactionpayment;

import java.util.Optional;
import network.phala.primitives.U128;
import network.phala.scale.TypePath;

/// The parts of a fee; without an inclusion fee only the tip is paid.
@TypePath("pallet_transaction_payment::types::FeeDetails")
public record FeeDetails(Optional<InclusionFee> inclusionFee, U128 tip) {
    /// @param baseFee for every extrinsic of its class
    /// @param lenFee for its bytes
    /// @param adjustedWeightFee for its weight, times the multiplier
    @TypePath("pallet_transaction_payment::types::InclusionFee")
    public record InclusionFee(U128 baseFee, U128 lenFee, U128 adjustedWeightFee) {
        public U128 sum() {
            return baseFee.saturatingAdd(lenFee).saturatingAdd(adjustedWeightFee);
        }
    }

    public U128 finalFee() {
        return inclusionFee.map(InclusionFee::sum).orElse(U128.ZERO).saturatingAdd(tip);
    }
}
