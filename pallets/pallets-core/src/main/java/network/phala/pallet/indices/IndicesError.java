package network.phala.pallet.indices;

import network.phala.scale.TypePath;

/// Errors of the Indices pallet.
@TypePath(
        value = "pallet_indices::pallet::Error",
        parameters = {"T"},
        arguments = {Void.class})
public enum IndicesError {
    NOT_ASSIGNED,
    NOT_OWNER,
    IN_USE,
    /// The new owner is the old one.
    NOT_TRANSFER,
    PERMANENT
}
