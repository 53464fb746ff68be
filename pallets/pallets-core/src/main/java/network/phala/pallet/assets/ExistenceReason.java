package network.phala.pallet.assets;

import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;

/// Why an account's balance of an asset is kept.
@TypePath(
        value = "pallet_assets::types::ExistenceReason",
        parameters = {"Balance", "AccountId"},
        arguments = {U128.class, AccountId.class})
public sealed interface ExistenceReason {
    record Consumer() implements ExistenceReason {}

    record Sufficient() implements ExistenceReason {}

    @Unnamed
    record DepositHeld(@TypeName("Balance") U128 deposit) implements ExistenceReason {}

    record DepositRefunded() implements ExistenceReason {}

    @Unnamed
    record DepositFrom(
            @TypeName("AccountId") AccountId depositor,
            @TypeName("Balance") U128 deposit) implements ExistenceReason {}
}
