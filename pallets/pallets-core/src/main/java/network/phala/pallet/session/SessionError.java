package network.phala.pallet.session;

import network.phala.scale.TypePath;

/// Errors of the Session pallet.
@TypePath(
        value = "pallet_session::pallet::Error",
        parameters = {"T"},
        arguments = {Void.class})
public enum SessionError {
    INVALID_PROOF,
    /// The signer controls no validator.
    NO_ASSOCIATED_VALIDATOR_ID,
    DUPLICATED_KEY,
    NO_KEYS,
    NO_ACCOUNT
}
