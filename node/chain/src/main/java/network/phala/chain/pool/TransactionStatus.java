package network.phala.chain.pool;

import java.util.List;
import network.phala.primitives.H256;

/// What happens to a watched transaction, in Substrate's words. There are no forks, so nothing is ever
/// retracted.
public sealed interface TransactionStatus {
    record Future() implements TransactionStatus {}

    record Ready() implements TransactionStatus {}

    record Broadcast(List<String> peers) implements TransactionStatus {
        public Broadcast {
            peers = List.copyOf(peers);
        }
    }

    record InBlock(H256 block, int index) implements TransactionStatus {}

    record Finalized(H256 block, int index) implements TransactionStatus {}

    /// Another transaction took its place.
    record Usurped(H256 by) implements TransactionStatus {}

    /// Removed because the pool is full.
    record Dropped() implements TransactionStatus {}

    record Invalid() implements TransactionStatus {}

    /// Whether nothing can follow.
    default boolean isLast() {
        return switch (this) {
            case Future _, Ready _, Broadcast _, InBlock _ -> false;
            case Finalized _, Usurped _, Dropped _, Invalid _ -> true;
        };
    }
}
