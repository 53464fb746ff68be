package network.phala.pallet.phattokenomic;

import network.phala.scale.TypePath;

/// Why [PhalaPhatTokenomic] refuses.
@TypePath(value = "phala_pallets::phat_tokenomic::pallet::Error", parameters = "T", arguments = Void.class)
public enum PhalaPhatTokenomicError {
    /// The stake is neither zero nor at least the minimum.
    INVALID_AMOUNT_OF_STAKE
}
