package network.phala.frame.system;

import network.phala.frame.dispatch.DispatchInfo;
import network.phala.frame.dispatch.Weight;
import network.phala.primitives.Bytes;

/// Weights of the System pallet's calls, as published with polkadot-sdk 1.5.0.
final class SystemWeights {
    private SystemWeights() {}

    static DispatchInfo of(SystemCall call, RuntimeDbWeight db) {
        return switch (call) {
            case SystemCall.Remark(var remark) -> DispatchInfo.normal(Weight.of(2_119_000 + 390L * remark.size(), 0));
            case SystemCall.RemarkWithEvent(var remark) ->
                DispatchInfo.normal(Weight.of(8_097_000 + 1_455L * remark.size(), 0));
            case SystemCall.SetHeapPages _ ->
                DispatchInfo.operational(Weight.of(4_782_000, 1485).add(db.readsWrites(1, 2)));
            case SystemCall.SetCode _, SystemCall.SetCodeWithoutChecks _ ->
                DispatchInfo.operational(Weight.of(87_586_619_000L, 1485).add(db.readsWrites(1, 2)));
            case SystemCall.SetStorage(var items) -> {
                long count = items.size();
                yield DispatchInfo.operational(
                        Weight.of(2_175_000 + 841_511 * count, 0).add(db.writes(count)));
            }
            case SystemCall.KillStorage(var keys) -> {
                long count = keys.size();
                yield DispatchInfo.operational(
                        Weight.of(2_255_000 + 662_473 * count, 0).add(db.writes(count)));
            }
            case SystemCall.KillPrefix(Bytes ignored, int subkeys) -> {
                long count = subkeys == -1 ? 0xffffffffL : Integer.toUnsignedLong(subkeys) + 1;
                yield DispatchInfo.operational(Weight.of(4_270_000 + 1_389_650 * count, 128 + 70 * count)
                        .add(db.readsWrites(count, count)));
            }
        };
    }
}
