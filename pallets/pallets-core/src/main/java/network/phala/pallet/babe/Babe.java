package network.phala.pallet.babe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.block.Digest;
import network.phala.block.DigestItem;
import network.phala.crypto.Blake2b;
import network.phala.frame.Pallet;
import network.phala.frame.dispatch.DispatchError;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.dispatch.DispatchInfo;
import network.phala.frame.dispatch.Origin;
import network.phala.frame.dispatch.PostDispatchInfo;
import network.phala.frame.dispatch.RuntimePanic;
import network.phala.frame.dispatch.Weight;
import network.phala.frame.storage.Hasher;
import network.phala.frame.storage.StorageMap;
import network.phala.frame.storage.StorageValue;
import network.phala.frame.system.FrameSystem;
import network.phala.pallet.babe.BabeEpochConfiguration.AllowedSlots;
import network.phala.pallet.babe.BabeEpochConfiguration.Fraction;
import network.phala.pallet.session.SessionConfig;
import network.phala.pallet.session.SessionGenesis;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.scale.ScaleWriter;
import network.phala.scale.TupleType;

/// Slots and epochs. Follows polkadot-sdk 1.5.0 pallet_babe lib.rs.
public final class Babe extends Pallet<BabeCall, Void> implements SessionConfig.Listener {
    private static final Bytes ENGINE = Bytes.ofUtf8("BABE");
    private static final int NEXT_EPOCH_DATA = 1;
    private static final int NEXT_CONFIG_DATA = 3;
    private static final int SKIPPED_EPOCHS_MAX = 100;
    private static final long WEIGHT_MICROSECOND = 1_000_000;

    private static final Codec<PreDigest> PRE_DIGEST = Scale.of(PreDigest.class);
    private static final Codec<BabeEpochConfiguration> CONFIGURATION = Scale.of(BabeEpochConfiguration.class);
    private static final Codec<Slot> SLOT = Scale.of(Slot.class);
    private static final Codec<List<BabeAuthority>> AUTHORITIES = Codecs.weakBoundedVec(Scale.of(BabeAuthority.class));

    private final BabeConfig config;
    private final FrameSystem system;

    private final StorageValue<Long> epochIndex = value("EpochIndex", Codecs.U64, 0L);
    private final StorageValue<List<BabeAuthority>> authorities = value("Authorities", AUTHORITIES, List.of());
    private final StorageValue<Slot> genesisSlot = value("GenesisSlot", SLOT, Slot.ZERO);
    private final StorageValue<Slot> currentSlot = value("CurrentSlot", SLOT, Slot.ZERO);
    private final StorageValue<Bytes32> randomness = value("Randomness", Codecs.BYTES_32, Bytes32.ZERO);
    private final StorageValue<NextConfigDescriptor> pendingConfigChange =
            value("PendingEpochConfigChange", Scale.of(NextConfigDescriptor.class));
    private final StorageValue<Bytes32> nextRandomness = value("NextRandomness", Codecs.BYTES_32, Bytes32.ZERO);
    private final StorageValue<List<BabeAuthority>> nextAuthorities = value("NextAuthorities", AUTHORITIES, List.of());
    private final StorageValue<Integer> segmentIndex = value("SegmentIndex", Codecs.U32, 0);
    private final StorageMap<Integer, List<Bytes32>> underConstruction = map(
            "UnderConstruction", Hasher.TWOX_64_CONCAT, Codecs.U32, Codecs.boundedVec(Codecs.BYTES_32, 256), List.of());
    private final StorageValue<Optional<PreDigest>> initialized = value("Initialized", Codecs.option(PRE_DIGEST));
    private final StorageValue<Optional<Bytes32>> authorVrfRandomness =
            value("AuthorVrfRandomness", Codecs.option(Codecs.BYTES_32), Optional.empty());
    private final StorageValue<EpochStart> epochStart =
            value("EpochStart", Scale.of(EpochStart.class), new EpochStart(0, 0));
    private final StorageValue<Integer> lateness = value("Lateness", Codecs.U32, 0);
    private final StorageValue<BabeEpochConfiguration> epochConfig = value("EpochConfig", CONFIGURATION);
    private final StorageValue<BabeEpochConfiguration> nextEpochConfig = value("NextEpochConfig", CONFIGURATION);
    private final StorageValue<List<SkippedEpoch>> skippedEpochs =
            value("SkippedEpochs", Codecs.boundedVec(Scale.of(SkippedEpoch.class), SKIPPED_EPOCHS_MAX), List.of());

    /// First blocks of the last and the current epoch.
    @TupleType
    record EpochStart(int previous, int current) {}

    /// An epoch whose number is not that of its session.
    @TupleType
    record SkippedEpoch(long epoch, int session) {}

    public Babe(BabeConfig config, FrameSystem system) {
        super("Babe", BabeCall.class, null, BabeError.class);
        this.config = config;
        this.system = system;
        parameter("EpochDuration", Codecs.U64, config.epochDuration()::getAsLong);
        parameter("ExpectedBlockTime", Codecs.U64, config.expectedBlockTime()::getAsLong);
        constant("MaxAuthorities", Codecs.U32, config.maxAuthorities());
        constant("MaxNominators", Codecs.U32, config.maxNominators());
    }

    /// Writes the genesis state of this pallet: one slot in four has a primary author, the others a secondary one.
    public void genesis() {
        segmentIndex.put(0);
        epochConfig.put(new BabeEpochConfiguration(new Fraction(1, 4), AllowedSlots.PRIMARY_AND_SECONDARY_PLAIN_SLOTS));
    }

    @Override
    public void genesisSession(List<SessionGenesis.Validator> validators) {
        authorities.put(weighted(validators));
        nextAuthorities.put(weighted(validators));
    }

    private static List<BabeAuthority> weighted(List<SessionGenesis.Validator> validators) {
        return validators.stream()
                .map(validator -> new BabeAuthority(validator.keys().babe(), 1))
                .toList();
    }

    /// The pre-digest that a header's digest holds, if any.
    public static Optional<PreDigest> preDigest(Digest digest) {
        for (DigestItem item : digest.logs()) {
            if (item instanceof DigestItem.PreRuntime(Bytes engine, Bytes data) && engine.equals(ENGINE)) {
                try {
                    return Optional.of(PRE_DIGEST.decodePrefix(data));
                } catch (DecodeException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public Weight onInitialize(int blockNumber) {
        initialize();
        return Weight.ZERO;
    }

    /// Reads the block's slot once, whoever asks first.
    private void initialize() {
        if (initialized.exists()) {
            return;
        }
        Optional<PreDigest> preDigest = preDigest(system.digest());
        preDigest.ifPresent(digest -> {
            if (!(digest instanceof PreDigest.SecondaryPlain)) {
                throw new RuntimePanic("Slot " + digest.slot().number()
                        + " is claimed by a VRF; only secondary plain claims are known");
            }
            enterSlot(digest.slot().number());
        });
        initialized.put(preDigest);
    }

    private void enterSlot(long slot) {
        if (genesisSlot.get().number() == 0) {
            genesisSlot.put(new Slot(slot));
            depositNextEpoch(authorities.get(), randomness.get());
        }
        long expected = currentSlot.get().number() + 1;
        lateness.put(Long.compareUnsigned(slot, expected) > 0 ? (int) (slot - expected) : 0);
        currentSlot.put(new Slot(slot));
    }

    @Override
    public void onFinalize(int blockNumber) {
        // A plain secondary claim brings no randomness to collect.
        initialized.remove();
        lateness.remove();
    }

    /// The runtime's Timestamp tells each block's time: it must lie in the block's slot.
    public void onTimestampSet(long millis) {
        long slot = Long.divideUnsigned(millis, config.slotDuration().getAsLong());
        if (slot != currentSlot.get().number()) {
            throw new RuntimePanic("Timestamp " + millis + " lies in slot " + slot + "; the block's is "
                    + currentSlot.get().number());
        }
    }

    /// True in the first block of an epoch; asked by Session.
    public boolean shouldEndSession(int blockNumber) {
        initialize();
        long passed = currentSlot.get().number() - epochStartSlot(epochIndex.get());
        return blockNumber != 1
                && Long.compareUnsigned(passed, config.epochDuration().getAsLong()) >= 0;
    }

    private long epochStartSlot(long epoch) {
        return genesisSlot.get().number() + epoch * config.epochDuration().getAsLong();
    }

    @Override
    public void newSession(
            int sessionIndex,
            boolean changed,
            List<SessionGenesis.Validator> validators,
            List<SessionGenesis.Validator> queued) {
        if (validators.isEmpty()) {
            return;
        }
        long passed = currentSlot.get().number() - genesisSlot.get().number();
        long epoch = Long.divideUnsigned(passed, config.epochDuration().getAsLong());
        if (epochIndex.get() + 1 != epoch) {
            noteSkipped(epoch, sessionIndex);
        }
        epochIndex.put(epoch);
        authorities.put(weighted(validators));
        randomness.put(changeRandomness(epoch + 1));
        nextAuthorities.put(weighted(queued));
        epochStart.update(start -> new EpochStart(start.current(), system.blockNumber()));
        depositNextEpoch(weighted(queued), nextRandomness.get());
        nextEpochConfig.tryGet().ifPresent(epochConfig::put);
        pendingConfigChange.take().ifPresent(this::planConfig);
    }

    private void noteSkipped(long epoch, int sessionIndex) {
        if (Long.compareUnsigned(epoch, Integer.toUnsignedLong(sessionIndex)) < 0) {
            return;
        }
        List<SkippedEpoch> skipped = new ArrayList<>(skippedEpochs.get());
        if (skipped.size() == SKIPPED_EPOCHS_MAX) {
            skipped.removeFirst();
        }
        skipped.add(new SkippedEpoch(epoch, sessionIndex));
        skippedEpochs.put(skipped);
    }

    private void planConfig(NextConfigDescriptor descriptor) {
        switch (descriptor) {
            case NextConfigDescriptor.V1(Fraction c, AllowedSlots allowed) ->
                nextEpochConfig.put(new BabeEpochConfiguration(c, allowed));
        }
        ScaleWriter log = new ScaleWriter();
        log.writeByte(NEXT_CONFIG_DATA);
        Scale.of(NextConfigDescriptor.class).encode(descriptor, log);
        system.depositLog(new DigestItem.Consensus(ENGINE, log.toBytes()));
    }

    /// The epoch's randomness becomes what was next; next is its hash with the epoch's number and what was collected.
    private Bytes32 changeRandomness(long nextEpoch) {
        Bytes32 current = nextRandomness.get();
        int segments = segmentIndex.get();
        segmentIndex.put(0);
        ScaleWriter subject = new ScaleWriter();
        subject.write(current.unsafeArray());
        subject.writeLong(nextEpoch);
        for (int i = 0; i < segments; i++) {
            underConstruction.take(i).orElse(List.of()).forEach(output -> subject.write(output.unsafeArray()));
        }
        nextRandomness.put(Blake2b.hash256(subject.toArray()));
        return current;
    }

    private void depositNextEpoch(List<BabeAuthority> next, Bytes32 seed) {
        ScaleWriter log = new ScaleWriter();
        log.writeByte(NEXT_EPOCH_DATA);
        AUTHORITIES.encode(next, log);
        log.write(seed.unsafeArray());
        system.depositLog(new DigestItem.Consensus(ENGINE, log.toBytes()));
    }

    public long currentSlot() {
        return currentSlot.get().number();
    }

    public Epoch currentEpoch() {
        long index = epochIndex.get();
        return new Epoch(
                index,
                new Slot(epochStartSlot(index)),
                config.epochDuration().getAsLong(),
                authorities.get(),
                randomness.get(),
                epochConfig.get());
    }

    public Epoch nextEpoch() {
        long index = epochIndex.get() + 1;
        return new Epoch(
                index,
                new Slot(epochStartSlot(index)),
                config.epochDuration().getAsLong(),
                nextAuthorities.get(),
                nextRandomness.get(),
                nextEpochConfig.tryGet().orElseGet(epochConfig::get));
    }

    /// `BabeApi_configuration`: slot and epoch duration, the epoch's configuration, authorities and randomness.
    public Bytes configuration() {
        ScaleWriter out = new ScaleWriter();
        BabeEpochConfiguration current = epochConfig.get();
        out.writeLong(config.slotDuration().getAsLong());
        out.writeLong(config.epochDuration().getAsLong());
        out.writeLong(current.c().numerator());
        out.writeLong(current.c().denominator());
        AUTHORITIES.encode(authorities.get(), out);
        out.write(randomness.get().unsafeArray());
        Scale.of(AllowedSlots.class).encode(current.allowedSlots(), out);
        return out.toBytes();
    }

    @Override
    public PostDispatchInfo dispatch(Origin origin, BabeCall call) throws DispatchException {
        switch (call) {
            case BabeCall.ReportEquivocation _ -> {
                origin.signed();
                throw error(BabeError.INVALID_KEY_OWNERSHIP_PROOF);
            }
            case BabeCall.ReportEquivocationUnsigned _ -> {
                origin.none();
                throw new DispatchException(DispatchError.OTHER);
            }
            case BabeCall.PlanConfigChange(NextConfigDescriptor descriptor) -> {
                origin.root();
                NextConfigDescriptor.V1 next = (NextConfigDescriptor.V1) descriptor;
                boolean someSlots = next.c().numerator() != 0 || next.allowedSlots() != AllowedSlots.PRIMARY_SLOTS;
                ensure(someSlots && next.c().denominator() != 0, BabeError.INVALID_CONFIGURATION);
                pendingConfigChange.put(descriptor);
            }
        }
        return PostDispatchInfo.DECLARED;
    }

    @Override
    public DispatchInfo dispatchInfo(BabeCall call) {
        return DispatchInfo.normal(
                switch (call) {
                    case BabeCall.ReportEquivocation(var ignored, var proof) -> reportWeight(proof.validatorCount());
                    case BabeCall.ReportEquivocationUnsigned(var ignored, var proof) ->
                        reportWeight(proof.validatorCount());
                    case BabeCall.PlanConfigChange _ ->
                        system.config().dbWeight().writes(1);
                });
    }

    private Weight reportWeight(int validatorCount) {
        long validators = Math.max(Integer.toUnsignedLong(validatorCount), 100);
        long nominators = config.maxNominators();
        return Weight.of((35 + 110 + 110 + 25 * nominators) * WEIGHT_MICROSECOND, 0)
                .add(Weight.of(175_000, 0).multiply(validators))
                .add(system.config().dbWeight().readsWrites(5 + 14 + 3 * nominators, 10 + 3 * nominators));
    }
}
