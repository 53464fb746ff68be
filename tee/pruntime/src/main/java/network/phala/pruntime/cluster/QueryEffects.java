package network.phala.pruntime.cluster;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import network.phala.pink.types.PinkEvent;
import network.phala.pink.types.SideEffects;

/// What queries ask for besides answers, on its way to the writer, which may be at a long block. Few wait for the
/// writer at once, so that those who bring blocks find a place there, too, and what all of them bring is bounded in
/// memory: a query asks for megabytes within milliseconds. Any thread.
final class QueryEffects {
    /// For all together; one query's events fit.
    static final int BYTES_MAX = 64 << 20;

    /// Of one query. Asking is free, and each takes the writer's time, of which the blocks live; no program's channel
    /// takes so many anyway.
    static final int MOST = 4096;

    private static final int EVENT_OVERHEAD = 64;

    private final QueryService.Effects effects;
    private final Semaphore places;
    private final Semaphore bytes = new Semaphore(BYTES_MAX);

    QueryEffects(QueryService.Effects effects, int places) {
        this.effects = effects;
        this.places = new Semaphore(places);
    }

    /// Why these will not be done, if so.
    static Optional<String> refusal(List<SideEffects.FromContract> events) {
        return events.size() <= MOST
                ? Optional.empty()
                : Optional.of("The query asks for " + events.size() + " effects; at most " + MOST);
    }

    /// Waits until it is done. False when too much waits already: then nothing is done.
    boolean apply(List<SideEffects.FromContract> events) throws InterruptedException {
        if (events.isEmpty()) {
            return true;
        }
        int size = size(events);
        if (!bytes.tryAcquire(size)) {
            return false;
        }
        try {
            places.acquire();
            try {
                effects.apply(events);
            } finally {
                places.release();
            }
            return true;
        } finally {
            bytes.release(size);
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
