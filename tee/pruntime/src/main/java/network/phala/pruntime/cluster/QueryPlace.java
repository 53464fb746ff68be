package network.phala.pruntime.cluster;

import java.util.Optional;
import java.util.function.LongSupplier;
import network.phala.primitives.AccountId;
import network.phala.pruntime.outside.Asker;
import network.phala.sidevm.FairRoom;
import network.phala.sidevm.Pauses;
import network.phala.wasm.RunStoppedException;
import org.jspecify.annotations.Nullable;

/// A query's place among those that run. While it waits for the network or for programs it has none, but takes room:
/// what it holds in memory, of which all that wait have a part by the weight of the contract that was asked. Who gets
/// no room, or must give it to others, ends.
///
/// One thread at a time has the query; any may ask [Asker#takes].
final class QueryPlace implements Pauses, AutoCloseable {
    /// Threads, connections and what else is not counted.
    static final long WAITING_BYTES = 128 << 10;

    private final RequestScheduler<AccountId>.Slot slot;
    private final FairRoom<AccountId> room;
    private final Share share;
    private final QueryWatch.Watched watched;
    private volatile long held;
    private volatile LongSupplier besides = () -> 0;
    private volatile FairRoom<AccountId>.@Nullable Place waiting;

    /// Whose share of the worker the query takes.
    ///
    /// @param weight as an unsigned number; 0 counts as 1
    record Share(AccountId payer, int weight) {}

    QueryPlace(
            RequestScheduler<AccountId>.Slot slot, FairRoom<AccountId> room, Share share, QueryWatch.Watched watched) {
        this.slot = slot;
        this.room = room;
        this.share = share;
        this.watched = watched;
    }

    /// What the query holds in memory while its contract waits for an answer, in bytes.
    void holds(long bytes) {
        held = bytes;
        besides = () -> 0;
    }

    @Override
    public void during(Wait wait) throws InterruptedException {
        Optional<FairRoom<AccountId>.Place> taken =
                room.take(share.payer(), share.weight(), WAITING_BYTES + held + besides.getAsLong(), watched::giveWay);
        if (taken.isEmpty()) {
            watched.giveWay();
            throw new RunStoppedException();
        }
        try (FairRoom<AccountId>.Place place = taken.get()) {
            waiting = place;
            if (!slot.rest()) {
                throw new RunStoppedException();
            }
            wait.run();
            slot.resume();
        } finally {
            waiting = null;
        }
    }

    /// Called now and then by one that has long run: when it is another contract's turn, others run before it goes on.
    /// Without room to wait in it goes on at once.
    ///
    /// @param bytes what it holds in memory
    void letOthersRun(LongSupplier bytes) {
        if (!slot.isOvertaken()) {
            return;
        }
        Optional<FairRoom<AccountId>.Place> taken =
                room.take(share.payer(), share.weight(), WAITING_BYTES + bytes.getAsLong(), watched::giveWay);
        if (taken.isPresent()) {
            try (FairRoom<AccountId>.Place _ = taken.get()) {
                slot.letOthersRun();
            } catch (InterruptedException e) {
                throw stopped();
            }
        }
    }

    /// Goes on with a place: who waited for a part of the query that waited may have had enough before that.
    void back() {
        try {
            slot.resume();
        } catch (InterruptedException e) {
            throw stopped();
        }
    }

    private static RunStoppedException stopped() {
        Thread.currentThread().interrupt();
        return new RunStoppedException();
    }

    /// The query in a contract's hands.
    ///
    /// @param lasts whether the contract is there when the query has ended
    Asker asker(AccountId contract, boolean lasts) {
        return new Asker() {
            @Override
            public AccountId contract() {
                return contract;
            }

            @Override
            public AccountId known() {
                return lasts ? contract : share.payer();
            }

            @Override
            public AccountId payer() {
                return share.payer();
            }

            @Override
            public void holds(LongSupplier bytes) {
                besides = bytes;
            }

            @Override
            public boolean takes(long bytes) {
                FairRoom<AccountId>.Place place = waiting;
                if (place == null || place.grow(bytes)) {
                    return true;
                }
                watched.giveWay();
                return false;
            }

            @Override
            public void during(Wait wait) throws InterruptedException {
                QueryPlace.this.during(wait);
            }
        };
    }

    @Override
    public void close() {
        slot.close();
    }
}
