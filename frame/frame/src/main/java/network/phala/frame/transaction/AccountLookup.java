package network.phala.frame.transaction;

import network.phala.frame.dispatch.DispatchException;
import network.phala.primitives.AccountId;

/// Finds the account that an address stands for.
public interface AccountLookup {
    /// @throws DispatchException `CannotLookup`
    AccountId lookup(MultiAddress address) throws DispatchException;
}
