package network.phala.pallet.timestamp;

import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import network.phala.frame.InherentData;
import network.phala.frame.Pallet;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.dispatch.DispatchInfo;
import network.phala.frame.dispatch.Origin;
import network.phala.frame.dispatch.PostDispatchInfo;
import network.phala.frame.dispatch.RuntimePanic;
import network.phala.frame.dispatch.Weight;
import network.phala.frame.storage.StorageValue;
import network.phala.frame.system.RuntimeDbWeight;
import network.phala.scale.Codecs;
import network.phala.scale.DecodeException;

/// The block's time. Follows polkadot-sdk 1.5.0 pallet_timestamp lib.rs.
public final class Timestamp extends Pallet<TimestampCall, Void> {
    private static final long DRIFT_MAX_MILLIS = 30_000;

    private final LongSupplier minimumPeriod;
    private final LongConsumer onTimestampSet;
    private final RuntimeDbWeight dbWeight;

    private final StorageValue<Long> now = value("Now", Codecs.U64, 0L);
    private final StorageValue<Boolean> didUpdate = value("DidUpdate", Codecs.BOOL, false);

    /// @param minimumPeriod milliseconds between blocks at least, asked each time
    /// @param onTimestampSet told the new time
    public Timestamp(LongSupplier minimumPeriod, LongConsumer onTimestampSet, RuntimeDbWeight dbWeight) {
        super("Timestamp", TimestampCall.class, null, null);
        this.minimumPeriod = minimumPeriod;
        this.onTimestampSet = onTimestampSet;
        this.dbWeight = dbWeight;
        parameter("MinimumPeriod", Codecs.U64, minimumPeriod::getAsLong);
    }

    /// Milliseconds since 1970, as the current block's author told; before it did, the last block's.
    public long nowMillis() {
        return now.get();
    }

    /// Whole seconds since 1970 (`UnixTime::now().as_secs()`).
    public long nowSeconds() {
        return nowMillis() / 1000;
    }

    @Override
    public PostDispatchInfo dispatch(Origin origin, TimestampCall call) throws DispatchException {
        origin.none();
        TimestampCall.Set set = (TimestampCall.Set) call;
        if (didUpdate.exists()) {
            throw new RuntimePanic("Timestamp must be updated only once in the block");
        }
        long previous = now.get();
        if (previous != 0 && Long.compareUnsigned(set.now(), previous + minimumPeriod.getAsLong()) < 0) {
            throw new RuntimePanic("Timestamp " + set.now() + " comes less than the minimum period of "
                    + minimumPeriod.getAsLong() + " ms after " + previous);
        }
        now.put(set.now());
        didUpdate.put(true);
        onTimestampSet.accept(set.now());
        return PostDispatchInfo.DECLARED;
    }

    @Override
    public DispatchInfo dispatchInfo(TimestampCall call) {
        return DispatchInfo.mandatory(Weight.of(10_492_000, 1493).add(dbWeight.readsWrites(2, 1)));
    }

    @Override
    public Weight onInitialize(int blockNumber) {
        return Weight.of(4_334_000, 0);
    }

    @Override
    public void onFinalize(int blockNumber) {
        if (didUpdate.take().isEmpty()) {
            throw new RuntimePanic("Timestamp must be updated once in the block");
        }
    }

    @Override
    public boolean isInherent(TimestampCall call) {
        return true;
    }

    @Override
    public Optional<TimestampCall> createInherent(InherentData data) {
        return time(data).map(time -> new TimestampCall.Set(Math.max(time, now.get() + minimumPeriod.getAsLong())));
    }

    @Override
    public Optional<String> checkInherent(TimestampCall call, InherentData data) {
        long told = ((TimestampCall.Set) call).now();
        long earliest = now.get() + minimumPeriod.getAsLong();
        if (Long.compareUnsigned(told, earliest) < 0) {
            return Optional.of("Timestamp " + told + " is too early; expected at least " + earliest);
        }
        return time(data)
                .filter(own -> Long.compareUnsigned(told, own + DRIFT_MAX_MILLIS) > 0)
                .map(own -> "Timestamp " + told + " is too far in the future; own time is " + own);
    }

    private static Optional<Long> time(InherentData data) {
        return data.get(InherentData.TIMESTAMP).map(bytes -> {
            try {
                return Codecs.U64.decodeAll(bytes);
            } catch (DecodeException e) {
                throw new IllegalArgumentException("Timestamp inherent data " + bytes + "; expected eight bytes", e);
            }
        });
    }
}
