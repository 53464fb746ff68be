package network.phala.pallet.utility;

import network.phala.frame.dispatch.Weight;
import network.phala.frame.system.RuntimeDbWeight;

/// Weights of the Utility pallet's calls without those of the calls in them, as published with polkadot-sdk 1.5.0.
final class UtilityWeights {
    private UtilityWeights() {}

    static Weight batch(long count) {
        return Weight.of(16_943_157 + 4_653_855 * count, 0);
    }

    static Weight batchAll(long count) {
        return Weight.of(16_448_433 + 4_796_983 * count, 0);
    }

    static Weight forceBatch(long count) {
        return Weight.of(17_748_474 + 4_630_079 * count, 0);
    }

    static Weight asDerivative(RuntimeDbWeight db) {
        return Weight.of(5_268_000, 0).add(db.readsWrites(1, 1));
    }

    static Weight dispatchAs() {
        return Weight.of(9_353_000, 0);
    }
}
