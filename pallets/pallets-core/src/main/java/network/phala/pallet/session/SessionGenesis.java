package network.phala.pallet.session;

import java.util.List;
import network.phala.primitives.AccountId;

/// The first validators with their keys.
public record SessionGenesis(List<Validator> validators) {
    public SessionGenesis {
        validators = List.copyOf(validators);
    }

    public record Validator(AccountId stash, SessionKeys keys) {}
}
