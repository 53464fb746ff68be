package network.phala.pallet.sudo;

import network.phala.scale.TypePath;

/// Errors of the Sudo pallet.
@TypePath(
        value = "pallet_sudo::pallet::Error",
        parameters = {"T"},
        arguments = {Void.class})
public enum SudoError {
    /// The signer is not the sudo key.
    REQUIRE_SUDO
}
