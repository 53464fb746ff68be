package network.phala.pallet.utility;

import network.phala.scale.TypePath;

/// Errors of the Utility pallet.
@TypePath(
        value = "pallet_utility::pallet::Error",
        parameters = {"T"},
        arguments = {Void.class})
public enum UtilityError {
    /// Split the batch.
    TOO_MANY_CALLS
}
