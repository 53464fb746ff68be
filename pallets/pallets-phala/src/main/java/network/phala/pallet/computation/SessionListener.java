package network.phala.pallet.computation;

import java.util.List;
import java.util.function.Supplier;
import network.phala.frame.dispatch.DispatchException;
import network.phala.pallet.mq.RetryLaterException;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;
import network.phala.types.messaging.SettleInfo;

/// What stake pools want to know of sessions.
public interface SessionListener {
    /// For chains without stake pools.
    SessionListener NOBODY = new SessionListener() {
        @Override
        public void onReward(List<SettleInfo> settled) {}

        @Override
        public void onUnbound(Sr25519Public worker, boolean force) {}

        @Override
        public void onStopped(Sr25519Public worker, U128 stake, U128 slashed) {}
    };

    /// A listener that is made later than the pallet that calls it.
    static SessionListener later(Supplier<SessionListener> source) {
        return new SessionListener() {
            @Override
            public void onReward(List<SettleInfo> settled) throws RetryLaterException {
                source.get().onReward(settled);
            }

            @Override
            public void onUnbound(Sr25519Public worker, boolean force) throws DispatchException {
                source.get().onUnbound(worker, force);
            }

            @Override
            public void onStopped(Sr25519Public worker, U128 stake, U128 slashed) throws DispatchException {
                source.get().onStopped(worker, stake, slashed);
            }
        };
    }

    /// Gatekeepers settled these workers, dropped settlements included.
    void onReward(List<SettleInfo> settled) throws RetryLaterException;

    /// A worker lost its session; `force` when that stopped it.
    void onUnbound(Sr25519Public worker, boolean force) throws DispatchException;

    /// A session stopped; this is what will come back of its stake.
    void onStopped(Sr25519Public worker, U128 stake, U128 slashed) throws DispatchException;
}
