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
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
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

    /// An execution ended, well or not.
    void executed(
            AccountId account,
            int block,
            OwnOutcome.Kind kind,
            AccountId contract,
            Bytes nonce,
            ContractResult result) {
        add(account, block, kind, new H256(contract.value()), nonce, Optional.empty(), result.encode());
    }

    /// Something was refused before anything was executed.
    void refused(AccountId account, int block, OwnOutcome.Kind kind, H256 subject, Bytes nonce, String reason) {
        add(account, block, kind, subject, nonce, Optional.of(reason), Bytes.EMPTY);
    }

    void uploaded(AccountId account, int block, H256 code) {
        add(account, block, OwnOutcome.Kind.UPLOAD, code, Bytes.EMPTY, Optional.empty(), Bytes.EMPTY);
    }

    private void add(
            AccountId account,
            int block,
            OwnOutcome.Kind kind,
            H256 subject,
            Bytes nonce,
            Optional<String> refusal,
            Bytes output) {
        lock.lock();
        try {
            Kept kept = accounts.remove(account);
            if (kept == null) {
                kept = new Kept();
            }
            accounts.put(account, kept);
            OwnOutcome outcome = new OwnOutcome(kept.next++, block, kind, subject, nonce, refusal, output);
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
