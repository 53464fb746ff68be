package network.phala.pallet.babe;

import network.phala.scale.TypePath;

/// Errors of the Babe pallet.
@TypePath(
        value = "pallet_babe::pallet::Error",
        parameters = {"T"},
        arguments = {Void.class})
public enum BabeError {
    INVALID_EQUIVOCATION_PROOF,
    INVALID_KEY_OWNERSHIP_PROOF,
    DUPLICATE_OFFENCE_REPORT,
    INVALID_CONFIGURATION
}
