package network.phala.pruntime.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import network.phala.primitives.AccountId;
import network.phala.prpc.message.Statistics.QueryCounters;

/// How many queries there were, and what they cost. Any thread.
public final class QueryStatistics {
    private static final int CONTRACTS_MAX = 100_000;

    private static final class Counter {
        long total;
        long dropped;
        long nanos;

        QueryCounters read() {
            return new QueryCounters(total, dropped, nanos / 1_000_000);
        }
    }

    private final Counter global = new Counter();
    private final Map<AccountId, Counter> byContract = new HashMap<>();

    synchronized void count(AccountId contract, long nanos, boolean dropped) {
        add(global, nanos, dropped);
        if (byContract.size() < CONTRACTS_MAX || byContract.containsKey(contract)) {
            add(byContract.computeIfAbsent(contract, _ -> new Counter()), nanos, dropped);
        }
    }

    private static void add(Counter counter, long nanos, boolean dropped) {
        counter.total++;
        counter.nanos += nanos;
        if (dropped) {
            counter.dropped++;
        }
    }

    public synchronized QueryCounters global() {
        return global.read();
    }

    public synchronized Optional<QueryCounters> of(AccountId contract) {
        return Optional.ofNullable(byContract.get(contract)).map(Counter::read);
    }
}
