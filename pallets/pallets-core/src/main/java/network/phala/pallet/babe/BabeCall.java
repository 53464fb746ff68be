package network.phala.pallet.babe;

import network.phala.block.Header;
import network.phala.pallet.session.MembershipProof;
import network.phala.pallet.session.SessionKeys.BabePublic;
import network.phala.scale.Index;
import network.phala.scale.SnakeCaseVariants;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// Calls of the Babe pallet.
@TypePath(
        value = "pallet_babe::pallet::Call",
        parameters = {"T"},
        arguments = {Void.class})
@SnakeCaseVariants
public sealed interface BabeCall {
    /// Reports an author of two blocks in one slot. **Origin** signed. **Errors**
    /// [BabeError#INVALID_KEY_OWNERSHIP_PROOF] always.
    @Index(0)
    record ReportEquivocation(
            @TypeName("Box<EquivocationProof<HeaderFor<T>>>")
            EquivocationProof equivocationProof,

            @TypeName("T::KeyOwnerProof") MembershipProof keyOwnerProof)
            implements BabeCall {}

    /// The same by a validator itself. **Origin** none; refused.
    @Index(1)
    record ReportEquivocationUnsigned(
            @TypeName("Box<EquivocationProof<HeaderFor<T>>>")
            EquivocationProof equivocationProof,

            @TypeName("T::KeyOwnerProof") MembershipProof keyOwnerProof)
            implements BabeCall {}

    /// Plans another configuration for the epoch after the next. **Origin** root. **Errors**
    /// [BabeError#INVALID_CONFIGURATION].
    @Index(2)
    record PlanConfigChange(
            @TypeName("NextConfigDescriptor") NextConfigDescriptor config) implements BabeCall {}

    @TypePath(
            value = "sp_consensus_slots::EquivocationProof",
            parameters = {"Header", "Id"},
            arguments = {Header.class, BabePublic.class})
    record EquivocationProof(
            @TypeName("Id") BabePublic offender,
            @TypeName("Slot") Slot slot,
            @TypeName("Header") Header firstHeader,
            @TypeName("Header") Header secondHeader) {}
}
