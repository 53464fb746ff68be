package network.phala.golden.phala;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import network.phala.attestation.NoHardwareVerifier;
import network.phala.crypto.Twox;
import network.phala.frame.PalletId;
import network.phala.frame.Permill;
import network.phala.frame.dispatch.DispatchError;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.dispatch.RuntimeCall;
import network.phala.frame.dispatch.Weight;
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
import network.phala.golden.phala.Scenario.Delivered;
import network.phala.pallet.assets.Assets;
import network.phala.pallet.balances.Balances;
import network.phala.pallet.balances.BalancesConfig;
import network.phala.pallet.basepool.PhalaBasePool;
import network.phala.pallet.basepool.PhalaBasePoolConfig;
import network.phala.pallet.computation.PhalaComputation;
import network.phala.pallet.computation.PhalaComputationConfig;
import network.phala.pallet.computation.SessionListener;
import network.phala.pallet.environment.ChainTime;
import network.phala.pallet.legacypool.PhalaStakePool;
import network.phala.pallet.mq.MessageHandler;
import network.phala.pallet.mq.PhalaMq;
import network.phala.pallet.mq.PhalaMqConfig;
import network.phala.pallet.mq.RetryLaterException;
import network.phala.pallet.parachain.ParachainInfo;
import network.phala.pallet.phat.PhalaPhatContracts;
import network.phala.pallet.phat.PhalaPhatContractsConfig;
import network.phala.pallet.phattokenomic.PhalaPhatTokenomic;
import network.phala.pallet.phattokenomic.PhalaPhatTokenomicConfig;
import network.phala.pallet.randomness.RandomnessCollectiveFlip;
import network.phala.pallet.registry.PhalaRegistry;
import network.phala.pallet.registry.PhalaRegistryConfig;
import network.phala.pallet.rmrk.RmrkCore;
import network.phala.pallet.stakepool.PhalaStakePoolv2;
import network.phala.pallet.stakepool.PhalaStakePoolv2Config;
import network.phala.pallet.sudo.Sudo;
import network.phala.pallet.timestamp.Timestamp;
import network.phala.pallet.timestamp.TimestampCall;
import network.phala.pallet.treasury.Treasury;
import network.phala.pallet.treasury.TreasuryConfig;
import network.phala.pallet.uniques.Uniques;
import network.phala.pallet.utility.Utility;
import network.phala.pallet.vault.PhalaVault;
import network.phala.pallet.vault.PhalaVaultConfig;
import network.phala.pallet.wrappedbalances.PhalaWrappedBalances;
import network.phala.pallet.wrappedbalances.PhalaWrappedBalancesConfig;
import network.phala.pallet.wrappedbalances.Referenda;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.U128;
import network.phala.scale.Scale;
import network.phala.types.mq.Message;
import network.phala.types.mq.SignedMessage;

/// The chain on which the scenarios were observed: the standalone node's pallets of that environment, with
/// accounts by id only, a minimum period of one millisecond, and policies that a scenario may change in
/// storage.
public final class GoldenRuntime extends Runtime {
    private static final U128 EXISTENTIAL_DEPOSIT = U128.of(10_000_000_000L);
    private static final AccountLookup LOOKUP = address -> {
        if (address instanceof MultiAddress.Id(var account)) {
            return account;
        }
        throw new DispatchException(DispatchError.CANNOT_LOOKUP);
    };

    private static final AccountId MIGRATION_ACCOUNT =
            AccountId.fromHex("0x5492cf1c4c446223e1e26b29c5017a8cd4da21799cd7f497fab075b5567efd6f");

    private static final TreasuryConfig TREASURY = new TreasuryConfig(
            PalletId.of("py/trsry"),
            Permill.ofPercent(5),
            U128.of(1_000_000_000_000L),
            Integer.MAX_VALUE,
            new Permill(0),
            100,
            Integer.MAX_VALUE,
            16,
            RuntimeDbWeight.ROCKS_DB,
            LOOKUP);

    private final List<Delivered> messages = new ArrayList<>();

    private final FrameSystem system = pallet(1, new FrameSystem(systemConfig()));
    private final Timestamp timestamp;
    private final PhalaMq mq;
    private final PhalaRegistry registry;
    private final PhalaComputation computation;
    private final PhalaPhatContracts contracts;
    private final PhalaBasePool basePool;
    private final PhalaStakePoolv2 stakePools;
    private final PhalaVault vaults;

    public GoldenRuntime() {
        super("phala_node_runtime", Map.of());
        pallet(2, new Utility(system));
        timestamp = pallet(4, new Timestamp(() -> 1, _ -> {}, RuntimeDbWeight.ROCKS_DB));
        Balances balances = pallet(
                7,
                new Balances(
                        new BalancesConfig(EXISTENTIAL_DEPOSIT, 50, 50, 1, 0, RuntimeDbWeight.ROCKS_DB, LOOKUP),
                        system.accounts()));
        Assets assets = pallet(0, new Assets(system.accounts(), balances, LOOKUP));
        Treasury treasury = pallet(21, new Treasury(TREASURY, balances));
        pallet(22, new Sudo(RuntimeDbWeight.ROCKS_DB, LOOKUP));
        RandomnessCollectiveFlip randomness = pallet(27, new RandomnessCollectiveFlip(system));
        mq = pallet(40, new PhalaMq(new PhalaMqConfig(this::verify, this::deliver)));
        ParachainInfo parachain = new ParachainInfo();
        registry = pallet(
                41,
                new PhalaRegistry(new PhalaRegistryConfig(
                        mq, time(), new NoHardwareVerifier(), parachain::parachainId, policy())));
        computation = pallet(
                42,
                new PhalaComputation(new PhalaComputationConfig(
                        mq,
                        registry,
                        time(),
                        balances,
                        treasury::receive,
                        randomness::random,
                        () -> preset("ExpectedBlockTimeSec"),
                        SessionListener.later(this::stakePools))));
        Uniques uniques = new Uniques();
        RmrkCore rmrk = new RmrkCore(uniques, this::mayTransfer);
        basePool = new PhalaBasePool(new PhalaBasePoolConfig(
                computation, assets.fungibles(), PhalaWrappedBalances.ASSET, rmrk, uniques, time(), MIGRATION_ACCOUNT));
        PhalaWrappedBalances wrapped = new PhalaWrappedBalances(
                new PhalaWrappedBalancesConfig(balances, assets.fungibles(), basePool, uniques, Referenda.NONE));
        stakePools = pallet(
                43,
                new PhalaStakePoolv2(new PhalaStakePoolv2Config(
                        basePool, wrapped, computation, registry, assets.fungibles(), time(), this::isVaultLocked)));
        pallet(44, new PhalaStakePool());
        vaults = pallet(
                45, new PhalaVault(new PhalaVaultConfig(basePool, stakePools, wrapped, assets.fungibles(), time())));
        pallet(46, wrapped);
        pallet(47, basePool);
        contracts = pallet(48, new PhalaPhatContracts(new PhalaPhatContractsConfig(mq, registry, balances)));
        pallet(49, new PhalaPhatTokenomic(new PhalaPhatTokenomicConfig(mq, contracts, balances)));
        pallet(102, parachain);
        pallet(104, uniques);
        pallet(105, rmrk);
        seal(List.of(), LOOKUP);
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

    private static SystemConfig systemConfig() {
        Weight unlimited = Weight.MAX;
        BlockWeights.WeightsPerClass any =
                new BlockWeights.WeightsPerClass(Weight.ZERO, Optional.empty(), Optional.empty(), Optional.empty());
        int length = Integer.MAX_VALUE;
        return new SystemConfig(
                new RuntimeVersion(
                        "phala-node", "phala-node", 1, 101, 0, new RuntimeVersion.Apis(List.of()), 1, (byte) 0),
                new BlockWeights(Weight.ZERO, unlimited, new PerDispatchClass<>(any, any, any)),
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
                return timestamp.nowMillis();
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

    /// Delivers to the handlers and notes what they said.
    private void deliver(Message message) throws DispatchException, RetryLaterException {
        Bytes encoded = Message.codec().encode(message);
        try {
            MessageHandler.inOrder(registry::onMessage, computation::onMessage, contracts::onMessage)
                    .handle(message);
            messages.add(new Delivered(encoded, Optional.empty()));
        } catch (DispatchException e) {
            messages.add(new Delivered(
                    encoded, Optional.of(Scale.of(DispatchError.class).encode(e.error()))));
            throw e;
        }
    }

    private static PhalaRegistryConfig.Policy policy() {
        return new PhalaRegistryConfig.Policy(
                flag("NoneAttestationEnabled", 1),
                flag("VerifyPRuntime", 0),
                flag("VerifyRelaychainGenesisBlockHash", 0));
    }

    private static BooleanSupplier flag(String name, int otherwise) {
        return () -> raw(name).map(bytes -> bytes.unsigned(0)).orElse(otherwise) != 0;
    }

    private static int preset(String name) {
        return raw(name)
                .map(bytes -> bytes.unsigned(0) | bytes.unsigned(1) << 8)
                .orElse(3);
    }

    /// A value that only these scenarios keep in storage, under twox128 of `:Name:`.
    private static Optional<Bytes> raw(String name) {
        return Externalities.current().get(Bytes.wrap(Twox.hash128(":" + name + ":")));
    }

    public PhalaMq mq() {
        return mq;
    }

    RuntimeCall timestamp(long nowMs) {
        return new RuntimeCall(timestamp.index(), new TimestampCall.Set(nowMs));
    }

    List<Delivered> messages() {
        return List.copyOf(messages);
    }

    void forgetMessages() {
        messages.clear();
    }
}
