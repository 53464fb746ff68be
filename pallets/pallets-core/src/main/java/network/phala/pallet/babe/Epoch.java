package network.phala.pallet.babe;

import java.util.List;
import network.phala.primitives.Bytes32;
import network.phala.scale.TypePath;

/// An epoch as node and tools ask for it (`BabeApi_current_epoch`).
@TypePath("sp_consensus_babe::Epoch")
public record Epoch(
        long epochIndex,
        Slot startSlot,
        long duration,
        List<BabeAuthority> authorities,
        Bytes32 randomness,
        BabeEpochConfiguration config) {}
