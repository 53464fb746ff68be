package network.phala.pallet.session;

import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import network.phala.primitives.AccountId;

/// What the Session pallet is connected with.
///
/// @param shouldEndSession asked in every block by its number
/// @param validators gives the validators of a session to come, empty for no change
/// @param listeners told of sessions, in order
public record SessionConfig(IntPredicate shouldEndSession, ValidatorSource validators, List<Listener> listeners) {
    /// Who serves.
    public interface ValidatorSource {
        ValidatorSource UNCHANGED = _ -> Optional.empty();

        Optional<List<AccountId>> newSession(int sessionIndex);
    }

    /// Told when sessions change.
    public interface Listener {
        void genesisSession(List<SessionGenesis.Validator> validators);

        /// @param changed the validators or their keys are not those of the session before
        void newSession(
                int sessionIndex,
                boolean changed,
                List<SessionGenesis.Validator> validators,
                List<SessionGenesis.Validator> queued);
    }
}
