package network.phala.frame.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import network.phala.block.Digest;
import network.phala.block.DigestItem;
import network.phala.block.Header;
import network.phala.crypto.Blake2b;
import network.phala.frame.Pallet;
import network.phala.frame.dispatch.DispatchClass;
import network.phala.frame.dispatch.DispatchError;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.dispatch.DispatchInfo;
import network.phala.frame.dispatch.Origin;
import network.phala.frame.dispatch.PostDispatchInfo;
import network.phala.frame.dispatch.RuntimeEvent;
import network.phala.frame.dispatch.Weight;
import network.phala.frame.storage.Externalities;
import network.phala.frame.storage.Hasher;
import network.phala.frame.storage.StorageMap;
import network.phala.frame.storage.StorageValue;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;
import network.phala.scale.TupleType;
import network.phala.trie.OrderedTrie;

/// Block facts, accounts and events. Follows polkadot-sdk 1.5.0 frame_system lib.rs.
public final class FrameSystem extends Pallet<SystemCall, SystemEvent> {
    public static final Bytes EXTRINSIC_INDEX = Bytes.ofUtf8(":extrinsic_index");
    public static final Bytes HEAP_PAGES = Bytes.ofUtf8(":heappages");
    public static final Bytes CODE = Bytes.ofUtf8(":code");

    /// Parent hash of the genesis block and its own stand-in until the first block tells it: 32 bytes of 69.
    public static final H256 BEFORE_GENESIS = H256.fromHex("0x" + "45".repeat(32));

    private static final Bytes INTRABLOCK_ENTROPY = Bytes.ofUtf8(":intrablock_entropy");
    private static final Bytes ENTROPY_SUBJECT = Bytes.ofUtf8("frame_system::initialize");
    private static final Codec<DigestItem> DIGEST_ITEM = Scale.of(DigestItem.class);

    @SuppressWarnings("unchecked")
    private static final Codec<PerDispatchClass<Weight>> CONSUMED = (Codec<PerDispatchClass<Weight>>)
            Scale.standard().codec(Scale.generic(PerDispatchClass.class, Weight.class));

    private static final PerDispatchClass<Weight> NOTHING_CONSUMED =
            new PerDispatchClass<>(Weight.ZERO, Weight.ZERO, Weight.ZERO);

    private final SystemConfig config;

    private final StorageMap<AccountId, AccountInfo> account =
            map("Account", Hasher.BLAKE2_128_CONCAT, Codecs.ACCOUNT_ID, Scale.of(AccountInfo.class), AccountInfo.NONE);
    private final StorageValue<Integer> extrinsicCount = value("ExtrinsicCount", Codecs.U32);
    private final StorageValue<PerDispatchClass<Weight>> blockWeight = value("BlockWeight", CONSUMED, NOTHING_CONSUMED);
    private final StorageValue<Integer> allExtrinsicsLen = value("AllExtrinsicsLen", Codecs.U32);
    private final StorageMap<Integer, H256> blockHash =
            map("BlockHash", Hasher.TWOX_64_CONCAT, Codecs.U32, Codecs.H_256, H256.ZERO);
    private final StorageMap<Integer, Bytes> extrinsicData =
            map("ExtrinsicData", Hasher.TWOX_64_CONCAT, Codecs.U32, Codecs.BYTES, Bytes.EMPTY);
    private final StorageValue<Integer> number = value("Number", Codecs.U32, 0);
    private final StorageValue<H256> parentHash = value("ParentHash", Codecs.H_256, H256.ZERO);
    private final StorageValue<Digest> digest = value("Digest", Scale.of(Digest.class), Digest.EMPTY);
    private final Codec<EventRecord> eventRecord = runtimeCodec(EventRecord.class);
    private final StorageValue<List<EventRecord>> events = value("Events", Codecs.vec(eventRecord), List.of());
    private final StorageValue<Integer> eventCount = value("EventCount", Codecs.U32, 0);
    private final StorageMap<H256, List<EventTopic>> eventTopics = map(
            "EventTopics", Hasher.BLAKE2_128_CONCAT, Codecs.H_256, Codecs.vec(Scale.of(EventTopic.class)), List.of());
    private final StorageValue<LastRuntimeUpgradeInfo> lastRuntimeUpgrade =
            value("LastRuntimeUpgrade", Scale.of(LastRuntimeUpgradeInfo.class));
    private final StorageValue<Boolean> upgradedToU32RefCount = value("UpgradedToU32RefCount", Codecs.BOOL, false);
    private final StorageValue<Boolean> upgradedToTripleRefCount =
            value("UpgradedToTripleRefCount", Codecs.BOOL, false);
    private final StorageValue<Phase> executionPhase = value("ExecutionPhase", Scale.of(Phase.class));

    private final Accounts accounts;

    /// Block number and index of an event.
    @TupleType
    record EventTopic(int block, int index) {}

    public FrameSystem(SystemConfig config) {
        super("System", SystemCall.class, SystemEvent.class, SystemError.class);
        this.config = config;
        this.accounts = new Accounts(account, config, this::deposit);
        constant("BlockWeights", Scale.of(BlockWeights.class), config.blockWeights());
        constant("BlockLength", Scale.of(BlockLength.class), config.blockLength());
        constant("BlockHashCount", Codecs.U32, config.blockHashCount());
        constant("DbWeight", Scale.of(RuntimeDbWeight.class), config.dbWeight());
        constant("Version", Scale.of(RuntimeVersion.class), config.version());
        constant("SS58Prefix", Codecs.U16, config.ss58Prefix());
    }

    public SystemConfig config() {
        return config;
    }

    public Accounts accounts() {
        return accounts;
    }

    /// Writes the genesis state of this pallet.
    public void genesis() {
        blockHash.put(0, BEFORE_GENESIS);
        parentHash.put(BEFORE_GENESIS);
        lastRuntimeUpgrade.put(currentRuntime());
        upgradedToU32RefCount.put(true);
        upgradedToTripleRefCount.put(true);
        Externalities.current().put(EXTRINSIC_INDEX, Codecs.U32.encode(0));
    }

    @Override
    public PostDispatchInfo dispatch(Origin origin, SystemCall call) throws DispatchException {
        switch (call) {
            case SystemCall.Remark _ -> {}
            case SystemCall.RemarkWithEvent(Bytes remark) ->
                deposit(new SystemEvent.Remarked(origin.signed(), new H256(Blake2b.hash256(remark.unsafeArray()))));
            case SystemCall.SetHeapPages(long pages) -> {
                origin.root();
                Externalities.current().put(HEAP_PAGES, Codecs.U64.encode(pages));
                depositLog(new DigestItem.RuntimeEnvironmentUpdated());
            }
            case SystemCall.SetCode _ -> {
                origin.root();
                throw error(SystemError.FAILED_TO_EXTRACT_RUNTIME_VERSION);
            }
            case SystemCall.SetCodeWithoutChecks(Bytes code) -> {
                origin.root();
                Externalities.current().put(CODE, code);
                depositLog(new DigestItem.RuntimeEnvironmentUpdated());
                deposit(new SystemEvent.CodeUpdated());
                return PostDispatchInfo.used(config.blockWeights().maxBlock());
            }
            case SystemCall.SetStorage(List<SystemCall.KeyValue> items) -> {
                origin.root();
                items.forEach(item -> Externalities.current().put(item.key(), item.value()));
            }
            case SystemCall.KillStorage(List<Bytes> keys) -> {
                origin.root();
                keys.forEach(Externalities.current()::remove);
            }
            case SystemCall.KillPrefix(Bytes prefix, int subkeys) -> {
                origin.root();
                int limit = subkeys < 0 ? Integer.MAX_VALUE : subkeys;
                Externalities.current().clearPrefix(prefix, OptionalInt.of(limit));
            }
        }
        return PostDispatchInfo.DECLARED;
    }

    @Override
    public DispatchInfo dispatchInfo(SystemCall call) {
        return SystemWeights.of(call, config.dbWeight());
    }

    /// Forgets the events of the block before.
    public void resetEvents() {
        events.remove();
        eventCount.remove();
        eventTopics.clear();
    }

    /// True once after each change of the runtime's version, which it notes.
    public boolean noteRuntime() {
        LastRuntimeUpgradeInfo current = currentRuntime();
        boolean upgraded = lastRuntimeUpgrade
                .tryGet()
                .map(last -> Integer.compareUnsigned(current.specVersion(), last.specVersion()) > 0
                        || !current.specName().equals(last.specName()))
                .orElse(true);
        if (upgraded) {
            lastRuntimeUpgrade.put(current);
        }
        return upgraded;
    }

    private LastRuntimeUpgradeInfo currentRuntime() {
        return new LastRuntimeUpgradeInfo(
                config.version().specVersion(), config.version().specName());
    }

    /// Opens block `blockNumber`.
    public void initialize(int blockNumber, H256 parent, Digest preRuntime) {
        Externalities state = Externalities.current();
        executionPhase.put(Phase.INITIALIZATION);
        state.put(EXTRINSIC_INDEX, Codecs.U32.encode(0));
        state.put(
                INTRABLOCK_ENTROPY,
                Bytes.wrap(Blake2b.digest256(
                        ENTROPY_SUBJECT.unsafeArray(), parent.value().unsafeArray())));
        number.put(blockNumber);
        digest.put(preRuntime);
        parentHash.put(parent);
        blockHash.put(blockNumber - 1, parent);
        blockWeight.remove();
    }

    public void noteFinishedInitialize() {
        executionPhase.put(new Phase.ApplyExtrinsic(0));
    }

    public void noteExtrinsic(Bytes encoded) {
        extrinsicData.put(extrinsicIndex(), encoded);
    }

    /// Deposits the event that ends an extrinsic and turns to the next one.
    ///
    /// @param failure why the call refused, if it did
    public void noteAppliedExtrinsic(Optional<DispatchError> failure, DispatchInfo declared, PostDispatchInfo actual) {
        Weight weight = actual.weightOf(declared)
                .add(config.blockWeights().of(declared.dispatchClass()).baseExtrinsic());
        DispatchInfo info = new DispatchInfo(weight, declared.dispatchClass(), actual.paysOf(declared));
        deposit(
                failure.isPresent()
                        ? new SystemEvent.ExtrinsicFailed(failure.get(), info)
                        : new SystemEvent.ExtrinsicSuccess(info));
        int next = extrinsicIndex() + 1;
        Externalities.current().put(EXTRINSIC_INDEX, Codecs.U32.encode(next));
        executionPhase.put(new Phase.ApplyExtrinsic(next));
    }

    public void noteFinishedExtrinsics() {
        extrinsicCount.put(extrinsicIndex());
        Externalities.current().remove(EXTRINSIC_INDEX);
        executionPhase.put(Phase.FINALIZATION);
    }

    /// Closes the block and gives its header.
    public Header finish() {
        executionPhase.remove();
        allExtrinsicsLen.remove();
        Externalities.current().remove(INTRABLOCK_ENTROPY);
        int count = extrinsicCount.take().orElse(0);
        List<Bytes> extrinsics = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            extrinsics.add(extrinsicData.take(i).orElse(Bytes.EMPTY));
        }
        int current = number.get();
        long forgotten = Integer.toUnsignedLong(current) - config.blockHashCount() - 1;
        if (forgotten > 0) {
            blockHash.remove((int) forgotten);
        }
        H256 extrinsicsRoot = OrderedTrie.root(extrinsics);
        H256 stateRoot = Externalities.current().overlay().root();
        return new Header(parentHash.get(), current, stateRoot, extrinsicsRoot, digest.get());
    }

    /// Appends an event to the block's; none are kept in genesis.
    public void depositEvent(RuntimeEvent event) {
        if (number.get() == 0) {
            return;
        }
        Phase phase = executionPhase.tryGet().orElse(Phase.INITIALIZATION);
        eventCount.update(count -> count + 1);
        events.append(eventRecord.encode(new EventRecord(phase, event, List.of())));
    }

    public void depositLog(DigestItem item) {
        digest.append(DIGEST_ITEM.encode(item));
    }

    public void registerExtraWeight(Weight weight, DispatchClass dispatchClass) {
        blockWeight.update(consumed ->
                consumed.with(dispatchClass, consumed.of(dispatchClass).add(weight)));
    }

    public PerDispatchClass<Weight> blockWeight() {
        return blockWeight.get();
    }

    void putBlockWeight(PerDispatchClass<Weight> consumed) {
        blockWeight.put(consumed);
    }

    int allExtrinsicsLen() {
        return allExtrinsicsLen.tryGet().orElse(0);
    }

    void putAllExtrinsicsLen(int length) {
        allExtrinsicsLen.put(length);
    }

    public int blockNumber() {
        return number.get();
    }

    public H256 parentHash() {
        return parentHash.get();
    }

    public Digest digest() {
        return digest.get();
    }

    /// The hash of a recent block, if it is still known.
    public Optional<H256> blockHash(int blockNumber) {
        return blockHash.tryGet(blockNumber);
    }

    public int extrinsicIndex() {
        return Externalities.current()
                .get(EXTRINSIC_INDEX)
                .map(FrameSystem::littleEndian)
                .orElse(0);
    }

    private static int littleEndian(Bytes bytes) {
        return bytes.unsigned(0) | bytes.unsigned(1) << 8 | bytes.unsigned(2) << 16 | bytes.unsigned(3) << 24;
    }

    public List<EventRecord> events() {
        return events.get();
    }
}
