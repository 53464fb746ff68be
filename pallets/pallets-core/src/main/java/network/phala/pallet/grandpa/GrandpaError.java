package network.phala.pallet.grandpa;

import network.phala.scale.TypePath;

/// Errors of the Grandpa pallet.
@TypePath(
        value = "pallet_grandpa::pallet::Error",
        parameters = {"T"},
        arguments = {Void.class})
public enum GrandpaError {
    PAUSE_FAILED,
    RESUME_FAILED,
    CHANGE_PENDING,
    TOO_SOON,
    INVALID_KEY_OWNERSHIP_PROOF,
    INVALID_EQUIVOCATION_PROOF,
    DUPLICATE_OFFENCE_REPORT
}
