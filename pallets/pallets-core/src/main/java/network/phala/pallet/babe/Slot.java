package network.phala.pallet.babe;

import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;

/// A slot: time divided by the slot duration. Unsigned.
@TypePath("sp_consensus_slots::Slot")
@Unnamed
public record Slot(@TypeName("u64") long number) {
    public static final Slot ZERO = new Slot(0);
}
