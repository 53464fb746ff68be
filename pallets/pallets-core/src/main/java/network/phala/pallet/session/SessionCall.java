package network.phala.pallet.session;

import network.phala.primitives.Bytes;
import network.phala.scale.Index;
import network.phala.scale.SnakeCaseVariants;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// Calls of the Session pallet.
@TypePath(
        value = "pallet_session::pallet::Call",
        parameters = {"T"},
        arguments = {Void.class})
@SnakeCaseVariants
public sealed interface SessionCall {
    /// Sets the keys of the signer's validator for the session after the next. **Origin** signed. **Errors**
    /// [SessionError#NO_ASSOCIATED_VALIDATOR_ID], [SessionError#DUPLICATED_KEY].
    @Index(0)
    record SetKeys(
            @TypeName("T::Keys") SessionKeys keys,
            @TypeName("Vec<u8>") Bytes proof) implements SessionCall {}

    /// Removes the keys of the signer's validator. **Origin** signed. **Errors** [SessionError#NO_KEYS].
    @Index(1)
    record PurgeKeys() implements SessionCall {}
}
