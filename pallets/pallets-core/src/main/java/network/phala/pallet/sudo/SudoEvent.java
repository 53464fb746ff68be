package network.phala.pallet.sudo;

import java.util.Optional;
import network.phala.frame.dispatch.DispatchError;
import network.phala.primitives.AccountId;
import network.phala.scale.Index;
import network.phala.scale.Name;
import network.phala.scale.Result;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unit;

/// Events of the Sudo pallet.
@TypePath(
        value = "pallet_sudo::pallet::Event",
        parameters = {"T"},
        arguments = {Void.class})
public sealed interface SudoEvent {
    /// What became of the inner call.
    @Index(0)
    record Sudid(@TypeName("DispatchResult") Result<Unit, DispatchError> sudoResult) implements SudoEvent {}

    @Index(1)
    record KeyChanged(
            @TypeName("Option<T::AccountId>") Optional<AccountId> old,
            @TypeName("T::AccountId") @Name("new") AccountId next)
            implements SudoEvent {}

    @Index(2)
    record KeyRemoved() implements SudoEvent {}

    @Index(3)
    record SudoAsDone(@TypeName("DispatchResult") Result<Unit, DispatchError> sudoResult) implements SudoEvent {}
}
