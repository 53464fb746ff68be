package network.phala.pallet.treasury;

import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unit;

/// A direct spend.
@TypePath(
        value = "pallet_treasury::SpendStatus",
        parameters = {"AssetKind", "AssetBalance", "Beneficiary", "BlockNumber", "PaymentId"},
        arguments = {Unit.class, U128.class, AccountId.class, int.class, Unit.class})
record SpendStatus(
        @TypeName("AssetKind") Unit assetKind,
        @TypeName("AssetBalance") U128 amount,
        @TypeName("Beneficiary") AccountId beneficiary,
        @TypeName("BlockNumber") int validFrom,
        @TypeName("BlockNumber") int expireAt,
        @TypeName("PaymentState<PaymentId>") PaymentState status) {
    @TypePath(
            value = "pallet_treasury::PaymentState",
            parameters = {"Id"},
            arguments = {Unit.class})
    sealed interface PaymentState {
        record Pending() implements PaymentState {}

        record Attempted(@TypeName("Id") Unit id) implements PaymentState {}

        record Failed() implements PaymentState {}
    }
}
