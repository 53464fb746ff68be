package network.phala.pallet.transactionpayment;

import java.util.Optional;
import network.phala.primitives.U128;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// The parts of a fee; without an inclusion fee only the tip is paid.
@TypePath(
        value = "pallet_transaction_payment::types::FeeDetails",
        parameters = {"Balance"},
        arguments = {U128.class})
public record FeeDetails(
        @TypeName("Option<InclusionFee<Balance>>") Optional<InclusionFee> inclusionFee,
        @TypeName("Balance") U128 tip) {
    /// @param baseFee for every extrinsic of its class
    /// @param lenFee for its bytes
    /// @param adjustedWeightFee for its weight, times the multiplier
    @TypePath(
            value = "pallet_transaction_payment::types::InclusionFee",
            parameters = {"Balance"},
            arguments = {U128.class})
    public record InclusionFee(
            @TypeName("Balance") U128 baseFee,
            @TypeName("Balance") U128 lenFee,
            @TypeName("Balance") U128 adjustedWeightFee) {
        public U128 sum() {
            return baseFee.saturatingAdd(lenFee).saturatingAdd(adjustedWeightFee);
        }
    }

    public U128 finalFee() {
        return inclusionFee.map(InclusionFee::sum).orElse(U128.ZERO).saturatingAdd(tip);
    }
}
