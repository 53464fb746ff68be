package network.phala.pallet.grandpa;

import java.util.List;
import java.util.Optional;
import network.phala.block.DigestItem;
import network.phala.frame.Pallet;
import network.phala.frame.dispatch.DispatchError;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.dispatch.DispatchInfo;
import network.phala.frame.dispatch.Origin;
import network.phala.frame.dispatch.PostDispatchInfo;
import network.phala.frame.dispatch.Weight;
import network.phala.frame.storage.Hasher;
import network.phala.frame.storage.StorageMap;
import network.phala.frame.storage.StorageValue;
import network.phala.frame.system.FrameSystem;
import network.phala.pallet.session.SessionConfig;
import network.phala.pallet.session.SessionGenesis;
import network.phala.primitives.Bytes;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;
import network.phala.scale.ScaleWriter;
import network.phala.scale.TupleType;

/// Finality authorities. Follows polkadot-sdk 1.5.0 pallet_grandpa lib.rs.
public final class Grandpa extends Pallet<GrandpaCall, GrandpaEvent> implements SessionConfig.Listener {
    private static final Bytes ENGINE = Bytes.ofUtf8("FRNK");
    private static final int SCHEDULED_CHANGE = 1;
    private static final int FORCED_CHANGE = 2;
    private static final int PAUSE = 4;
    private static final int RESUME = 5;
    private static final long WEIGHT_MICROSECOND = 1_000_000;

    private final FrameSystem system;
    private final GrandpaLimits limits;
    private final Codec<List<GrandpaAuthority>> authorityList = Codecs.weakBoundedVec(Scale.of(GrandpaAuthority.class));

    private final StorageValue<StoredState> state = value("State", Scale.of(StoredState.class), StoredState.LIVE);
    private final StorageValue<StoredPendingChange> pendingChange =
            value("PendingChange", Scale.of(StoredPendingChange.class));
    private final StorageValue<Integer> nextForced = value("NextForced", Codecs.U32);
    private final StorageValue<Stall> stalled = value("Stalled", Scale.of(Stall.class));
    private final StorageValue<Long> currentSetId = value("CurrentSetId", Codecs.U64, 0L);
    private final StorageMap<Long, Integer> setIdSession =
            map("SetIdSession", Hasher.TWOX_64_CONCAT, Codecs.U64, Codecs.U32);
    private final StorageValue<List<GrandpaAuthority>> authorities = value("Authorities", authorityList, List.of());

    /// How long to wait, and the median last finalized block.
    @TupleType
    record Stall(int furtherWait, int median) {}

    /// Bounds in metadata.
    public record GrandpaLimits(int maxAuthorities, int maxNominators, long maxSetIdSessionEntries) {}

    public Grandpa(GrandpaLimits limits, FrameSystem system) {
        super("Grandpa", GrandpaCall.class, GrandpaEvent.class, GrandpaError.class);
        this.limits = limits;
        this.system = system;
        constant("MaxAuthorities", Codecs.U32, limits.maxAuthorities());
        constant("MaxNominators", Codecs.U32, limits.maxNominators());
        constant("MaxSetIdSessionEntries", Codecs.U64, limits.maxSetIdSessionEntries());
    }

    @Override
    public int storageVersion() {
        return 5;
    }

    public List<GrandpaAuthority> authorities() {
        return authorities.get();
    }

    public long currentSetId() {
        return currentSetId.get();
    }

    @Override
    public void genesisSession(List<SessionGenesis.Validator> validators) {
        currentSetId.put(0L);
        authorities.put(weighted(validators));
        setIdSession.put(0L, 0);
    }

    @Override
    public void newSession(
            int sessionIndex,
            boolean changed,
            List<SessionGenesis.Validator> validators,
            List<SessionGenesis.Validator> queued) {
        boolean scheduled = false;
        if (changed || stalled.exists()) {
            Optional<Stall> stall = stalled.take();
            scheduled = scheduleChange(weighted(validators), stall);
        }
        long setId = currentSetId.get();
        if (scheduled) {
            setId = currentSetId.update(last -> last + 1);
            if (Long.compareUnsigned(setId, limits.maxSetIdSessionEntries()) >= 0) {
                setIdSession.remove(setId - limits.maxSetIdSessionEntries());
            }
        }
        setIdSession.put(setId, sessionIndex);
    }

    private boolean scheduleChange(List<GrandpaAuthority> next, Optional<Stall> stall) {
        if (pendingChange.exists()) {
            return false;
        }
        int now = system.blockNumber();
        int delay = stall.map(Stall::furtherWait).orElse(0);
        if (stall.isPresent()) {
            if (nextForced
                    .tryGet()
                    .map(at -> Integer.compareUnsigned(at, now) > 0)
                    .orElse(false)) {
                return false;
            }
            nextForced.put(now + 2 * delay);
        }
        pendingChange.put(new StoredPendingChange(now, delay, next, stall.map(Stall::median)));
        return true;
    }

    private static List<GrandpaAuthority> weighted(List<SessionGenesis.Validator> validators) {
        return validators.stream()
                .map(validator -> new GrandpaAuthority(validator.keys().grandpa(), 1))
                .toList();
    }

    @Override
    public void onFinalize(int blockNumber) {
        pendingChange.tryGet().ifPresent(change -> enact(blockNumber, change));
        switch (state.get()) {
            case StoredState.Live _, StoredState.Paused _ -> {}
            case StoredState.PendingPause(int at, int delay) -> {
                if (blockNumber == at) {
                    depositDelay(PAUSE, delay);
                }
                if (blockNumber == at + delay) {
                    state.put(new StoredState.Paused());
                    deposit(new GrandpaEvent.Paused());
                }
            }
            case StoredState.PendingResume(int at, int delay) -> {
                if (blockNumber == at) {
                    depositDelay(RESUME, delay);
                }
                if (blockNumber == at + delay) {
                    state.put(StoredState.LIVE);
                    deposit(new GrandpaEvent.Resumed());
                }
            }
        }
    }

    private void enact(int blockNumber, StoredPendingChange change) {
        if (blockNumber == change.scheduledAt()) {
            ScaleWriter log = new ScaleWriter();
            log.writeByte(change.forced().isPresent() ? FORCED_CHANGE : SCHEDULED_CHANGE);
            change.forced().ifPresent(log::writeInt);
            authorityList.encode(change.nextAuthorities(), log);
            log.writeInt(change.delay());
            system.depositLog(new DigestItem.Consensus(ENGINE, log.toBytes()));
        }
        if (blockNumber == change.scheduledAt() + change.delay()) {
            authorities.put(change.nextAuthorities());
            deposit(new GrandpaEvent.NewAuthorities(change.nextAuthorities()));
            pendingChange.remove();
        }
    }

    private void depositDelay(int kind, int delay) {
        ScaleWriter log = new ScaleWriter();
        log.writeByte(kind);
        log.writeInt(delay);
        system.depositLog(new DigestItem.Consensus(ENGINE, log.toBytes()));
    }

    @Override
    public PostDispatchInfo dispatch(Origin origin, GrandpaCall call) throws DispatchException {
        switch (call) {
            case GrandpaCall.ReportEquivocation _ -> {
                origin.signed();
                throw error(GrandpaError.INVALID_KEY_OWNERSHIP_PROOF);
            }
            case GrandpaCall.ReportEquivocationUnsigned _ -> {
                origin.none();
                throw new DispatchException(DispatchError.OTHER);
            }
            case GrandpaCall.NoteStalled(int delay, int bestFinalized) -> {
                origin.root();
                stalled.put(new Stall(delay, bestFinalized));
            }
        }
        return PostDispatchInfo.DECLARED;
    }

    @Override
    public DispatchInfo dispatchInfo(GrandpaCall call) {
        return DispatchInfo.normal(
                switch (call) {
                    case GrandpaCall.ReportEquivocation(var ignored, var proof) -> reportWeight(proof.validatorCount());
                    case GrandpaCall.ReportEquivocationUnsigned(var ignored, var proof) ->
                        reportWeight(proof.validatorCount());
                    case GrandpaCall.NoteStalled _ ->
                        Weight.of(3 * WEIGHT_MICROSECOND, 0)
                                .add(system.config().dbWeight().writes(1));
                });
    }

    private Weight reportWeight(int validatorCount) {
        long validators = Math.max(Integer.toUnsignedLong(validatorCount), 100);
        long nominators = limits.maxNominators();
        return Weight.of((35 + 95 + 110 + 25 * nominators) * WEIGHT_MICROSECOND, 0)
                .add(Weight.of(175_000, 0).multiply(validators))
                .add(system.config().dbWeight().readsWrites(5 + 14 + 3 * nominators + 2, 10 + 3 * nominators));
    }
}
