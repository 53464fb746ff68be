package network.phala.pallet.sudo;

import network.phala.frame.dispatch.RuntimeCall;
import network.phala.frame.dispatch.Weight;
import network.phala.frame.transaction.MultiAddress;
import network.phala.scale.Index;
import network.phala.scale.SnakeCaseVariants;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// Calls of the Sudo pallet. **Origin** of all: signed by the sudo key. **Errors** [SudoError#REQUIRE_SUDO]. The fee is
/// given back, even when the inner call refuses.
@TypePath(
        value = "pallet_sudo::pallet::Call",
        parameters = {"T"},
        arguments = {Void.class})
@SnakeCaseVariants
public sealed interface SudoCall {
    /// Runs a call as root. **Events** [SudoEvent.Sudid].
    @Index(0)
    record Sudo(@TypeName("Box<<T as Config>::RuntimeCall>") RuntimeCall call) implements SudoCall {}

    /// Runs a call as root with a declared weight of its own. **Events** [SudoEvent.Sudid].
    @Index(1)
    record SudoUncheckedWeight(
            @TypeName("Box<<T as Config>::RuntimeCall>") RuntimeCall call,
            @TypeName("Weight") Weight weight) implements SudoCall {}

    /// Hands the key over. **Events** [SudoEvent.KeyChanged].
    @Index(2)
    record SetKey(
            @TypeName("AccountIdLookupOf<T>") @network.phala.scale.Name("new")
            MultiAddress next) implements SudoCall {}

    /// Runs a call as another account. **Events** [SudoEvent.SudoAsDone].
    @Index(3)
    record SudoAs(
            @TypeName("AccountIdLookupOf<T>") MultiAddress who,
            @TypeName("Box<<T as Config>::RuntimeCall>") RuntimeCall call)
            implements SudoCall {}

    /// Gives the key up for good. **Events** [SudoEvent.KeyRemoved].
    @Index(4)
    record RemoveKey() implements SudoCall {}
}
