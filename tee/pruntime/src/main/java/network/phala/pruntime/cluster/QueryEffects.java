package network.phala.pruntime.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import network.phala.pink.types.PinkEvent;
import network.phala.pink.types.SideEffects;
import network.phala.primitives.AccountId;
import network.phala.sidevm.FairRoom;
import network.phala.sidevm.FairTurns;
import network.phala.sidevm.FairTurns.CrowdedException;
import network.phala.sidevm.Pauses;

/// What queries ask for besides answers, on its way to the writer, which may be at a long block. Few wait for the
/// writer at once, so that those who bring blocks find a place there, too, and what all of them bring is bounded in
/// memory: a query asks for megabytes within milliseconds. Both are shared by contracts. Any thread.
final class QueryEffects {
    /// For all together at the most; one query's events fit.
    static final int BYTES_MAX = 64 << 20;

    /// Of one query. Asking is free, and each takes the writer's time, of which the blocks live; no program's channel
    /// takes so many anyway.
    static final int MOST = 4096;

    private static final int EVENT_OVERHEAD = 64;
    private static final int WAITING_EACH = 512;
    /// Longer than any query waits for anything.
    private static final Duration PATIENCE = Duration.ofDays(1);

    private final QueryService.Effects effects;
    private final FairTurns<AccountId> turns;
    private final FairRoom<AccountId> room;

    /// @param bytesMax for all together, of the heap; one query's are let in whatever they are
    QueryEffects(QueryService.Effects effects, int places, long bytesMax) {
        this.effects = effects;
        this.room = new FairRoom<>(Math.min(BYTES_MAX, bytesMax));
        this.turns = new FairTurns<>(new FairTurns.Limits(places, Math.max(1, places - 1), places, WAITING_EACH));
    }

    /// Why these will not be done, if so.
    static Optional<String> refusal(List<SideEffects.FromContract> events) {
        return events.size() <= MOST
                ? Optional.empty()
                : Optional.of("The query asks for " + events.size() + " effects; at most " + MOST);
    }

    /// Waits until it is done. False when too much waits already: then nothing is done.
    ///
    /// @param besides bytes that are held until it is done, such as the query's answer
    /// @param givesWay called while it waits, if others need its room: the thread is then to be interrupted
    boolean apply(List<SideEffects.FromContract> events, int besides, QueryPlace.Share share, Runnable givesWay)
            throws InterruptedException {
        if (events.isEmpty()) {
            return true;
        }
        AtomicBoolean begun = new AtomicBoolean();
        Optional<FairRoom<AccountId>.Place> taken =
                room.take(share.payer(), share.weight(), besides + (long) size(events), () -> {
                    if (!begun.get()) {
                        givesWay.run();
                    }
                });
        if (taken.isEmpty()) {
            return false;
        }
        try (FairRoom<AccountId>.Place _ = taken.get();
                FairTurns<AccountId>.Turn _ = turns.take(share.payer(), PATIENCE, Pauses.NONE)) {
            begun.set(true);
            effects.apply(events);
            return true;
        } catch (CrowdedException | TimeoutException e) {
            return false;
        }
    }

    private static int size(List<SideEffects.FromContract> events) {
        long size = 0;
        for (SideEffects.FromContract each : events) {
            size += EVENT_OVERHEAD
                    + PinkEvent.CODEC_OF_EVENT.encode(each.event()).size();
        }
        return (int) Math.min(BYTES_MAX, size);
    }
}
