package network.phala.rpc.api;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import network.phala.chain.BlockRef;
import network.phala.chain.Chain;
import network.phala.chain.ChainListener;
import network.phala.chain.StateAt;
import network.phala.rpc.RpcSubscription.Cancellation;

/// Gives new blocks to subscriptions, one after another.
///
/// A follower is called for the first time while it is added, with where the chain stands, and then for
/// every step, with nothing missed in between. Followers may see the same block twice and must not block.
final class BlockFeed implements ChainListener, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(BlockFeed.class.getName());

    /// One subscription's view.
    interface Follower {
        default void onBest(StateAt block) {}

        default void onFinalized(BlockRef block) {}
    }

    private final Chain chain;
    private final Set<Follower> followers = new LinkedHashSet<>();
    private final AutoCloseable listening;

    BlockFeed(Chain chain) {
        this.chain = chain;
        this.listening = chain.listen(this);
    }

    Cancellation follow(Follower follower) {
        synchronized (followers) {
            followers.add(follower);
            follower.onBest(chain.best());
            follower.onFinalized(chain.finalized());
        }
        return () -> {
            synchronized (followers) {
                followers.remove(follower);
            }
        };
    }

    @Override
    public void onBest(StateAt block) {
        tell(follower -> follower.onBest(block));
    }

    @Override
    public void onFinalized(BlockRef block) {
        tell(follower -> follower.onFinalized(block));
    }

    private void tell(java.util.function.Consumer<Follower> step) {
        synchronized (followers) {
            List<Follower> broken = new ArrayList<>();
            for (Follower follower : followers) {
                try {
                    step.accept(follower);
                } catch (RuntimeException e) {
                    LOG.log(System.Logger.Level.ERROR, "A subscription failed and is dropped", e);
                    broken.add(follower);
                }
            }
            broken.forEach(followers::remove);
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
