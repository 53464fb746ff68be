package network.phala.pallet.balances;

import network.phala.scale.Index;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;

/// An amount held or frozen for a reason.
@TypePath(
        value = "pallet_balances::types::IdAmount",
        parameters = {"Id", "Balance"})
public record IdAmount<Id, Balance>(
        @TypeName("Id") Id id, @TypeName("Balance") Balance amount) {
    /// Why funds are on hold; the runtime's outer enum of the pallets' reasons.
    @TypePath("phala_node_runtime::RuntimeHoldReason")
    public sealed interface HoldReason {
        @Index(33)
        @Unnamed
        record Preimage(
                @TypeName("pallet_preimage::HoldReason") PreimageReason reason) implements HoldReason {}
    }

    @TypePath("pallet_preimage::pallet::HoldReason")
    public enum PreimageReason {
        PREIMAGE
    }

    /// Why funds are frozen; the runtime's outer enum of the pallets' reasons.
    @TypePath("phala_node_runtime::RuntimeFreezeReason")
    public sealed interface FreezeReason {
        @Index(13)
        @Unnamed
        record NominationPools(
                @TypeName("pallet_nomination_pools::FreezeReason")
                PoolReason reason) implements FreezeReason {}
    }

    @TypePath("pallet_nomination_pools::pallet::FreezeReason")
    public enum PoolReason {
        POOL_MIN_BALANCE
    }
}
