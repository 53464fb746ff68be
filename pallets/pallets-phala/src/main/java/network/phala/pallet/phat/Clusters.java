package network.phala.pallet.phat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.frame.dispatch.DispatchException;
import network.phala.pallet.registry.WorkerInfoV2;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.types.WorkerIdentity;
import network.phala.types.contract.ClusterEvent;
import network.phala.types.contract.ClusterInfo;
import network.phala.types.contract.ClusterOperation;
import network.phala.types.contract.CodeIndex;
import network.phala.types.contract.ContractIds;
import network.phala.types.contract.ContractInfo;

/// How clusters come, change and go.
final class Clusters {
    /// Selector of the system contract's default constructor.
    private static final Bytes DEFAULT_CONSTRUCTOR = Bytes.fromHex("0xed4b9d1b");

    private final PhalaPhatContracts pallet;

    Clusters(PhalaPhatContracts pallet) {
        this.pallet = pallet;
    }

    void add(PhalaPhatContractsCall.AddCluster call) throws DispatchException {
        ensure(!call.deployWorkers().isEmpty(), PhalaPhatContractsError.NO_WORKER_SPECIFIED);
        List<WorkerIdentity> identities = identities(call.deployWorkers());
        H256 cluster = ContractIds.clusterId(pallet.clusterCounter.update(counter -> counter + 1));
        for (Sr25519Public worker : call.deployWorkers()) {
            ensure(!pallet.clusterByWorkers.contains(worker), PhalaPhatContractsError.WORKER_IS_BUSY);
            pallet.clusterByWorkers.put(worker, cluster);
        }
        pallet.clusterWorkers.put(cluster, call.deployWorkers());
        H256 systemContract = systemContract(call.owner(), cluster);
        pallet.clusters.put(
                cluster,
                new ClusterInfo(
                        call.owner(),
                        call.permission(),
                        systemContract,
                        call.gasPrice(),
                        call.depositPerItem(),
                        call.depositPerByte()));
        pallet.emit(new PhalaPhatContractsEvent.ClusterCreated(cluster, systemContract));
        pallet.config.currency().transfer(call.owner(), ContractIds.clusterAccount(cluster), call.deposit(), true);
        pallet.config
                .mq()
                .push(
                        pallet,
                        ClusterEvent.TOPIC,
                        ClusterEvent.codec(),
                        new ClusterEvent.DeployCluster(
                                call.owner(),
                                cluster,
                                identities,
                                call.deposit(),
                                call.gasPrice(),
                                call.depositPerItem(),
                                call.depositPerByte(),
                                call.treasuryAccount()));
    }

    private List<WorkerIdentity> identities(List<Sr25519Public> workers) throws DispatchException {
        List<WorkerIdentity> identities = new ArrayList<>();
        for (Sr25519Public worker : workers) {
            WorkerInfoV2 info = pallet.config
                    .registry()
                    .worker(worker)
                    .orElseThrow(() -> pallet.error(PhalaPhatContractsError.WORKER_NOT_FOUND));
            identities.add(new WorkerIdentity(info.pubkey(), info.ecdhPubkey()));
        }
        return identities;
    }

    private H256 systemContract(AccountId owner, H256 cluster) throws DispatchException {
        Optional<H256> codeHash = pallet.pinkSystemCodeHash.tryGet();
        ensure(codeHash.isPresent(), PhalaPhatContractsError.NO_PINK_SYSTEM_CODE);
        return new ContractInfo(
                        owner,
                        new CodeIndex.WasmCode(codeHash.orElseThrow()),
                        Bytes.EMPTY,
                        cluster,
                        DEFAULT_CONSTRUCTOR)
                .contractId();
    }

    void destroy(H256 cluster) throws DispatchException {
        ensure(pallet.clusters.take(cluster).isPresent(), PhalaPhatContractsError.CLUSTER_NOT_FOUND);
        pallet.push(new ClusterOperation.DestroyCluster(cluster));
        pallet.emit(new PhalaPhatContractsEvent.ClusterDestroyed(cluster));
    }

    void addWorker(AccountId who, Sr25519Public worker, H256 cluster) throws DispatchException {
        ensureOwner(who, cluster);
        ensure(pallet.config.registry().worker(worker).isPresent(), PhalaPhatContractsError.WORKER_NOT_FOUND);
        ensure(!pallet.clusterByWorkers.contains(worker), PhalaPhatContractsError.WORKER_IS_BUSY);
        pallet.clusterByWorkers.put(worker, cluster);
        pallet.clusterWorkers.append(cluster, worker.toBytes());
        pallet.emit(new PhalaPhatContractsEvent.WorkerAddedToCluster(worker, cluster));
    }

    void removeWorker(AccountId who, Sr25519Public worker, H256 cluster) throws DispatchException {
        ensureOwner(who, cluster);
        boolean here = pallet.clusterByWorkers.tryGet(worker).equals(Optional.of(cluster));
        ensure(here, PhalaPhatContractsError.WORKER_NOT_FOUND);
        // The zero id stands for a removed worker, so that it joins no cluster again.
        pallet.clusterByWorkers.put(worker, H256.ZERO);
        pallet.clusterWorkers.update(
                cluster,
                workers -> workers.stream().filter(key -> !key.equals(worker)).toList());
        pallet.emit(new PhalaPhatContractsEvent.WorkerRemovedFromCluster(worker, cluster));
        pallet.push(new ClusterOperation.RemoveWorker(cluster, worker));
    }

    void cleanupRemovedWorkers(H256 cluster) {
        Optional<H256> removed = Optional.of(H256.ZERO);
        pallet.clusterWorkers.update(
                cluster,
                workers -> workers.stream()
                        .filter(key -> !pallet.clusterByWorkers.tryGet(key).equals(removed))
                        .toList());
    }

    private void ensureOwner(AccountId who, H256 cluster) throws DispatchException {
        Optional<ClusterInfo> info = pallet.clusters.tryGet(cluster);
        ensure(info.isPresent(), PhalaPhatContractsError.CLUSTER_NOT_FOUND);
        ensure(info.orElseThrow().owner().equals(who), PhalaPhatContractsError.CLUSTER_PERMISSION_DENIED);
    }

    private void ensure(boolean holds, PhalaPhatContractsError error) throws DispatchException {
        if (!holds) {
            throw pallet.error(error);
        }
    }
}
