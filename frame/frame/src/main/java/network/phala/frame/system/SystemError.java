package network.phala.frame.system;

import network.phala.scale.TypePath;

/// Errors of the System pallet.
@TypePath(
        value = "frame_system::pallet::Error",
        parameters = {"T"},
        arguments = {Void.class})
public enum SystemError {
    INVALID_SPEC_NAME,
    SPEC_VERSION_NEEDS_TO_INCREASE,
    /// The code is none that this node can run.
    FAILED_TO_EXTRACT_RUNTIME_VERSION,
    NON_DEFAULT_COMPOSITE,
    NON_ZERO_REF_COUNT,
    /// The call is switched off.
    CALL_FILTERED
}
