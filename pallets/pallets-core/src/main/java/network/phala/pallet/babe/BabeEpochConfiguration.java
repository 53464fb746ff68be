package network.phala.pallet.babe;

import network.phala.scale.TupleType;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// How slots are won.
///
/// @param c the share of slots with a primary author, as a fraction
@TypePath("sp_consensus_babe::BabeEpochConfiguration")
public record BabeEpochConfiguration(
        @TypeName("(u64, u64)") Fraction c,
        @TypeName("AllowedSlots") AllowedSlots allowedSlots) {
    @TupleType
    public record Fraction(long numerator, long denominator) {}

    @TypePath("sp_consensus_babe::AllowedSlots")
    public enum AllowedSlots {
        PRIMARY_SLOTS,
        @network.phala.scale.Name("PrimaryAndSecondaryPlainSlots")
        PRIMARY_AND_SECONDARY_PLAIN_SLOTS,
        @network.phala.scale.Name("PrimaryAndSecondaryVRFSlots")
        PRIMARY_AND_SECONDARY_VRF_SLOTS
    }
}
