package network.phala.pallet.legacypool;

import network.phala.scale.TypePath;

/// No events.
@TypePath(value = "phala_pallets::stake_pool::pallet::Event", parameters = "T", arguments = Void.class)
public enum PhalaStakePoolEvent {}
