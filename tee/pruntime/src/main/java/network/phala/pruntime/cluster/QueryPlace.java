package network.phala.pruntime.cluster;

import java.util.Optional;
import java.util.function.LongSupplier;
import network.phala.primitives.AccountId;
import network.phala.pruntime.HeapParts;
import network.phala.pruntime.outside.Asker;
import network.phala.pruntime.outside.Work;
import network.phala.sidevm.FairRoom;
import network.phala.sidevm.Pauses;
import network.phala.wasm.RunStoppedException;
import org.jspecify.annotations.Nullable;

/// A query's place among those that run. While it waits for the network or for programs it has none, but takes room:
/// what it holds in memory, of which all that wait have a part by the weight of the contract that was asked. Who gets
/// no room, or must give it to others, ends. So it is while it runs with what it holds beyond
/// [HeapParts#PLACE_BYTES], which every place has.
///
/// One thread at a time has the query; any may ask [Asker#takes].
final class QueryPlace implements Pauses, AutoCloseable {
    /// Threads, connections and what else is not counted.
    static final long WAITING_BYTES = 128 << 10;

    private final RequestScheduler<AccountId>.Slot slot;
    /// What it keeps grows by as much at once.
    private static final long STEP = 1 << 20;

    private final Rooms rooms;
    private final Share share;
    private final QueryWatch.Watched watched;
    private volatile long held;
    private volatile LongSupplier besides = () -> 0;
    private volatile FairRoom<AccountId>.@Nullable Place waiting;
    /// Both are the query's own thread's.
    private FairRoom<AccountId>.@Nullable Place memory;

    private long kept = HeapParts.PLACE_BYTES;

    /// What queries share in memory.
    ///
    /// @param waiting what those hold that wait
    /// @param running what those hold that run, beyond what each place has
    /// @param runningBytes the size of that
    record Rooms(FairRoom<AccountId> waiting, FairRoom<AccountId> running, long runningBytes) {
        static Rooms of(long waitingBytes, long runningBytes) {
            return new Rooms(new FairRoom<>(waitingBytes), new FairRoom<>(runningBytes), runningBytes);
        }
    }

    /// Whose share of the worker the query takes.
    ///
    /// @param weight as an unsigned number; 0 counts as 1
    record Share(AccountId payer, int weight) {}

    QueryPlace(RequestScheduler<AccountId>.Slot slot, Rooms rooms, Share share, QueryWatch.Watched watched) {
        this.slot = slot;
        this.rooms = rooms;
        this.share = share;
        this.watched = watched;
    }

    /// What the query holds in memory while its contract waits for an answer, in bytes.
    void holds(long bytes) {
        held = bytes;
        besides = () -> 0;
    }

    /// Called often by one that runs: takes room for what it holds by now, or has it end when there is none.
    ///
    /// @param bytes what it holds in memory
    void keeps(long bytes) {
        if (bytes <= kept || watched.isUnwanted()) {
            return;
        }
        long more = (bytes - kept + STEP - 1) / STEP * STEP;
        if (kept + more - HeapParts.PLACE_BYTES > rooms.runningBytes() || !takesMemory(more)) {
            watched.giveWay();
            return;
        }
        kept += more;
    }

    private boolean takesMemory(long more) {
        FairRoom<AccountId>.Place place = memory;
        if (place != null) {
            return place.grow(more);
        }
        memory = rooms.running()
                .take(share.payer(), share.weight(), more, watched::giveWay)
                .orElse(null);
        return memory != null;
    }

    @Override
    public void during(Wait wait) throws InterruptedException {
        Optional<FairRoom<AccountId>.Place> taken = rooms.waiting()
                .take(share.payer(), share.weight(), WAITING_BYTES + held + besides.getAsLong(), watched::giveWay);
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
        Optional<FairRoom<AccountId>.Place> taken = rooms.waiting()
                .take(share.payer(), share.weight(), WAITING_BYTES + bytes.getAsLong(), watched::giveWay);
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
            public Work beginWork() throws InterruptedException {
                return new WorkBeside(slot.beside());
            }

            @Override
            public void during(Wait wait) throws InterruptedException {
                QueryPlace.this.during(wait);
            }
        };
    }

    /// Work for the query on another thread. The query waits for it, in its room.
    private static final class WorkBeside implements Work {
        private final RequestScheduler<AccountId>.Slot slot;

        WorkBeside(RequestScheduler<AccountId>.Slot slot) throws InterruptedException {
            this.slot = slot;
            slot.resume();
        }

        @Override
        public void during(Wait wait) throws InterruptedException {
            slot.rest();
            wait.run();
            slot.resume();
        }

        @Override
        public void close() {
            slot.close();
        }
    }

    @Override
    public void close() {
        slot.close();
        FairRoom<AccountId>.Place place = memory;
        if (place != null) {
            place.close();
        }
    }
}
