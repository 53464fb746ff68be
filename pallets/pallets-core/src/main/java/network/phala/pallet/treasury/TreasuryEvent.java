package network.phala.pallet.treasury;

import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import network.phala.scale.Index;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unit;

/// Events of the Treasury pallet.
@TypePath(
        value = "pallet_treasury::pallet::Event",
        parameters = {"T", "I"},
        arguments = {Void.class, Void.class})
public sealed interface TreasuryEvent {
    @Index(0)
    record Proposed(@TypeName("ProposalIndex") int proposalIndex) implements TreasuryEvent {}

    /// A spend period ends with this much in the pot.
    @Index(1)
    record Spending(@TypeName("BalanceOf<T, I>") U128 budgetRemaining) implements TreasuryEvent {}

    @Index(2)
    record Awarded(
            @TypeName("ProposalIndex") int proposalIndex,
            @TypeName("BalanceOf<T, I>") U128 award,
            @TypeName("T::AccountId") AccountId account)
            implements TreasuryEvent {}

    @Index(3)
    record Rejected(
            @TypeName("ProposalIndex") int proposalIndex,
            @TypeName("BalanceOf<T, I>") U128 slashed) implements TreasuryEvent {}

    @Index(4)
    record Burnt(@TypeName("BalanceOf<T, I>") U128 burntFunds) implements TreasuryEvent {}

    @Index(5)
    record Rollover(@TypeName("BalanceOf<T, I>") U128 rolloverBalance) implements TreasuryEvent {}

    /// Funds came in.
    @Index(6)
    record Deposit(@TypeName("BalanceOf<T, I>") U128 value) implements TreasuryEvent {}

    @Index(7)
    record SpendApproved(
            @TypeName("ProposalIndex") int proposalIndex,
            @TypeName("BalanceOf<T, I>") U128 amount,
            @TypeName("T::AccountId") AccountId beneficiary)
            implements TreasuryEvent {}

    /// The pot changed, and with it what is not in circulation.
    @Index(8)
    record UpdatedInactive(
            @TypeName("BalanceOf<T, I>") U128 reactivated,
            @TypeName("BalanceOf<T, I>") U128 deactivated) implements TreasuryEvent {}

    @Index(9)
    record AssetSpendApproved(
            @TypeName("SpendIndex") int index,
            @TypeName("T::AssetKind") Unit assetKind,
            @TypeName("AssetBalanceOf<T, I>") U128 amount,
            @TypeName("T::Beneficiary") AccountId beneficiary,
            @TypeName("BlockNumberFor<T>") int validFrom,
            @TypeName("BlockNumberFor<T>") int expireAt)
            implements TreasuryEvent {}

    @Index(10)
    record AssetSpendVoided(@TypeName("SpendIndex") int index) implements TreasuryEvent {}

    @Index(11)
    record Paid(
            @TypeName("SpendIndex") int index,
            @TypeName("<T::Paymaster as Pay>::Id") Unit paymentId) implements TreasuryEvent {}

    @Index(12)
    record PaymentFailed(
            @TypeName("SpendIndex") int index,
            @TypeName("<T::Paymaster as Pay>::Id") Unit paymentId) implements TreasuryEvent {}

    @Index(13)
    record SpendProcessed(@TypeName("SpendIndex") int index) implements TreasuryEvent {}
}
