package network.phala.pruntime.cluster;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import network.phala.pink.types.PinkEvent;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.sidevm.SidevmConfig;
import network.phala.sidevm.Sidevms;

/// The SideVM programs of the cluster's contracts, as the contracts' events move them. For the writer thread.
///
/// Follows phala-blockchain crates/phactory/src/system/mod.rs, apply_pink_events.
record ClusterPrograms(Sidevms sidevms, Sr25519Public worker) {
    private static final Logger LOG = System.getLogger(ClusterPrograms.class.getName());

    private static H256 id(AccountId contract) {
        return new H256(contract.value());
    }

    /// An event that concerns programs; whether the emitter may say so is checked before.
    void apply(ClusterView cluster, AccountId emitter, PinkEvent event) {
        switch (event) {
            case PinkEvent.SidevmMessage(Bytes payload) -> sidevms.pushMessage(id(emitter), payload);
            case PinkEvent.StopSidevm _ -> sidevms.stop(id(emitter));
            case PinkEvent.ForceStopSidevm(AccountId contract) -> sidevms.stop(id(contract));
            case PinkEvent.DeploySidevmTo(AccountId contract, H256 codeHash) ->
                start(cluster, contract, codeHash, SidevmConfig.DEFAULT);
            case PinkEvent.Sidevm(PinkEvent.SidevmOperation operation) -> apply(cluster, operation);
            default -> throw new IllegalArgumentException(event + " does not concern programs");
        }
    }

    private void apply(ClusterView cluster, PinkEvent.SidevmOperation operation) {
        switch (operation) {
            case PinkEvent.SidevmOperation.Start(
                    AccountId contract,
                    H256 codeHash,
                    PinkEvent.Workers workers,
                    PinkEvent.SidevmConfig config) -> {
                sidevms.stop(id(contract));
                boolean isMeant = switch (workers) {
                    case PinkEvent.Workers.All _ -> true;
                    case PinkEvent.Workers.Listed(var listed) -> listed.contains(worker.value());
                };
                if (isMeant) {
                    SidevmConfig limits = new SidevmConfig(
                            config.maxCodeSize(), config.maxMemoryPages(), config.vitalCapacity(), config.deadline());
                    start(cluster, contract, codeHash, limits);
                }
            }
            case PinkEvent.SidevmOperation.SetDeadline(AccountId contract, int deadline) ->
                sidevms.setDeadline(id(contract), deadline);
        }
    }

    private void start(ClusterView cluster, AccountId contract, H256 codeHash, SidevmConfig config) {
        Optional<ContractEntry> entry = cluster.contract(contract);
        if (entry.isEmpty()) {
            LOG.log(Level.WARNING, "SideVM not started: no such contract contract={0}", contract);
            return;
        }
        sidevms.start(
                id(contract),
                codeHash,
                cluster.cluster().sidevmCode(codeHash),
                config,
                entry.get().weight());
    }

    void setWeight(AccountId contract, int weight) {
        sidevms.setWeight(id(contract), weight);
    }

    void finishBlock(int block) {
        sidevms.finishBlock(block);
    }

    LogServer logServer(Optional<AccountId> handler) {
        return new LogServer(sidevms, handler);
    }
}
