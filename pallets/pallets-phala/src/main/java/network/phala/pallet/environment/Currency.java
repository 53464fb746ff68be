package network.phala.pallet.environment;

import network.phala.frame.dispatch.DispatchException;
import network.phala.primitives.AccountId;
import network.phala.primitives.U128;

/// The chain's own money.
public interface Currency {
    /// Moves money.
    ///
    /// @param keepAlive refuse to reap the payer; otherwise it may disappear
    void transfer(AccountId from, AccountId to, U128 amount, boolean keepAlive) throws DispatchException;

    /// Takes money from an account, which may be reaped, and gives it to the treasury.
    void payTreasury(AccountId from, U128 amount) throws DispatchException;
}
