package network.phala.pruntime.cluster;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import network.phala.pink.types.ContractResult;
import network.phala.pink.types.PinkRuntime;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.types.contract.PinkVersion;
import network.phala.types.query.OwnOutcome;

/// What became of what accounts asked of the cluster: uploads, instantiations, commands. Each
/// account sees its own, by [ContractQuery.OwnOutcomes], whether or not the cluster has a log
/// server. Of every worker by itself, no part of the cluster's state; checkpoints hold it, and what
/// came after one is done again from the chain. The newest few of each account, and of the accounts
/// that sent something last. Any thread.
public final class Outcomes {
    private static final int MOST_EACH = 32;
    private static final int MOST_BYTES_EACH = 2 << 20;
    private static final int MOST_BYTES = 16 << 20;
    private static final int FIXED_SIZE = 256;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<AccountId, Kept> accounts = new LinkedHashMap<>();
    private long bytes;

    private static final class Kept {
        final Deque<OwnOutcome> outcomes = new ArrayDeque<>();
        long next;
        long bytes;

        void drop() {
            bytes -= size(outcomes.remove());
        }
    }

    /// An account's part of a checkpoint.
    ///
    /// @param next number of its next outcome
    public record Saved(AccountId account, long next, List<OwnOutcome> outcomes) {}

    /// All there is, the account that was quiet longest first.
    public List<Saved> save() {
        lock.lock();
        try {
            return accounts.entrySet().stream()
                    .map(entry ->
                            new Saved(entry.getKey(), entry.getValue().next, List.copyOf(entry.getValue().outcomes)))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /// In place of what there is.
    public void load(List<Saved> saved) {
        lock.lock();
        try {
            accounts.clear();
            bytes = 0;
            for (Saved each : saved) {
                Kept kept = new Kept();
                kept.next = each.next();
                kept.outcomes.addAll(each.outcomes());
                kept.bytes = each.outcomes().stream().mapToLong(Outcomes::size).sum();
                accounts.put(each.account(), kept);
                bytes += kept.bytes;
            }
        } finally {
            lock.unlock();
        }
    }

    private static int size(OwnOutcome outcome) {
        return FIXED_SIZE
                + outcome.nonce().size()
                + outcome.output().size()
                + outcome.refusal().map(String::length).orElse(0);
    }

    /// What somebody asked for: in which block, and of which release of the contract runtime.
    record Asked(AccountId account, int block, PinkVersion release, OwnOutcome.Kind kind, H256 subject, Bytes nonce) {
        static Asked of(
                ClusterView now, AccountId account, int block, OwnOutcome.Kind kind, H256 subject, Bytes nonce) {
            PinkRuntime release = now.cluster().runtime();
            return new Asked(account, block, new PinkVersion(release.major(), release.minor()), kind, subject, nonce);
        }

        static Asked command(ClusterView now, AccountId account, int block, AccountId contract, Bytes nonce) {
            return of(now, account, block, OwnOutcome.Kind.COMMAND, new H256(contract.value()), nonce);
        }
    }

    /// An execution ended, well or not.
    void executed(Asked asked, ContractResult result) {
        add(asked, Optional.empty(), result.encode());
    }

    /// Something was refused before anything was executed.
    void refused(Asked asked, String reason) {
        add(asked, Optional.of(reason), Bytes.EMPTY);
    }

    void uploaded(Asked asked) {
        add(asked, Optional.empty(), Bytes.EMPTY);
    }

    private void add(Asked asked, Optional<String> refusal, Bytes output) {
        lock.lock();
        try {
            Kept kept = accounts.remove(asked.account());
            if (kept == null) {
                kept = new Kept();
            }
            accounts.put(asked.account(), kept);
            OwnOutcome outcome = new OwnOutcome(
                    kept.next++,
                    asked.block(),
                    asked.kind(),
                    asked.subject(),
                    asked.nonce(),
                    refusal,
                    output,
                    asked.release());
            long before = kept.bytes;
            kept.outcomes.add(outcome);
            kept.bytes += size(outcome);
            while (kept.outcomes.size() > MOST_EACH || kept.outcomes.size() > 1 && kept.bytes > MOST_BYTES_EACH) {
                kept.drop();
            }
            bytes += kept.bytes - before;
            makeRoom();
        } finally {
            lock.unlock();
        }
    }

    /// The accounts that were quiet longest go.
    private void makeRoom() {
        Iterator<Kept> quiet = accounts.values().iterator();
        while (bytes > MOST_BYTES && accounts.size() > 1) {
            bytes -= quiet.next().bytes;
            quiet.remove();
        }
    }

    /// Those of an account from number `from` on, the oldest first.
    List<OwnOutcome> of(AccountId account, long from) {
        lock.lock();
        try {
            Kept kept = accounts.get(account);
            return kept == null
                    ? List.of()
                    : kept.outcomes.stream()
                            .filter(each -> Long.compareUnsigned(each.number(), from) >= 0)
                            .toList();
        } finally {
            lock.unlock();
        }
    }
}
