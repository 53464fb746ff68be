package network.phala.pruntime.cluster;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import network.phala.crypto.Blake2b;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Sr25519;
import network.phala.pink.Cluster;
import network.phala.pink.ClusterSetup;
import network.phala.pink.ExecutionMode;
import network.phala.pink.Outcome;
import network.phala.pink.Session;
import network.phala.pink.SessionContext;
import network.phala.pink.TransactionArguments;
import network.phala.pink.contracts.ContractModules;
import network.phala.pink.contracts.Determinism;
import network.phala.pink.types.ContractResult;
import network.phala.pink.types.PinkEvent;
import network.phala.pink.types.PinkRuntime;
import network.phala.pink.types.SideEffects;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;
import network.phala.pruntime.system.BlockContext;
import network.phala.pruntime.system.EgressQueue;
import network.phala.pruntime.system.FatalException;
import network.phala.scale.DecodeException;
import network.phala.scale.Result;
import network.phala.sidevm.Sidevms;
import network.phala.trie.Trie;
import network.phala.types.contract.ClusterOperation;
import network.phala.types.contract.ContractIds;
import network.phala.types.contract.ContractOperation;
import network.phala.types.contract.ContractRegistryEvent;
import network.phala.types.contract.InkCommand;
import network.phala.types.contract.PinkVersion;
import network.phala.types.contract.WorkerClusterReport;
import network.phala.types.mq.Message;
import network.phala.types.mq.MessageOrigin;
import network.phala.types.query.OwnOutcome;
import org.jspecify.annotations.Nullable;

/// The cluster of contracts that this worker hosts: takes commands from the chain one after another. For the writer
/// thread; readers use a [ClusterView].
///
/// Whatever a contract or a user does, a command ends in a new state or leaves the old one; it never stops the worker.
/// Follows phala-blockchain crates/phactory/src/system/mod.rs and contracts/.
public final class ContractCluster implements ClusterHost {
    private static final Logger LOG = System.getLogger(ContractCluster.class.getName());
    private static final String FAULT = "the worker failed inside the contract runtime; nothing was changed";

    private final Sr25519.Pair identity;
    private final EgressQueue egress;
    private final ContractModules modules;
    private final LocalCache cache;
    private final ClusterPrograms programs;
    private final EventChainLog eventChain;
    private final Outcomes outcomes;
    private final TreeSet<AccountId> hooked = new TreeSet<>();
    private final ContractKeys contractKeys = new ContractKeys();
    private final ChainSessions sessions;

    private @Nullable ClusterView view;
    private long refusals;
    private final BlockLines failures = new BlockLines(LOG, Level.INFO);
    private final BlockLines drops = new BlockLines(LOG, Level.WARNING);
    private Sr25519.@Nullable Pair clusterKey;

    public ContractCluster(
            Sr25519.Pair identity,
            EgressQueue egress,
            ContractModules modules,
            LocalCache cache,
            Sidevms sidevms,
            Outcomes outcomes,
            ChainSessions sessions) {
        this.sessions = sessions;
        this.programs = new ClusterPrograms(
                sidevms, new Sr25519Public(identity.publicKey().value()));
        this.identity = identity;
        this.egress = egress;
        this.modules = modules;
        this.cache = cache;
        this.outcomes = outcomes;
        this.eventChain = new EventChainLog(identity);
    }

    public Optional<ClusterView> view() {
        return Optional.ofNullable(view);
    }

    /// Goes on with the cluster of a checkpoint; its key is in its own state.
    public void restore(ClusterView saved) throws CryptoException {
        byte[] secret = saved.cluster()
                .key()
                .orElseThrow(() -> new CryptoException("The saved cluster has no key"))
                .toArray();
        clusterKey = Sr25519.Pair.fromSecret(secret);
        view = saved;
        for (AccountId contract : saved.contractIds()) {
            if (saved.contract(contract).flatMap(ContractEntry::onBlockEnd).isPresent()) {
                hooked.add(contract);
            }
        }
    }

    @Override
    public int clusterCount() {
        return view == null ? 0 : 1;
    }

    @Override
    public int contractCount() {
        ClusterView now = view;
        return now == null ? 0 : now.contractCount();
    }

    @Override
    public WorkerClusterReport deploy(
            ClusterOperation.DispatchKeys keys, Optional<Sr25519.Pair> key, BlockContext block) {
        Bytes systemCode = block.storage().pinkSystemCode();
        if (view != null || key.isEmpty() || systemCode.isEmpty()) {
            LOG.log(
                    Level.ERROR,
                    "Cluster not deployed cluster={0} reason={1}",
                    keys.cluster(),
                    view != null ? "a cluster is here" : key.isEmpty() ? "no key" : "no system contract on chain");
            return new WorkerClusterReport.ClusterDeploymentFailed(keys.cluster());
        }
        Sr25519.Pair pair = key.get();
        Session session =
                session(ExecutionMode.TRANSACTION, block, Optional.empty(), Optional.empty(), Optional.empty());
        Session first = session(ExecutionMode.ESTIMATING, block, Optional.empty(), Optional.empty(), Optional.empty());
        Cluster empty = Cluster.empty(runtime(block.storage().pinkRuntimeVersion()))
                .setKey(first, Bytes.wrap(pair.exposeSecret()))
                .cluster();
        ClusterSetup setup = new ClusterSetup(
                keys.cluster(),
                keys.owner(),
                keys.deposit(),
                keys.gasPrice(),
                keys.depositPerItem(),
                keys.depositPerByte(),
                keys.treasuryAccount(),
                systemCode);
        Outcome<Result<Bytes, String>> outcome = sessions.run(() -> empty.setup(session, setup));
        if (outcome.result() instanceof Result.Err<Bytes, String>(String reason)) {
            LOG.log(Level.ERROR, "Cluster not deployed cluster={0} reason={1}", keys.cluster(), reason);
            return new WorkerClusterReport.ClusterDeploymentFailed(keys.cluster());
        }
        clusterKey = pair;
        view = new ClusterView(keys.cluster(), outcome.cluster(), Trie.EMPTY, 0, Optional.empty(), Optional.empty());
        keep(outcome, block);
        LOG.log(
                Level.INFO,
                "Cluster deployed cluster={0} runtime={1} block={2}",
                keys.cluster(),
                empty.runtime(),
                block.number());
        return new WorkerClusterReport.ClusterDeployed(
                keys.cluster(), new Sr25519Public(pair.publicKey().value()));
    }

    private Session session(
            ExecutionMode mode,
            BlockContext block,
            Optional<Bytes> nonce,
            Optional<AccountId> entry,
            Optional<AccountId> origin) {
        SessionContext context = new SessionContext(mode, block.number(), block.nowMillis(), nonce, entry, origin);
        LogServer server = logServer();
        ContractHost host = new ContractHost(
                identity.publicKey().value(),
                block.storage()::pinkSystemCode,
                cache,
                (contract, level, text) -> server.line(context, contract, level, text));
        return new Session(context, host, modules);
    }

    private LogServer logServer() {
        return programs.logServer(view().flatMap(ClusterView::logHandler));
    }

    private Session plainSession(BlockContext block) {
        return session(ExecutionMode.TRANSACTION, block, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /// Takes the changed state and does what the session asked for.
    private void keep(Outcome<?> outcome, BlockContext block) {
        ClusterView now = required();
        view = now.withCluster(outcome.cluster());
        outcome.eventBlock().ifPresent(eventChain::write);
        apply(outcome.effects(), Optional.of(block));
        LogServer server = logServer();
        outcome.effects().inkEvents().forEach(event -> server.event(block.number(), event));
    }

    private ClusterView required() {
        ClusterView now = view;
        if (now == null) {
            throw new IllegalStateException("No cluster is hosted here");
        }
        return now;
    }

    private void apply(SideEffects effects, Optional<BlockContext> block) {
        for (SideEffects.Instantiation made : effects.instantiated()) {
            if (required().contract(made.contract()).isEmpty()) {
                view = required().withContract(made.contract(), ContractEntry.NEW);
                announce(made);
            }
        }
        for (SideEffects.FromContract each : effects.pinkEvents()) {
            apply(each.contract(), each.event(), block);
        }
    }

    /// Tells the chain the contract's public key.
    private void announce(SideEffects.Instantiation made) {
        Sr25519.Pair key = contractKeys.of(requiredKey(), made.contract());
        ContractRegistryEvent event = new ContractRegistryEvent.PubkeyAvailable(
                new H256(made.contract().value()),
                new Sr25519Public(key.publicKey().value()),
                new H256(made.deployer().value()));
        egress.push(
                new MessageOrigin.Cluster(required().id()),
                requiredKey(),
                ContractRegistryEvent.TOPIC,
                ContractRegistryEvent.codec().encode(event));
        LOG.log(Level.INFO, "Contract instantiated contract={0}", made.contract());
    }

    private Sr25519.Pair requiredKey() {
        Sr25519.Pair key = clusterKey;
        if (key == null) {
            throw new IllegalStateException("No cluster key");
        }
        return key;
    }

    private void apply(AccountId emitter, PinkEvent event, Optional<BlockContext> block) {
        ClusterView now = required();
        boolean isSystem =
                now.cluster().systemContract().filter(emitter::equals).isPresent();
        if (now.contract(emitter).isEmpty() || event.systemOnly() && !isSystem) {
            refusals++;
            // A contract may emit as many as it has gas for.
            if (refusals < 16 || Long.bitCount(refusals) == 1) {
                String kind = event.getClass().getSimpleName();
                LOG.log(Level.WARNING, "Pink event refused contract={0} event={1} count={2}", emitter, kind, refusals);
            }
            return;
        }
        switch (event) {
            case PinkEvent.SetHook(PinkEvent.HookPoint _, AccountId contract, int selector, long gasLimit) ->
                update(
                        contract,
                        entry -> new ContractEntry(
                                entry.weight(), Optional.of(new ContractEntry.Hook(selector, gasLimit))));
            case PinkEvent.SetContractWeight(AccountId contract, int weight) -> {
                update(contract, entry -> new ContractEntry(weight, entry.onBlockEnd()));
                programs.setWeight(contract, weight);
            }
            case PinkEvent.SetLogHandler(AccountId contract) -> view = now.withLogHandler(contract);
            case PinkEvent.SetJsRuntime(H256 codeHash) -> view = now.withJsRuntime(codeHash);
            case PinkEvent.Cache(var op) -> cache.apply(emitter, op);
            case PinkEvent.UpgradeRuntimeTo(int major, int minor) ->
                block.ifPresent(at -> upgrade(new PinkVersion(major, minor), at));
            case PinkEvent.DeploySidevmTo _,
                    PinkEvent.SidevmMessage _,
                    PinkEvent.StopSidevm _,
                    PinkEvent.ForceStopSidevm _,
                    PinkEvent.Sidevm _ -> programs.apply(now, emitter, event);
        }
    }

    /// What a query may do besides answering: its contract's cache and programs.
    public void applyQueryEffects(List<SideEffects.FromContract> events) {
        for (SideEffects.FromContract each : events) {
            if (view != null && each.event().allowedInQuery()) {
                apply(each.contract(), each.event(), Optional.empty());
            }
        }
    }

    private void update(AccountId contract, java.util.function.UnaryOperator<ContractEntry> change) {
        ClusterView now = required();
        now.contract(contract).map(change).ifPresent(entry -> {
            view = now.withContract(contract, entry);
            if (entry.onBlockEnd().isPresent()) {
                hooked.add(contract);
            }
        });
    }

    /// The release of this version. A worker that does not have it cannot host the cluster, and ends.
    private static PinkRuntime runtime(PinkVersion version) {
        return PinkRuntime.of(version.major(), version.minor())
                .orElseThrow(() -> FatalException.abort("The cluster needs contract runtime " + version
                        + "; this worker has 1.0 to " + PinkRuntime.NEWEST));
    }

    private void upgrade(PinkVersion version, BlockContext block) {
        PinkRuntime present = required().cluster().runtime();
        if (version.compareTo(new PinkVersion(present.major(), present.minor())) <= 0) {
            LOG.log(Level.INFO, "Contract runtime upgrade ignored wanted={0} present={1}", version, present);
            return;
        }
        Cluster before = required().cluster();
        keep(sessions.run(() -> before.upgrade(plainSession(block), runtime(version))), block);
        LOG.log(Level.INFO, "Contract runtime upgraded from={0} to={1}", present, version);
    }

    /// Does an upgrade, and what follows it at the end of a block, on a copy that is dropped.
    ///
    /// @return false when no cluster is hosted here
    public boolean rehearseUpgrade(PinkRuntime wanted, BlockContext block) {
        view().ifPresent(now ->
                now.cluster().upgrade(plainSession(block), wanted).cluster().onIdle(plainSession(block)));
        return view().isPresent();
    }

    @Override
    public void operate(ClusterOperation operation, BlockContext block) {
        ClusterView now = view;
        if (now == null) {
            return;
        }
        switch (operation) {
            case ClusterOperation.DispatchKeys _ ->
                throw new IllegalStateException("Keys are handled where they can be opened");
            case ClusterOperation.DestroyCluster(H256 cluster)
            when cluster.equals(now.id()) -> throw FatalException.exit("Cluster " + cluster + " was destroyed");
            case ClusterOperation.DestroyCluster _ -> {}
            case ClusterOperation.RemoveWorker(H256 cluster, Sr25519Public worker)
            when cluster.equals(now.id())
                    && worker.value().equals(identity.publicKey().value()) ->
                throw FatalException.exit("This worker was removed from cluster " + cluster);
            case ClusterOperation.RemoveWorker _ -> {}
            case ClusterOperation.Deposit(H256 cluster, AccountId account, U128 amount) -> {
                if (cluster.equals(now.id())) {
                    keep(sessions.run(() -> now.cluster().deposit(plainSession(block), account, amount)), block);
                }
            }
            case ClusterOperation.UploadResource upload -> {
                if (upload.clusterId().equals(now.id())) {
                    upload(now, upload, block);
                }
            }
        }
    }

    private void upload(ClusterView now, ClusterOperation.UploadResource upload, BlockContext block) {
        Session session = plainSession(block);
        Optional<Outcome<Result<H256, String>>> outcome = uploaded(now.cluster(), upload, session);
        outcome.ifPresent(done -> keep(done, block));
        Result<H256, String> result = outcome.map(Outcome::result).orElse(new Result.Err<>(FAULT));
        now.cluster().systemContract().ifPresent(system -> logServer().uploaded(block, system, upload, result));
        H256 code = result instanceof Result.Ok<H256, String>(H256 known)
                ? known
                : H256.of(Blake2b.digest256(upload.resourceData().unsafeArray()));
        Outcomes.Asked asked =
                Outcomes.Asked.of(now, upload.origin(), block.number(), OwnOutcome.Kind.UPLOAD, code, Bytes.EMPTY);
        switch (result) {
            case Result.Ok<H256, String>(H256 hash) -> {
                outcomes.uploaded(asked);
                LOG.log(Level.INFO, "Code uploaded kind={0} hash={1}", upload.resourceType(), hash);
            }
            case Result.Err<H256, String>(String reason) -> {
                outcomes.refused(asked, reason);
                LOG.log(Level.ERROR, "Code refused kind={0} reason={1}", upload.resourceType(), reason);
            }
        }
    }

    /// Empty after a fault of ours: as with executions the state stays as it was, on every worker alike.
    private Optional<Outcome<Result<H256, String>>> uploaded(
            Cluster cluster, ClusterOperation.UploadResource upload, Session session) {
        AccountId origin = upload.origin();
        Bytes code = upload.resourceData();
        try {
            return Optional.of(sessions.run(() -> switch (upload.resourceType()) {
                case INK_CODE -> cluster.uploadCode(session, origin, code, Determinism.ENFORCED);
                case INDETERMINISTIC_INK_CODE -> cluster.uploadCode(session, origin, code, Determinism.RELAXED);
                case SIDEVM_CODE -> cluster.uploadSidevmCode(session, origin, code);
            }));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "Upload failed inside the contract runtime", e);
            return Optional.empty();
        }
    }

    @Override
    public void operate(ContractOperation operation, BlockContext block) {
        ClusterView now = view;
        switch (operation) {
            case ContractOperation.InstantiateCode instantiate -> {
                if (now != null && instantiate.contractInfo().clusterId().equals(now.id())) {
                    instantiate(now, instantiate, block);
                }
            }
        }
    }

    private void instantiate(ClusterView now, ContractOperation.InstantiateCode wanted, BlockContext block) {
        var info = wanted.contractInfo();
        H256 code = switch (info.codeIndex()) {
            case network.phala.types.contract.CodeIndex.WasmCode(H256 hash) -> hash;
        };
        AccountId contract = new AccountId(info.contractId().value());
        Session session = session(
                ExecutionMode.TRANSACTION,
                block,
                Optional.of(info.salt()),
                Optional.of(contract),
                Optional.of(info.deployer()));
        TransactionArguments arguments = new TransactionArguments(
                info.deployer(), wanted.transfer(), wanted.gasLimit(), false, wanted.storageDepositLimit(), U128.ZERO);
        Outcomes.Asked asked = Outcomes.Asked.of(
                now, info.deployer(), block.number(), OwnOutcome.Kind.INSTANTIATION, info.contractId(), info.salt());
        execute(
                        contract,
                        block,
                        () -> now.cluster().instantiate(session, code, info.instantiateData(), info.salt(), arguments))
                .ifPresentOrElse(result -> outcomes.executed(asked, result), () -> outcomes.refused(asked, FAULT));
    }

    /// Runs one execution. A fault of ours in it leaves the state as it was, on every worker alike.
    private Optional<ContractResult> execute(
            AccountId contract, BlockContext block, java.util.function.Supplier<Outcome<ContractResult>> execution) {
        Outcome<ContractResult> outcome;
        try {
            outcome = sessions.run(execution);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "Execution failed inside the contract runtime contract=" + contract, e);
            return Optional.empty();
        }
        keep(outcome, block);
        if (outcome.result().succeeded()) {
            LOG.log(Level.DEBUG, "Executed contract={0}", contract);
        } else {
            failures.say(block, "Execution refused or reverted contract=" + contract);
        }
        return Optional.of(outcome.result());
    }

    @Override
    public void command(Message message, BlockContext block) {
        ClusterView now = view;
        Optional<AccountId> contract = ContractIds.contractOf(message.destination());
        if (now == null || contract.isEmpty()) {
            return;
        }
        if (now.contract(contract.get()).isEmpty()) {
            refuseUnknown(now, contract.get(), message, block);
            return;
        }
        Optional<AccountId> origin = switch (message.sender()) {
            case MessageOrigin.Account(H256 id) -> Optional.of(new AccountId(id.value()));
            case MessageOrigin.Pallet _ -> now.cluster().systemContract();
            default -> Optional.empty();
        };
        if (origin.isEmpty()) {
            drops.say(
                    block,
                    "Command dropped: BadOrigin sender=" + message.sender().display());
            return;
        }
        try {
            InkCommand command = contractKeys.open(requiredKey(), contract.get(), message.payload());
            boolean free = message.sender().isPallet();
            switch (command) {
                case InkCommand.InkMessage call -> call(now, contract.get(), origin.get(), call, free, block);
            }
        } catch (DecodeException | CryptoException e) {
            String reason = String.valueOf(e.getMessage());
            drops.say(block, "Command dropped contract=" + contract.get() + " reason=" + reason);
            logServer().dropped(block, contract.get(), origin.get(), reason);
            outcomes.refused(
                    Outcomes.Asked.command(now, origin.get(), block.number(), contract.get(), Bytes.EMPTY), reason);
        }
    }

    /// The chain takes commands to any id and does not know which worker they concern, so those to other clusters'
    /// contracts come here too. Who asks this cluster's workers what became of one is told where the answer is.
    private void refuseUnknown(ClusterView now, AccountId contract, Message message, BlockContext block) {
        if (message.sender() instanceof MessageOrigin.Account(H256 sender)) {
            Bytes nonce = ContractKeys.readableNonce(message.payload());
            outcomes.refused(
                    Outcomes.Asked.command(now, new AccountId(sender.value()), block.number(), contract, nonce),
                    now.whyNot(new H256(contract.value()), block.storage()));
        }
    }

    private void call(
            ClusterView now,
            AccountId contract,
            AccountId origin,
            InkCommand.InkMessage call,
            boolean free,
            BlockContext block) {
        Session session = session(
                ExecutionMode.TRANSACTION,
                block,
                Optional.of(call.nonce()),
                Optional.of(contract),
                Optional.of(origin));
        TransactionArguments arguments = new TransactionArguments(
                origin, call.transfer(), call.gasLimit(), free, call.storageDepositLimit(), U128.ZERO);
        LogServer server = logServer();
        Outcomes.Asked asked = Outcomes.Asked.command(now, origin, block.number(), contract, call.nonce());
        execute(contract, block, () -> now.cluster().call(session, contract, call.message(), arguments))
                .ifPresentOrElse(
                        result -> {
                            server.output(block.number(), origin, contract, call.nonce(), result, call.message());
                            outcomes.executed(asked, result);
                        },
                        () -> outcomes.refused(asked, FAULT));
    }

    @Override
    public void onIdle(BlockContext block) {
        view().ifPresent(now -> keep(sessions.run(() -> now.cluster().onIdle(plainSession(block))), block));
    }

    @Override
    public void finishBlock(BlockContext block) {
        runHooks(block);
        programs.finishBlock(block.number());
    }

    private void runHooks(BlockContext block) {
        for (AccountId contract : List.copyOf(hooked)) {
            ClusterView now = required();
            now.contract(contract).flatMap(ContractEntry::onBlockEnd).ifPresent(hook -> {
                Session session = session(
                        ExecutionMode.TRANSACTION,
                        block,
                        Optional.empty(),
                        Optional.of(contract),
                        Optional.of(contract));
                TransactionArguments arguments = new TransactionArguments(
                        contract, U128.ZERO, hook.gasLimit(), false, Optional.empty(), U128.ZERO);
                execute(contract, block, () -> now.cluster().call(session, contract, hook.input(), arguments));
            });
        }
    }
}
