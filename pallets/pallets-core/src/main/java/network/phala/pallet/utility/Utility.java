package network.phala.pallet.utility;

import java.util.List;
import network.phala.crypto.Blake2b;
import network.phala.frame.Pallet;
import network.phala.frame.dispatch.DispatchClass;
import network.phala.frame.dispatch.DispatchError;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.dispatch.DispatchInfo;
import network.phala.frame.dispatch.Origin;
import network.phala.frame.dispatch.Pays;
import network.phala.frame.dispatch.PostDispatchInfo;
import network.phala.frame.dispatch.RuntimeCall;
import network.phala.frame.dispatch.Weight;
import network.phala.frame.system.FrameSystem;
import network.phala.frame.system.SystemError;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.scale.Codecs;
import network.phala.scale.Result;
import network.phala.scale.ScaleWriter;
import network.phala.scale.Unit;

/// Calls that hold calls. Follows polkadot-sdk 1.5.0 pallet_utility lib.rs.
public final class Utility extends Pallet<UtilityCall, UtilityEvent> {
    /// What fits into the original node's call allocation.
    private static final int BATCHED_CALLS_LIMIT = 10_922;

    private static final Bytes SUB_ACCOUNT = Bytes.ofUtf8("modlpy/utilisuba");

    private final FrameSystem system;

    public Utility(FrameSystem system) {
        super("Utility", UtilityCall.class, UtilityEvent.class, UtilityError.class);
        this.system = system;
        constant("batched_calls_limit", Codecs.U32, BATCHED_CALLS_LIMIT);
    }

    @Override
    public PostDispatchInfo dispatch(Origin origin, UtilityCall call) throws DispatchException {
        return switch (call) {
            case UtilityCall.Batch(var calls) -> batch(origin, calls);
            case UtilityCall.AsDerivative(short index, var inner) -> asDerivative(origin, index, inner);
            case UtilityCall.BatchAll(var calls) -> batchAll(origin, calls);
            case UtilityCall.DispatchAs(var as, var inner) -> dispatchAs(origin, as, inner);
            case UtilityCall.ForceBatch(var calls) -> forceBatch(origin, calls);
            case UtilityCall.WithWeight(var inner, var ignored) -> withWeight(origin, inner);
        };
    }

    private PostDispatchInfo batch(Origin origin, List<RuntimeCall> calls) throws DispatchException {
        ensureBatch(origin, calls);
        Weight weight = Weight.ZERO;
        for (int i = 0; i < calls.size(); i++) {
            DispatchInfo info = host().dispatchInfo(calls.get(i));
            try {
                weight = weight.add(host().dispatch(origin, calls.get(i)).weightOf(info));
            } catch (DispatchException e) {
                weight = weight.add(e.postInfo().weightOf(info));
                deposit(new UtilityEvent.BatchInterrupted(i, e.error()));
                return PostDispatchInfo.used(UtilityWeights.batch(i + 1).add(weight));
            }
            deposit(new UtilityEvent.ItemCompleted());
        }
        deposit(new UtilityEvent.BatchCompleted());
        return PostDispatchInfo.used(UtilityWeights.batch(calls.size()).add(weight));
    }

    /// Batches of this kind do not nest, unless root makes them.
    private PostDispatchInfo batchAll(Origin origin, List<RuntimeCall> calls) throws DispatchException {
        if (origin instanceof Origin.Signed signed && signed.inBatchAll()) {
            throw system.error(SystemError.CALL_FILTERED);
        }
        ensureBatch(origin, calls);
        Origin inner = origin instanceof Origin.Signed signed ? new Origin.Signed(signed.who(), true) : origin;
        Weight weight = Weight.ZERO;
        for (int i = 0; i < calls.size(); i++) {
            DispatchInfo info = host().dispatchInfo(calls.get(i));
            try {
                weight = weight.add(host().dispatch(inner, calls.get(i)).weightOf(info));
            } catch (DispatchException e) {
                Weight spent = weight.add(e.postInfo().weightOf(info));
                throw e.withPostInfo(
                        PostDispatchInfo.used(UtilityWeights.batchAll(i + 1).add(spent)));
            }
            deposit(new UtilityEvent.ItemCompleted());
        }
        deposit(new UtilityEvent.BatchCompleted());
        return PostDispatchInfo.used(UtilityWeights.batchAll(calls.size()).add(weight));
    }

    private PostDispatchInfo forceBatch(Origin origin, List<RuntimeCall> calls) throws DispatchException {
        ensureBatch(origin, calls);
        Weight weight = Weight.ZERO;
        boolean failed = false;
        for (RuntimeCall call : calls) {
            DispatchInfo info = host().dispatchInfo(call);
            try {
                weight = weight.add(host().dispatch(origin, call).weightOf(info));
                deposit(new UtilityEvent.ItemCompleted());
            } catch (DispatchException e) {
                weight = weight.add(e.postInfo().weightOf(info));
                failed = true;
                deposit(new UtilityEvent.ItemFailed(e.error()));
            }
        }
        deposit(failed ? new UtilityEvent.BatchCompletedWithErrors() : new UtilityEvent.BatchCompleted());
        return PostDispatchInfo.used(UtilityWeights.batch(calls.size()).add(weight));
    }

    private void ensureBatch(Origin origin, List<RuntimeCall> calls) throws DispatchException {
        if (origin instanceof Origin.None) {
            throw new DispatchException(DispatchError.BAD_ORIGIN);
        }
        ensure(calls.size() <= BATCHED_CALLS_LIMIT, UtilityError.TOO_MANY_CALLS);
    }

    private PostDispatchInfo asDerivative(Origin origin, short index, RuntimeCall call) throws DispatchException {
        AccountId who = derivative(origin.signed(), index);
        boolean inBatchAll = origin instanceof Origin.Signed signed && signed.inBatchAll();
        DispatchInfo info = host().dispatchInfo(call);
        Weight base = UtilityWeights.asDerivative(system.config().dbWeight());
        try {
            PostDispatchInfo post = host().dispatch(new Origin.Signed(who, inBatchAll), call);
            return PostDispatchInfo.used(base.add(post.weightOf(info)));
        } catch (DispatchException e) {
            throw e.withPostInfo(PostDispatchInfo.used(base.add(e.postInfo().weightOf(info))));
        }
    }

    /// BLAKE2b-256 of `modlpy/utilisuba ‖ account ‖ index u16`.
    public static AccountId derivative(AccountId who, short index) {
        ScaleWriter out = new ScaleWriter();
        out.write(SUB_ACCOUNT);
        out.write(who.value().unsafeArray());
        out.writeShort(index);
        return new AccountId(Blake2b.hash256(out.toArray()));
    }

    private PostDispatchInfo dispatchAs(Origin origin, OriginCaller as, RuntimeCall call) throws DispatchException {
        origin.root();
        Result<Unit, DispatchError> result;
        try {
            host().dispatch(as.toOrigin(), call);
            result = new Result.Ok<>(Unit.UNIT);
        } catch (DispatchException e) {
            result = new Result.Err<>(e.error());
        }
        deposit(new UtilityEvent.DispatchedAs(result));
        return PostDispatchInfo.DECLARED;
    }

    private PostDispatchInfo withWeight(Origin origin, RuntimeCall call) throws DispatchException {
        origin.root();
        try {
            host().dispatch(Origin.ROOT, call);
        } catch (DispatchException e) {
            throw new DispatchException(e.error());
        }
        return PostDispatchInfo.DECLARED;
    }

    @Override
    public DispatchInfo dispatchInfo(UtilityCall call) {
        return switch (call) {
            case UtilityCall.Batch(var calls) -> sum(calls, UtilityWeights.batch(calls.size()));
            case UtilityCall.BatchAll(var calls) -> sum(calls, UtilityWeights.batchAll(calls.size()));
            case UtilityCall.ForceBatch(var calls) -> sum(calls, UtilityWeights.forceBatch(calls.size()));
            case UtilityCall.AsDerivative(short ignored, var inner) ->
                with(inner, UtilityWeights.asDerivative(system.config().dbWeight()));
            case UtilityCall.DispatchAs(var ignored, var inner) -> with(inner, UtilityWeights.dispatchAs());
            case UtilityCall.WithWeight(var inner, Weight weight) ->
                new DispatchInfo(weight, host().dispatchInfo(inner).dispatchClass(), Pays.YES);
        };
    }

    private DispatchInfo with(RuntimeCall inner, Weight base) {
        DispatchInfo info = host().dispatchInfo(inner);
        return new DispatchInfo(base.add(info.weight()), info.dispatchClass(), Pays.YES);
    }

    private DispatchInfo sum(List<RuntimeCall> calls, Weight base) {
        Weight weight = Weight.ZERO;
        boolean operational = true;
        for (RuntimeCall call : calls) {
            DispatchInfo info = host().dispatchInfo(call);
            weight = weight.add(info.weight());
            operational &= info.dispatchClass() == DispatchClass.OPERATIONAL;
        }
        return new DispatchInfo(
                weight.add(base), operational ? DispatchClass.OPERATIONAL : DispatchClass.NORMAL, Pays.YES);
    }
}
