package network.phala.pruntime.chain;

import java.util.List;
import java.util.Optional;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.scale.TupleType;
import network.phala.storage.State;
import network.phala.types.contract.PinkVersion;
import network.phala.types.messaging.TokenomicParameters;
import network.phala.types.mq.Message;
import network.phala.types.mq.MessageOrigin;

/// The chain's storage after one block, as far as a worker reads it. Immutable.
///
/// Its contents were verified against a finalized state root, so a value that does not decode means a chain we do not
/// understand: [IllegalStateException].
public record ChainStorage(State state) {
    private static final Codec<List<Message>> MESSAGES = Codecs.vec(Message.codec());
    private static final Codec<List<Sr25519Public>> PUBLIC_KEYS = Codecs.vec(Scale.of(Sr25519Public.class));
    private static final Codec<H256> HASH = Scale.of(H256.class);
    private static final Codec<BasicContract> CONTRACT = Scale.of(BasicContract.class);
    private static final Codec<Version> VERSION = Scale.of(Version.class);
    private static final Codec<SystemCode> SYSTEM_CODE = Scale.of(SystemCode.class);
    private static final Codec<PinkVersion> PINK_VERSION = Scale.of(PinkVersion.class);
    private static final Codec<TokenomicParameters> TOKENOMIC_PARAMETERS = Scale.of(TokenomicParameters.class);
    private static final Codec<List<Bytes>> BYTE_STRINGS = Codecs.vec(Codecs.BYTES);

    /// `(major, minor, patch)` of a program.
    @TupleType
    public record Version(int major, int minor, int patch) {}

    @TupleType
    private record SystemCode(short version, Bytes code) {}

    private record BasicContract(AccountId deployer, H256 cluster) {}

    public H256 root() {
        return state.root();
    }

    /// The messages of this block to the workers, in order.
    public List<Message> outboundMessages() {
        return read(StorageKeys.OUTBOUND_MESSAGES, MESSAGES).orElse(List.of());
    }

    /// The block's time in milliseconds.
    public long nowMillis() {
        return read(StorageKeys.NOW, Codecs.U64).orElse(0L);
    }

    /// The next sequence the chain takes from this sender.
    public long ingressSequence(MessageOrigin sender) {
        return read(StorageKeys.twox64Concat(StorageKeys.OFFCHAIN_INGRESS, sender.encode()), Codecs.U64)
                .orElse(0L);
    }

    public int parachainId() {
        return read(StorageKeys.PARACHAIN_ID, Codecs.U32).orElse(0);
    }

    public List<Sr25519Public> gatekeepers() {
        return read(StorageKeys.GATEKEEPERS, PUBLIC_KEYS).orElse(List.of());
    }

    public boolean isWorkerRegistered(Sr25519Public worker) {
        return state.get(StorageKeys.twox64Concat(StorageKeys.WORKERS, worker.toBytes()))
                .isPresent();
    }

    /// The cluster that a worker was given to.
    public Optional<H256> clusterOfWorker(Sr25519Public worker) {
        return read(StorageKeys.twox64Concat(StorageKeys.CLUSTER_BY_WORKERS, worker.toBytes()), HASH);
    }

    /// The cluster in which the chain has instantiated a contract, or tried to.
    public Optional<H256> clusterOfContract(H256 contract) {
        return read(StorageKeys.twox64Concat(StorageKeys.CONTRACTS, contract.toBytes()), CONTRACT)
                .map(BasicContract::cluster);
    }

    /// Whether there is such a cluster; one that was destroyed is none.
    public boolean hasCluster(H256 cluster) {
        return state.get(StorageKeys.twox64Concat(StorageKeys.CLUSTERS, cluster.toBytes()))
                .isPresent();
    }

    public Optional<Version> minimumPruntimeVersion() {
        return read(StorageKeys.MINIMUM_PRUNTIME_VERSION, VERSION);
    }

    public int consensusVersion() {
        return read(StorageKeys.PRUNTIME_CONSENSUS_VERSION, Codecs.U32).orElse(0);
    }

    public List<Bytes> pruntimeAllowList() {
        return read(StorageKeys.PRUNTIME_ALLOW_LIST, BYTE_STRINGS).orElse(List.of());
    }

    /// The parameters of the economics, when the chain has them.
    public Optional<TokenomicParameters> tokenomicParameters() {
        return read(StorageKeys.TOKENOMIC_PARAMETERS, TOKENOMIC_PARAMETERS);
    }

    /// The system contract's code for new clusters; empty when the chain has none.
    public Bytes pinkSystemCode() {
        return read(StorageKeys.PINK_SYSTEM_CODE, SYSTEM_CODE)
                .map(SystemCode::code)
                .orElse(Bytes.EMPTY);
    }

    /// The contract runtime that new clusters begin with.
    public PinkVersion pinkRuntimeVersion() {
        return read(StorageKeys.PINK_RUNTIME_VERSION, PINK_VERSION).orElse(PinkVersion.FIRST);
    }

    private <T> Optional<T> read(Bytes key, Codec<T> codec) {
        Optional<Bytes> value = state.get(key);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(codec.decodePrefix(value.get()));
        } catch (DecodeException e) {
            throw new IllegalStateException("Chain storage " + key + " does not decode: " + e.getMessage(), e);
        }
    }
}
