package network.phala.pallet.wrappedbalances;

import network.phala.frame.dispatch.DispatchException;
import network.phala.primitives.AccountId;
import network.phala.primitives.U128;

/// Referenda, as wrapped balances vote in them.
public interface Referenda {
    /// For chains without referenda.
    Referenda NONE = new Referenda() {
        @Override
        public boolean isOngoing(int referendum) {
            return false;
        }

        @Override
        public void vote(AccountId voter, int referendum, U128 aye, U128 nay) {
            throw new IllegalStateException("Referendum " + referendum + " does not exist");
        }
    };

    boolean isOngoing(int referendum);

    /// Sets an account's split vote.
    void vote(AccountId voter, int referendum, U128 aye, U128 nay) throws DispatchException;
}
