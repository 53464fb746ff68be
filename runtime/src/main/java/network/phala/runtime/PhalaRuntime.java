package network.phala.runtime;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.phala.attestation.AttestationVerifier;
import network.phala.block.Digest;
import network.phala.frame.PalletId;
import network.phala.frame.Permill;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.executive.Runtime;
import network.phala.frame.system.CheckGenesis;
import network.phala.frame.system.CheckMortality;
import network.phala.frame.system.CheckNonZeroSender;
import network.phala.frame.system.CheckNonce;
import network.phala.frame.system.CheckSpecVersion;
import network.phala.frame.system.CheckTxVersion;
import network.phala.frame.system.CheckWeight;
import network.phala.frame.system.FrameSystem;
import network.phala.frame.system.RuntimeDbWeight;
import network.phala.frame.system.SystemConfig;
import network.phala.pallet.assets.Assets;
import network.phala.pallet.authorship.Authorship;
import network.phala.pallet.babe.Babe;
import network.phala.pallet.babe.BabeConfig;
import network.phala.pallet.balances.Balances;
import network.phala.pallet.balances.BalancesConfig;
import network.phala.pallet.basepool.PhalaBasePool;
import network.phala.pallet.basepool.PhalaBasePoolConfig;
import network.phala.pallet.computation.PhalaComputation;
import network.phala.pallet.computation.PhalaComputationConfig;
import network.phala.pallet.computation.SessionListener;
import network.phala.pallet.environment.ChainTime;
import network.phala.pallet.grandpa.Grandpa;
import network.phala.pallet.indices.Indices;
import network.phala.pallet.legacypool.PhalaStakePool;
import network.phala.pallet.mq.CheckMqSequence;
import network.phala.pallet.mq.MessageHandler;
import network.phala.pallet.mq.PhalaMq;
import network.phala.pallet.mq.PhalaMqConfig;
import network.phala.pallet.mq.RetryLaterException;
import network.phala.pallet.parachain.ParachainInfo;
import network.phala.pallet.parachain.ParachainSystem;
import network.phala.pallet.phat.PhalaPhatContracts;
import network.phala.pallet.phat.PhalaPhatContractsConfig;
import network.phala.pallet.phattokenomic.PhalaPhatTokenomic;
import network.phala.pallet.phattokenomic.PhalaPhatTokenomicConfig;
import network.phala.pallet.randomness.RandomnessCollectiveFlip;
import network.phala.pallet.registry.PhalaRegistry;
import network.phala.pallet.registry.PhalaRegistryConfig;
import network.phala.pallet.rmrk.RmrkCore;
import network.phala.pallet.session.Session;
import network.phala.pallet.session.SessionConfig;
import network.phala.pallet.stakepool.PhalaStakePoolv2;
import network.phala.pallet.stakepool.PhalaStakePoolv2Config;
import network.phala.pallet.sudo.Sudo;
import network.phala.pallet.timestamp.Timestamp;
import network.phala.pallet.transactionpayment.ChargeTransactionPayment;
import network.phala.pallet.transactionpayment.FixedU128;
import network.phala.pallet.transactionpayment.TransactionPayment;
import network.phala.pallet.transactionpayment.TransactionPaymentConfig;
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
import network.phala.primitives.U128;
import network.phala.types.mq.Message;
import network.phala.types.mq.SignedMessage;

/// Phala's runtime, spec version 101: the one list of pallets. Indices that are left out belong to pallets of the
/// original that are not here yet.
///
/// Follows phala-blockchain standalone/runtime/src/lib.rs.
public final class PhalaRuntime extends Runtime {
    private static final RuntimeDbWeight DB = RuntimeDbWeight.ROCKS_DB;

    private final FrameSystem system = pallet(1, new FrameSystem(systemConfig()));
    private final Utility utility = pallet(2, new Utility(system));
    private final Babe babe = pallet(3, new Babe(babeConfig(), system));
    private final Timestamp timestamp =
            pallet(4, new Timestamp(() -> BlockTimes.slotDurationMillis() / 2, babe::onTimestampSet, DB));
    private final Authorship authorship = pallet(5, new Authorship(system, this::findAuthor));
    private final Indices indices = pallet(6, new Indices(RuntimeParameters.DOLLARS, DB));
    private final Balances balances = pallet(7, new Balances(balancesConfig(), system.accounts()));
    private final Assets assets = pallet(0, new Assets(system.accounts(), balances, indices));
    private final TransactionPayment transactionPayment =
            pallet(8, new TransactionPayment(paymentConfig(), system, balances));
    private final Grandpa grandpa;
    private final Session session;
    private final Treasury treasury;
    private final Sudo sudo;
    private final RandomnessCollectiveFlip randomness;
    private final PhalaMq phalaMq;
    private final PhalaRegistry phalaRegistry;
    private final PhalaComputation phalaComputation;
    private final PhalaBasePool phalaBasePool;
    private final PhalaWrappedBalances phalaWrappedBalances;
    private final PhalaStakePoolv2 phalaStakePool;
    private final PhalaVault phalaVault;
    private final PhalaPhatContracts phalaPhatContracts;
    private final PhalaPhatTokenomic phalaPhatTokenomic;
    private final ParachainInfo parachainInfo;

    /// The largest extrinsic that people may send, in bytes: three quarters of a block.
    public static int extrinsicBytesMax() {
        return RuntimeParameters.normalLength();
    }

    /// @param attestation judges workers' evidence
    public PhalaRuntime(AttestationVerifier attestation) {
        super("phala_node_runtime", Map.of());
        indices.connect(balances);
        grandpa = new Grandpa(new Grandpa.GrandpaLimits(100, 256, 4032), system);
        session = pallet(14, new Session(sessionConfig(), system));
        pallet(20, grandpa);
        treasury = pallet(21, new Treasury(treasuryConfig(), balances));
        sudo = pallet(22, new Sudo(DB, indices));
        randomness = pallet(27, new RandomnessCollectiveFlip(system));
        phalaMq = pallet(40, new PhalaMq(new PhalaMqConfig(this::verifyMessage, this::handleMessage)));
        phalaRegistry = pallet(41, new PhalaRegistry(registryConfig(attestation)));
        phalaComputation = pallet(42, new PhalaComputation(computationConfig()));
        Uniques uniques = pallet(104, new Uniques());
        RmrkCore rmrk = pallet(105, new RmrkCore(uniques, this::mayTransfer));
        phalaBasePool = pallet(47, new PhalaBasePool(basePoolConfig(rmrk, uniques)));
        phalaWrappedBalances = pallet(
                46,
                new PhalaWrappedBalances(new PhalaWrappedBalancesConfig(
                        balances, assets.fungibles(), phalaBasePool, uniques, Referenda.NONE)));
        phalaStakePool = pallet(43, new PhalaStakePoolv2(stakePoolConfig()));
        pallet(44, new PhalaStakePool());
        phalaVault = pallet(
                45,
                new PhalaVault(new PhalaVaultConfig(
                        phalaBasePool, phalaStakePool, phalaWrappedBalances, assets.fungibles(), chainTime())));
        phalaPhatContracts =
                pallet(48, new PhalaPhatContracts(new PhalaPhatContractsConfig(phalaMq, phalaRegistry, balances)));
        phalaPhatTokenomic =
                pallet(49, new PhalaPhatTokenomic(new PhalaPhatTokenomicConfig(phalaMq, phalaPhatContracts, balances)));
        parachainInfo = pallet(102, new ParachainInfo());
        pallet(103, new ParachainSystem());
        seal(
                List.of(
                        new CheckNonZeroSender(),
                        new CheckSpecVersion(system.config().version()),
                        new CheckTxVersion(system.config().version()),
                        new CheckGenesis(system),
                        new CheckMortality(system),
                        new CheckNonce(system),
                        new CheckWeight(system),
                        new CheckMqSequence(phalaMq),
                        new ChargeTransactionPayment(transactionPayment)),
                indices);
    }

    private static SystemConfig systemConfig() {
        return new SystemConfig(
                RuntimeParameters.version(),
                RuntimeParameters.blockWeights(),
                RuntimeParameters.blockLength(),
                DB,
                2400,
                16,
                (short) 30,
                SystemConfig.AccountListener.NOBODY);
    }

    private static BabeConfig babeConfig() {
        return new BabeConfig(
                BlockTimes::epochDurationSlots, BlockTimes::millisPerBlock, BlockTimes::slotDurationMillis, 100, 256);
    }

    private BalancesConfig balancesConfig() {
        return new BalancesConfig(RuntimeParameters.CENTS, 50, 50, 5, 3, DB, indices);
    }

    private TransactionPaymentConfig paymentConfig() {
        return new TransactionPaymentConfig(
                (byte) 5,
                25,
                FixedU128.ofRational(BigInteger.ONE, BigInteger.valueOf(100_000)),
                FixedU128.ofRational(BigInteger.ONE, BigInteger.valueOf(1_000_000_000)),
                this::dealWithFees);
    }

    private SessionConfig sessionConfig() {
        return new SessionConfig(
                babe::shouldEndSession, SessionConfig.ValidatorSource.UNCHANGED, List.of(grandpa, babe));
    }

    private TreasuryConfig treasuryConfig() {
        return new TreasuryConfig(
                PalletId.of("py/trsry"),
                Permill.ofPercent(5),
                RuntimeParameters.DOLLARS,
                40,
                Permill.ofPercent(1),
                100,
                28_800,
                RuntimeParameters.COUNCIL,
                DB,
                indices);
    }

    private PhalaRegistryConfig registryConfig(AttestationVerifier attestation) {
        return new PhalaRegistryConfig(
                phalaMq, chainTime(), attestation, this::paraId, PhalaRegistryConfig.Policy.STANDALONE);
    }

    private PhalaComputationConfig computationConfig() {
        return new PhalaComputationConfig(
                phalaMq,
                phalaRegistry,
                chainTime(),
                balances,
                treasury::receive,
                randomness::random,
                BlockTimes::secondsPerBlock,
                SessionListener.later(this::phalaStakePool));
    }

    private PhalaBasePoolConfig basePoolConfig(RmrkCore rmrk, Uniques uniques) {
        return new PhalaBasePoolConfig(
                phalaComputation,
                assets.fungibles(),
                PhalaWrappedBalances.ASSET,
                rmrk,
                uniques,
                chainTime(),
                RuntimeParameters.MIGRATION_ACCOUNT);
    }

    private PhalaStakePoolv2Config stakePoolConfig() {
        return new PhalaStakePoolv2Config(
                phalaBasePool,
                phalaWrappedBalances,
                phalaComputation,
                phalaRegistry,
                assets.fungibles(),
                chainTime(),
                this::isVaultLocked);
    }

    /// Shares of pools stay with their owner.
    private boolean mayTransfer(int collection) {
        return !phalaBasePool.isPoolCollection(collection);
    }

    private boolean isVaultLocked(long pid) {
        return phalaVault.isLocked(pid);
    }

    private int paraId() {
        return parachainInfo.parachainId();
    }

    private ChainTime chainTime() {
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

    /// Four fifths of fees and tips go to the treasury, one fifth to the block's author.
    private void dealWithFees(U128 fee, U128 tip) {
        U128 forTreasury = fourFifths(fee).add(fourFifths(tip));
        U128 forAuthor = fee.add(tip).subtract(forTreasury);
        treasury.receive(forTreasury);
        authorship
                .author()
                .ifPresentOrElse(author -> balances.resolve(author, forAuthor), () -> balances.burn(forAuthor));
    }

    private static U128 fourFifths(U128 amount) {
        return amount.saturatingMultiply(U128.of(80)).divide(U128.of(100));
    }

    private Optional<AccountId> findAuthor(Digest digest) {
        return Babe.preDigest(digest).flatMap(claim -> {
            List<AccountId> validators = session.validators();
            int index = claim.authorityIndex();
            return index >= 0 && index < validators.size() ? Optional.of(validators.get(index)) : Optional.empty();
        });
    }

    private void verifyMessage(SignedMessage message) throws DispatchException {
        phalaRegistry.verify(message);
    }

    /// The order in which pallets see a queue message.
    private void handleMessage(Message message) throws DispatchException, RetryLaterException {
        MessageHandler.inOrder(phalaRegistry::onMessage, phalaComputation::onMessage, phalaPhatContracts::onMessage)
                .handle(message);
    }

    public Babe babe() {
        return babe;
    }

    public Timestamp timestamp() {
        return timestamp;
    }

    public Balances balances() {
        return balances;
    }

    public TransactionPayment transactionPayment() {
        return transactionPayment;
    }

    public Session session() {
        return session;
    }

    public Grandpa grandpa() {
        return grandpa;
    }

    public Treasury treasury() {
        return treasury;
    }

    public Sudo sudo() {
        return sudo;
    }

    public Utility utility() {
        return utility;
    }

    public PhalaMq phalaMq() {
        return phalaMq;
    }

    public PhalaRegistry phalaRegistry() {
        return phalaRegistry;
    }

    public PhalaComputation phalaComputation() {
        return phalaComputation;
    }

    public Assets assets() {
        return assets;
    }

    public PhalaStakePoolv2 phalaStakePool() {
        return phalaStakePool;
    }

    public PhalaVault phalaVault() {
        return phalaVault;
    }

    public PhalaWrappedBalances phalaWrappedBalances() {
        return phalaWrappedBalances;
    }

    public PhalaBasePool phalaBasePool() {
        return phalaBasePool;
    }

    public PhalaPhatContracts phalaPhatContracts() {
        return phalaPhatContracts;
    }

    public PhalaPhatTokenomic phalaPhatTokenomic() {
        return phalaPhatTokenomic;
    }
}
