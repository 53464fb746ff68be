package network.phala.frame;

import network.phala.frame.dispatch.DispatchException;
import network.phala.primitives.AccountId;
import network.phala.primitives.U128;

/// Money as pallets use it (`frame_support::traits::{Currency, ReservableCurrency}`).
///
/// Imbalances are plain amounts: who [#withdraw]s must [#depositCreating] or [#burn] the same amount elsewhere, who
/// deposits more must [#issue] it.
public interface Currency {
    U128 totalIssuance();

    /// The existential deposit.
    U128 minimumBalance();

    U128 freeBalance(AccountId who);

    U128 reservedBalance(AccountId who);

    /// Free and reserved together.
    U128 totalBalance(AccountId who);

    /// What an account could spend now.
    ///
    /// @param keepAlive leave it at least the existential deposit
    U128 usableBalance(AccountId who, boolean keepAlive);

    /// Moves funds; nothing happens for zero, or between an account and itself.
    void transfer(AccountId from, AccountId to, U128 amount, boolean keepAlive) throws DispatchException;

    /// Takes funds out of an account without changing the issuance.
    void withdraw(AccountId who, U128 amount, boolean keepAlive) throws DispatchException;

    /// Puts funds into an account, new or not, without changing the issuance.
    ///
    /// @return what arrived: the amount, or zero when it is too little to open the account
    U128 depositCreating(AccountId who, U128 amount);

    /// Puts funds into an account that exists, without changing the issuance.
    U128 depositIntoExisting(AccountId who, U128 amount) throws DispatchException;

    /// Adds to the issuance what was deposited out of nothing.
    void issue(U128 amount);

    /// Takes from the issuance what was withdrawn and not deposited again.
    void burn(U128 amount);

    /// Sets aside free funds of an account.
    void reserve(AccountId who, U128 amount) throws DispatchException;

    boolean canReserve(AccountId who, U128 amount);

    /// Frees reserved funds.
    ///
    /// @return what could not be freed since it was not there
    U128 unreserve(AccountId who, U128 amount);

    /// Takes reserved funds away without changing the issuance.
    ///
    /// @return what was taken
    U128 slashReserved(AccountId who, U128 amount);

    /// Deducts free funds without changing the issuance.
    ///
    /// @return what was taken
    U128 slash(AccountId who, U128 amount);

    /// Mints new funds into an account: deposit and issue.
    default U128 mint(AccountId who, U128 amount) {
        U128 arrived = depositCreating(who, amount);
        issue(arrived);
        return arrived;
    }
}
