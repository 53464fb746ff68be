package network.phala.pruntime.outside;

import java.util.function.LongSupplier;
import network.phala.primitives.AccountId;
import network.phala.sidevm.Pauses;

/// Who goes outside: a contract within a query. Waiting, it gives the query's place to others ([Pauses]). Any thread,
/// one at a time but for [#takes].
public interface Asker extends Pauses {
    /// The contract that asks.
    AccountId contract();

    /// In whose name is what it leaves behind: the contract itself, or, if it ends with the query that made it, the
    /// payer.
    AccountId known();

    /// The contract whose share of the worker it takes: the one that was asked. Others may be called by it, and some of
    /// them made for the purpose.
    AccountId payer();

    /// How much is held in memory besides the contract's run from now until its call ends, in bytes. Asked by whoever
    /// waits, before.
    void holds(LongSupplier bytes);

    /// Takes room for what has come for it while it waits, in bytes; false when it may have no more.
    boolean takes(long bytes);

    /// Begins work for it on this thread, beside the one that has its place: when there is a place for that, too.
    Work beginWork() throws InterruptedException;

    /// One that asks on its own account and has no place to give.
    static Asker of(AccountId contract) {
        return of(contract, Pauses.NONE);
    }

    /// One that asks on its own account.
    ///
    /// @param pauses told when it waits
    static Asker of(AccountId contract, Pauses pauses) {
        return new Asker() {
            @Override
            public AccountId contract() {
                return contract;
            }

            @Override
            public AccountId known() {
                return contract;
            }

            @Override
            public AccountId payer() {
                return contract;
            }

            @Override
            public void holds(LongSupplier bytes) {}

            @Override
            public boolean takes(long bytes) {
                return true;
            }

            @Override
            public Work beginWork() {
                return Work.UNCOUNTED;
            }

            @Override
            public void during(Wait wait) throws InterruptedException {
                pauses.during(wait);
            }
        };
    }
}
