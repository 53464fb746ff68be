package network.phala.pallet.legacypool;

import network.phala.scale.TypePath;

/// No errors.
@TypePath(value = "phala_pallets::stake_pool::pallet::Error", parameters = "T", arguments = Void.class)
public enum PhalaStakePoolError {}
