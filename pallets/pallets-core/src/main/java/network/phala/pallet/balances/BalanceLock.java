package network.phala.pallet.balances;

import network.phala.primitives.Bytes;
import network.phala.primitives.U128;
import network.phala.scale.Fixed;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// A lock on an account: `amount` must stay, whatever else is locked besides.
@TypePath(
        value = "pallet_balances::types::BalanceLock",
        parameters = {"Balance"},
        arguments = {U128.class})
public record BalanceLock(
        @Fixed(8) @TypeName("LockIdentifier") Bytes id,
        @TypeName("Balance") U128 amount,
        @TypeName("Reasons") Reasons reasons) {
    /// What the locked funds may not be used for.
    @TypePath("pallet_balances::types::Reasons")
    public enum Reasons {
        FEE,
        MISC,
        ALL
    }
}
