package network.phala.pallet.assets;

import network.phala.primitives.U128;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// What an account may spend of another's balance.
@TypePath(
        value = "pallet_assets::types::Approval",
        parameters = {"Balance", "DepositBalance"},
        arguments = {U128.class, U128.class})
public record Approval(
        @TypeName("Balance") U128 amount,
        @TypeName("DepositBalance") U128 deposit) {}
