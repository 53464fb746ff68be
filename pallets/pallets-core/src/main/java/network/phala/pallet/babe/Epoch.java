package network.phala.pallet.babe;

import java.util.List;
import network.phala.primitives.Bytes32;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// An epoch as node and tools ask for it (`BabeApi_current_epoch`).
@TypePath("sp_consensus_babe::Epoch")
public record Epoch(
        @TypeName("u64") long epochIndex,
        @TypeName("Slot") Slot startSlot,
        @TypeName("u64") long duration,
        @TypeName("Vec<(AuthorityId, BabeAuthorityWeight)>") List<BabeAuthority> authorities,
        @TypeName("Randomness") Bytes32 randomness,
        @TypeName("BabeEpochConfiguration") BabeEpochConfiguration config) {}
