package network.phala.pallet.assets;

import java.util.Optional;
import network.phala.frame.dispatch.DispatchException;
import network.phala.primitives.AccountId;
import network.phala.primitives.U128;

/// What other pallets do with assets (`frame_support::traits::fungibles`). Nothing here asks for anybody's leave.
public interface Fungibles {
    /// Whether the asset exists.
    boolean exists(int asset);

    /// The least an account may hold; zero for an unknown asset.
    U128 minimumBalance(int asset);

    /// What an account holds, if it has an entry.
    Optional<U128> tryBalance(int asset, AccountId who);

    default U128 balance(int asset, AccountId who) {
        return tryBalance(asset, who).orElse(U128.ZERO);
    }

    /// Moves an amount; the payer's entry may disappear, and a rest below the least balance with it.
    void transfer(int asset, AccountId from, AccountId to, U128 amount) throws DispatchException;

    /// Makes an amount and gives it to an account.
    ///
    /// @throws DispatchException `Token(BelowMinimum)` when it is too little to open an entry
    void mint(int asset, AccountId to, U128 amount) throws DispatchException;

    /// Destroys what an account has of an amount.
    ///
    /// @return what was destroyed
    U128 burn(int asset, AccountId from, U128 amount) throws DispatchException;
}
