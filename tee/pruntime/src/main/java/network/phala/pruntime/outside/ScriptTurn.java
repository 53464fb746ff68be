package network.phala.pruntime.outside;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import network.phala.primitives.AccountId;
import network.phala.sidevm.FairTurns;
import network.phala.sidevm.FairTurns.CrowdedException;
import network.phala.sidevm.Pauses;
import org.jspecify.annotations.Nullable;

/// A script's turn among those that compute, given back while the script waits for something. It is as this asker that
/// the script goes outside.
final class ScriptTurn implements Asker, AutoCloseable {
    private final FairTurns<AccountId> turns;
    private final Asker asker;
    private final long deadline;
    private FairTurns<AccountId>.@Nullable Turn turn;
    private boolean closed;

    /// @param deadline until when to wait for a turn, of [System#nanoTime]
    ScriptTurn(FairTurns<AccountId> turns, Asker asker, long deadline) {
        this.turns = turns;
        this.asker = asker;
        this.deadline = deadline;
    }

    /// Waits for the turn, if it must without the query's place. False when there was none in time.
    boolean begin() throws InterruptedException {
        return isTaken(asker);
    }

    private boolean isTaken(Pauses pauses) throws InterruptedException {
        try {
            hold(turns.take(asker.payer(), Duration.ofNanos(Math.max(0, deadline - System.nanoTime())), pauses));
            return true;
        } catch (TimeoutException | CrowdedException e) {
            return false;
        }
    }

    /// The evaluation may have ended meanwhile, on another thread.
    private synchronized void hold(FairTurns<AccountId>.Turn taken) {
        if (closed) {
            taken.close();
        } else {
            turn = taken;
        }
    }

    private synchronized void giveBack() {
        if (turn != null) {
            turn.close();
            turn = null;
        }
    }

    @Override
    public void during(Wait wait) throws InterruptedException {
        giveBack();
        asker.during(() -> {
            wait.run();
            if (!isTaken(Pauses.NONE)) {
                throw new InterruptedException("No turn for the script");
            }
        });
    }

    @Override
    public Work beginWork() throws InterruptedException {
        return asker.beginWork();
    }

    @Override
    public synchronized void close() {
        closed = true;
        giveBack();
    }

    @Override
    public AccountId contract() {
        return asker.contract();
    }

    @Override
    public AccountId known() {
        return asker.known();
    }

    @Override
    public AccountId payer() {
        return asker.payer();
    }

    @Override
    public void holds(LongSupplier bytes) {
        asker.holds(bytes);
    }

    @Override
    public boolean takes(long bytes) {
        return asker.takes(bytes);
    }
}
