package network.phala.pruntime.outside;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.phala.primitives.AccountId;
import network.phala.prpc.message.Statistics.HttpCounters;

/// How often contracts went to the web, and with what success. Any thread.
public final class HttpEgress {
    private static final int CONTRACTS_MAX = 100_000;

    private static final class Counter {
        private final Map<Integer, Long> byStatus = new TreeMap<>();
        private long requests;
        private long failures;

        void add(int status) {
            requests++;
            if (status < 200 || status > 299) {
                failures++;
            }
            byStatus.merge(status, 1L, Long::sum);
        }

        HttpCounters read() {
            return new HttpCounters(requests, failures, Map.copyOf(byStatus));
        }
    }

    private final Counter global = new Counter();
    private final Map<AccountId, Counter> byContract = new HashMap<>();

    /// @param status as answered; 0 for an error without an answer
    synchronized void count(AccountId contract, int status) {
        global.add(status);
        if (byContract.size() < CONTRACTS_MAX || byContract.containsKey(contract)) {
            byContract.computeIfAbsent(contract, _ -> new Counter()).add(status);
        }
    }

    public synchronized HttpCounters global() {
        return global.read();
    }

    public synchronized Optional<HttpCounters> of(AccountId contract) {
        return Optional.ofNullable(byContract.get(contract)).map(Counter::read);
    }
}
