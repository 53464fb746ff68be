package network.phala.pallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.phala.attestation.NoHardwareVerifier;
import network.phala.block.Digest;
import network.phala.crypto.Sr25519;
import network.phala.frame.Pallet;
import network.phala.frame.dispatch.DispatchError;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.dispatch.Origin;
import network.phala.frame.dispatch.PostDispatchInfo;
import network.phala.frame.dispatch.RuntimeCall;
import network.phala.frame.dispatch.Weight;
import network.phala.frame.executive.Executive;
import network.phala.frame.executive.Runtime;
import network.phala.frame.storage.Externalities;
import network.phala.frame.system.BlockLength;
import network.phala.frame.system.BlockWeights;
import network.phala.frame.system.FrameSystem;
import network.phala.frame.system.PerDispatchClass;
import network.phala.frame.system.RuntimeDbWeight;
import network.phala.frame.system.RuntimeVersion;
import network.phala.frame.system.SystemConfig;
import network.phala.frame.transaction.AccountLookup;
import network.phala.frame.transaction.MultiAddress;
import network.phala.pallet.assets.Assets;
import network.phala.pallet.balances.Balances;
import network.phala.pallet.balances.BalancesConfig;
import network.phala.pallet.balances.BalancesGenesis;
import network.phala.pallet.basepool.PhalaBasePool;
import network.phala.pallet.basepool.PhalaBasePoolConfig;
import network.phala.pallet.computation.PhalaComputation;
import network.phala.pallet.computation.PhalaComputationConfig;
import network.phala.pallet.computation.PhalaComputationGenesis;
import network.phala.pallet.computation.SessionListener;
import network.phala.pallet.environment.ChainTime;
import network.phala.pallet.mq.MessageHandler;
import network.phala.pallet.mq.PhalaMq;
import network.phala.pallet.mq.PhalaMqConfig;
import network.phala.pallet.mq.RetryLaterException;
import network.phala.pallet.phat.PhalaPhatContracts;
import network.phala.pallet.phat.PhalaPhatContractsConfig;
import network.phala.pallet.phattokenomic.PhalaPhatTokenomic;
import network.phala.pallet.phattokenomic.PhalaPhatTokenomicConfig;
import network.phala.pallet.registry.PhalaRegistry;
import network.phala.pallet.registry.PhalaRegistryConfig;
import network.phala.pallet.registry.PhalaRegistryGenesis;
import network.phala.pallet.rmrk.RmrkCore;
import network.phala.pallet.stakepool.PhalaStakePoolv2;
import network.phala.pallet.stakepool.PhalaStakePoolv2Config;
import network.phala.pallet.uniques.Uniques;
import network.phala.pallet.vault.PhalaVault;
import network.phala.pallet.vault.PhalaVaultConfig;
import network.phala.pallet.wrappedbalances.PhalaWrappedBalances;
import network.phala.pallet.wrappedbalances.PhalaWrappedBalancesConfig;
import network.phala.pallet.wrappedbalances.Referenda;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;
import network.phala.storage.State;
import network.phala.storage.StorageChange;
import network.phala.types.mq.Message;
import network.phala.types.mq.MessageOrigin;
import network.phala.types.mq.SignedMessage;
import network.phala.types.mq.Topic;

/// A small chain with Phala's pallets, three workers (keys of seeds 1 to 3) and accounts with money; block 1
/// is open.
public final class MockRuntime extends Runtime {
    public static final AccountId ALICE = account(1);
    public static final AccountId BOB = account(2);
    public static final U128 PHA = U128.of(1_000_000_000_000L);

    private static final AccountLookup LOOKUP = address -> {
        if (address instanceof MultiAddress.Id(var account)) {
            return account;
        }
        throw new DispatchException(DispatchError.CANNOT_LOOKUP);
    };

    public final PhalaMq mq;
    public final PhalaRegistry registry;
    public final PhalaComputation computation;
    public final PhalaPhatContracts contracts;
    public final PhalaPhatTokenomic tokenomic;
    public final Balances balances;
    public final Assets assets;
    public final RmrkCore rmrk;
    public final PhalaBasePool basePool;
    public final PhalaWrappedBalances wrapped;
    public final PhalaStakePoolv2 stakePools;
    public final PhalaVault vaults;
    private final FrameSystem system = pallet(1, new FrameSystem(config()));
    private final Externalities ext = new Externalities(State.EMPTY);
    private long nowMs = 1_600_000_000_000L;

    public MockRuntime() {
        super("mock_runtime", Map.of());
        balances = pallet(
                7,
                new Balances(
                        new BalancesConfig(U128.of(10_000_000_000L), 50, 50, 1, 0, RuntimeDbWeight.ROCKS_DB, LOOKUP),
                        system.accounts()));
        mq = pallet(40, new PhalaMq(new PhalaMqConfig(this::verify, this::deliver)));
        registry = pallet(
                41,
                new PhalaRegistry(new PhalaRegistryConfig(
                        mq, time(), new NoHardwareVerifier(), () -> 0, PhalaRegistryConfig.Policy.STANDALONE)));
        computation = pallet(
                42,
                new PhalaComputation(new PhalaComputationConfig(
                        mq,
                        registry,
                        time(),
                        balances,
                        _ -> {},
                        _ -> H256.ZERO,
                        () -> 3,
                        SessionListener.later(this::stakePools))));
        assets = pallet(0, new Assets(system.accounts(), balances, LOOKUP));
        Uniques uniques = pallet(104, new Uniques());
        rmrk = pallet(105, new RmrkCore(uniques, this::mayTransfer));
        basePool = pallet(
                47,
                new PhalaBasePool(new PhalaBasePoolConfig(
                        computation,
                        assets.fungibles(),
                        PhalaWrappedBalances.ASSET,
                        rmrk,
                        uniques,
                        time(),
                        account(99))));
        wrapped = pallet(
                46,
                new PhalaWrappedBalances(new PhalaWrappedBalancesConfig(
                        balances, assets.fungibles(), basePool, uniques, Referenda.NONE)));
        stakePools = pallet(
                43,
                new PhalaStakePoolv2(new PhalaStakePoolv2Config(
                        basePool, wrapped, computation, registry, assets.fungibles(), time(), this::isVaultLocked)));
        vaults = pallet(
                45, new PhalaVault(new PhalaVaultConfig(basePool, stakePools, wrapped, assets.fungibles(), time())));
        contracts = pallet(48, new PhalaPhatContracts(new PhalaPhatContractsConfig(mq, registry, balances)));
        tokenomic = pallet(49, new PhalaPhatTokenomic(new PhalaPhatTokenomicConfig(mq, contracts, balances)));
        seal(List.of(), LOOKUP);
        run(() -> {
            system.genesis();
            balances.genesis(new BalancesGenesis(List.of(
                    new BalancesGenesis.Endowment(ALICE, PHA.multiply(U128.of(1000))),
                    new BalancesGenesis.Endowment(BOB, PHA.multiply(U128.of(1000))))));
            registry.genesis(new PhalaRegistryGenesis(List.of(worker(1), worker(2), worker(3)), List.of(), 1));
            computation.genesis(PhalaComputationGenesis.DEFAULT);
            new Executive(this).initializeBlock(H256.ZERO, 1, Digest.EMPTY);
            return Boolean.TRUE;
        });
    }

    private SessionListener stakePools() {
        return stakePools;
    }

    private boolean mayTransfer(int collection) {
        return !basePool.isPoolCollection(collection);
    }

    private boolean isVaultLocked(long pid) {
        return vaults.isLocked(pid);
    }

    private static SystemConfig config() {
        BlockWeights.WeightsPerClass any =
                new BlockWeights.WeightsPerClass(Weight.ZERO, Optional.empty(), Optional.empty(), Optional.empty());
        int length = Integer.MAX_VALUE;
        return new SystemConfig(
                new RuntimeVersion("mock", "mock", 1, 1, 0, new RuntimeVersion.Apis(List.of()), 1, (byte) 0),
                new BlockWeights(Weight.ZERO, Weight.MAX, new PerDispatchClass<>(any, any, any)),
                new BlockLength(new PerDispatchClass<>(length, length, length)),
                RuntimeDbWeight.ROCKS_DB,
                2400,
                16,
                (short) 30,
                SystemConfig.AccountListener.NOBODY);
    }

    private ChainTime time() {
        return new ChainTime() {
            @Override
            public long nowMs() {
                return nowMs;
            }

            @Override
            public int blockNumber() {
                return system.blockNumber();
            }
        };
    }

    private void verify(SignedMessage message) throws DispatchException {
        registry.verify(message);
    }

    private void deliver(Message message) throws DispatchException, RetryLaterException {
        MessageHandler.inOrder(registry::onMessage, computation::onMessage, contracts::onMessage)
                .handle(message);
    }

    public static AccountId account(int n) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) n);
        return AccountId.of(bytes);
    }

    public static Sr25519.Pair key(int seed) {
        byte[] bytes = new byte[32];
        bytes[31] = (byte) seed;
        return Sr25519.Pair.fromSeed(bytes);
    }

    public static Sr25519Public publicKey(int seed) {
        return new Sr25519Public(key(seed).publicKey().value());
    }

    private static PhalaRegistryGenesis.GenesisWorker worker(int seed) {
        return new PhalaRegistryGenesis.GenesisWorker(publicKey(seed), publicKey(seed), Optional.of(ALICE));
    }

    /// A message of a worker, signed with its key.
    public static SignedMessage fromWorker(int seed, long sequence, Topic topic, Bytes payload) {
        return signed(seed, new MessageOrigin.Worker(publicKey(seed)), sequence, topic, payload);
    }

    public static SignedMessage signed(int seed, MessageOrigin sender, long sequence, Topic topic, Bytes payload) {
        Message message = new Message(sender, topic, payload);
        byte[] content = SignedMessage.dataToSign(message, sequence).unsafeArray();
        return new SignedMessage(message, sequence, Bytes.wrap(key(seed).sign(content)));
    }

    /// Does work on the chain's state.
    public <T, X extends Exception> T run(Externalities.Work<T, X> work) throws X {
        return Externalities.run(ext, work);
    }

    public void elapse(long milliseconds) {
        nowMs += milliseconds;
    }

    public long nowMs() {
        return nowMs;
    }

    /// Runs `try_state` of all pallets.
    public void checkInvariants() {
        run(() -> {
            tryState();
            return Boolean.TRUE;
        });
    }

    /// Ends this block and opens the next.
    public void nextBlock() {
        nowMs += 3000;
        run(() -> {
            new Executive(this).finalizeBlock();
            new Executive(this).initializeBlock(H256.ZERO, system.blockNumber() + 1, Digest.EMPTY);
            return Boolean.TRUE;
        });
    }

    /// Dispatches a call that must be accepted.
    public PostDispatchInfo ok(Origin origin, Pallet<?, ?> pallet, Object call) {
        try {
            return run(() -> dispatch(origin, new RuntimeCall(pallet.index(), call)));
        } catch (DispatchException e) {
            throw new AssertionError(call + " is refused: " + e.error(), e);
        }
    }

    /// Dispatches a call that must be refused with this error, and leave no trace (`assert_noop!`).
    public void noop(Origin origin, Pallet<?, ?> pallet, Object call, DispatchError error) {
        Map<Bytes, Bytes> before = storage();
        assertThatThrownBy(() -> run(() -> dispatch(origin, new RuntimeCall(pallet.index(), call))))
                .as("%s", call)
                .isInstanceOfSatisfying(
                        DispatchException.class, e -> assertThat(e.error()).isEqualTo(error));
        assertThat(storage()).as("storage after a refused %s", call).isEqualTo(before);
    }

    public void noop(Origin origin, Pallet<?, ?> pallet, Object call, Enum<?> error) {
        noop(origin, pallet, call, DispatchError.Module.of(pallet.index(), error.ordinal()));
    }

    /// All that is stored. The chain started with nothing, so a removed key is the same as none.
    private Map<Bytes, Bytes> storage() {
        Map<Bytes, Bytes> now = new TreeMap<>();
        for (StorageChange change : ext.changes().main()) {
            change.newValue().ifPresent(value -> now.put(change.key(), value));
        }
        return now;
    }

    /// Events of this block, without those of System.
    public List<Object> events() {
        return run(() -> system.events().stream()
                .filter(record -> record.event().pallet() != 1)
                .<Object>map(record -> record.event().event())
                .toList());
    }

    public List<Message> outbound() {
        return run(mq::outboundMessages);
    }
}
