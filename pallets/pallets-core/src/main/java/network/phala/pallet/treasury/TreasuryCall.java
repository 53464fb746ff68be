package network.phala.pallet.treasury;

import java.util.Optional;
import network.phala.frame.transaction.MultiAddress;
import network.phala.primitives.U128;
import network.phala.scale.Compact;
import network.phala.scale.Index;
import network.phala.scale.SnakeCaseVariants;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unit;

/// Calls of the Treasury pallet.
@TypePath(
        value = "pallet_treasury::pallet::Call",
        parameters = {"T", "I"},
        arguments = {Void.class, Void.class})
@SnakeCaseVariants
public sealed interface TreasuryCall {
    /// Proposes a payment for a bond. **Origin** signed. **Errors** [TreasuryError#INSUFFICIENT_PROPOSERS_BALANCE].
    @Index(0)
    record ProposeSpend(
            @Compact @TypeName("BalanceOf<T, I>") U128 value,
            @TypeName("AccountIdLookupOf<T>") MultiAddress beneficiary)
            implements TreasuryCall {}

    /// Refuses a proposal; its bond is lost. **Origin** root, or more than half of the council.
    @Index(1)
    record RejectProposal(
            @Compact @TypeName("ProposalIndex") int proposalId) implements TreasuryCall {}

    /// Approves a proposal. **Origin** root, or three fifths of the council.
    @Index(2)
    record ApproveProposal(
            @Compact @TypeName("ProposalIndex") int proposalId) implements TreasuryCall {}

    /// Refused: nobody has the spend origin.
    @Index(3)
    record SpendLocal(
            @Compact @TypeName("BalanceOf<T, I>") U128 amount,
            @TypeName("AccountIdLookupOf<T>") MultiAddress beneficiary)
            implements TreasuryCall {}

    /// Takes an approval back. **Origin** root, or more than half of the council.
    @Index(4)
    record RemoveApproval(
            @Compact @TypeName("ProposalIndex") int proposalId) implements TreasuryCall {}

    /// Refused: nobody has the spend origin.
    @Index(5)
    record Spend(
            @TypeName("Box<T::AssetKind>") Unit assetKind,
            @Compact @TypeName("AssetBalanceOf<T, I>") U128 amount,
            @TypeName("Box<BeneficiaryLookupOf<T, I>>") MultiAddress beneficiary,
            @TypeName("Option<BlockNumberFor<T>>") Optional<Integer> validFrom)
            implements TreasuryCall {}

    /// Pays an approved direct spend. **Origin** signed. **Errors** [TreasuryError#INVALID_INDEX]: there are none.
    @Index(6)
    record Payout(@TypeName("SpendIndex") int index) implements TreasuryCall {}

    /// Looks after a direct spend's payment. **Origin** signed.
    @Index(7)
    record CheckStatus(@TypeName("SpendIndex") int index) implements TreasuryCall {}

    /// Calls a direct spend off. **Origin** root, or more than half of the council.
    @Index(8)
    record VoidSpend(@TypeName("SpendIndex") int index) implements TreasuryCall {}
}
