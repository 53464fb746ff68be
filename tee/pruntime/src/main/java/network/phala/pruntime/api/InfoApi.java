package network.phala.pruntime.api;

import java.util.List;
import java.util.Optional;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.prpc.PrpcException;
import network.phala.prpc.message.Clusters;
import network.phala.prpc.message.Contracts;
import network.phala.prpc.message.PhactoryInfo;
import network.phala.prpc.message.PhactoryInfo.GatekeeperStatus;
import network.phala.prpc.message.PhactoryInfo.MemoryUsage;
import network.phala.prpc.message.PhactoryInfo.SystemInfo;
import network.phala.prpc.message.Statistics;
import network.phala.pruntime.PruntimeConfig;
import network.phala.pruntime.cluster.ClusterView;
import network.phala.pruntime.cluster.ContractEntry;
import network.phala.pruntime.cluster.QueryService;
import network.phala.pruntime.outside.HttpEgress;
import network.phala.pruntime.system.Phactory;
import network.phala.pruntime.system.Snapshot;
import network.phala.sidevm.SidevmInfo;

/// What a worker tells of itself, its cluster and its contracts. Reads snapshots only; any thread.
final class InfoApi {
    private static final String VERSION = "2.2.0";
    private static final String REVISION = "java-0.1.0";
    private static final String PINK_VERSION = "1.2";

    private final Phactory phactory;
    private final PruntimeConfig config;
    private final QueryService queries;
    private final HttpEgress egress;
    private final long started = System.nanoTime();

    InfoApi(Phactory phactory, PruntimeConfig config, QueryService queries, HttpEgress egress) {
        this.phactory = phactory;
        this.config = config;
        this.queries = queries;
        this.egress = egress;
    }

    /// Names and forms as in phala-blockchain crates/phactory/src/prpc_service.rs, get_info.
    PhactoryInfo info() {
        Optional<Snapshot> worker = phactory.snapshot();
        Optional<String> publicKey =
                worker.map(now -> bare(now.identity().publicKey().toBytes()));
        Optional<SystemInfo> system = worker.map(InfoApi::system);
        return new PhactoryInfo(
                worker.isPresent(),
                worker.map(now -> now.worker().registered()).orElse(false),
                worker.map(now -> bare(now.genesisHash().toBytes())),
                publicKey,
                publicKey,
                worker.map(Snapshot::headerNext).orElse(0),
                0,
                worker.map(Snapshot::blockNext).orElse(0),
                worker.map(now -> bare(now.storage().root().toBytes())).orElse(""),
                worker.map(now -> now.identity().isDevMode()).orElse(false),
                worker.map(now -> (long) now.pendingMessages()).orElse(0L),
                phactory.benchmark().score(),
                Optional.of(worker.map(InfoApi::gatekeeper).orElse(new GatekeeperStatus(0, ""))),
                VERSION,
                REVISION,
                Optional.of(memory()),
                false,
                system,
                phactory.canLoadChainState(),
                config.safeModeLevel(),
                worker.map(Snapshot::blockMillis).orElse(0L),
                PINK_VERSION,
                List.of("none"),
                0,
                (int) config.queryTimeout().toSeconds());
    }

    private static SystemInfo system(Snapshot worker) {
        String publicKey = bare(worker.identity().publicKey().toBytes());
        return new SystemInfo(
                worker.worker().registered(),
                publicKey,
                publicKey,
                Optional.of(gatekeeper(worker)),
                worker.cluster().isPresent() ? 1 : 0,
                worker.cluster().map(ClusterView::contractCount).orElse(0),
                0,
                worker.genesisBlock());
    }

    private static GatekeeperStatus gatekeeper(Snapshot worker) {
        return new GatekeeperStatus(
                worker.gatekeeper().role(),
                worker.gatekeeper()
                        .masterPublicKey()
                        .map(Sr25519Public::toBytes)
                        .map(InfoApi::bare)
                        .orElse(""));
    }

    private static MemoryUsage memory() {
        Runtime runtime = Runtime.getRuntime();
        long used = runtime.totalMemory() - runtime.freeMemory();
        return new MemoryUsage(used, runtime.totalMemory(), runtime.totalMemory(), runtime.freeMemory(), 0);
    }

    private static String bare(Bytes bytes) {
        return bytes.toHex().substring(2);
    }

    Clusters.GetClusterInfoResponse cluster() {
        return new Clusters.GetClusterInfoResponse(phactory.snapshot()
                .flatMap(Snapshot::cluster)
                .map(view -> new Clusters.ClusterInfo(
                        view.id().toHex(),
                        view.cluster().runtime().toString(),
                        view.cluster().root().toHex(),
                        view.cluster().systemContract().map(InfoApi::prefixed),
                        view.logHandler().map(InfoApi::prefixed),
                        view.contractCount(),
                        view.jsRuntime().map(H256::toHex))));
    }

    private static String prefixed(AccountId account) {
        return account.toBytes().toHex();
    }

    Contracts.GetContractInfoResponse contracts(Contracts.GetContractInfoRequest request) throws PrpcException {
        Optional<Snapshot> worker = phactory.snapshot();
        if (worker.isEmpty()) {
            return new Contracts.GetContractInfoResponse(List.of());
        }
        ClusterView view = worker.get().cluster().orElseThrow(() -> PrpcException.application("No cluster found"));
        List<AccountId> wanted = request.contracts().isEmpty()
                ? view.contractIds()
                : request.contracts().stream()
                        .flatMap(text -> accountOf(text).stream())
                        .toList();
        return new Contracts.GetContractInfoResponse(
                wanted.stream().flatMap(id -> contract(view, id).stream()).toList());
    }

    private Optional<Contracts.ContractInfo> contract(ClusterView view, AccountId id) {
        Optional<ContractEntry> entry = view.contract(id);
        return entry.map(known -> new Contracts.ContractInfo(
                prefixed(id),
                view.cluster().codeHash(id).map(H256::toHex).orElse(""),
                known.weight(),
                phactory.sidevms().info(new H256(id.value())).map(InfoApi::sidevm)));
    }

    private static Contracts.SidevmInfo sidevm(SidevmInfo info) {
        return new Contracts.SidevmInfo(
                info.state(),
                info.codeHash().toHex(),
                info.startTime(),
                info.stopReason(),
                info.config().maxMemoryPages(),
                info.config().vitalCapacity(),
                info.config().deadline(),
                info.config().maxCodeSize());
    }

    /// An id in hex, with or without `0x`.
    static Optional<AccountId> accountOf(String text) {
        String digits = text.startsWith("0x") ? text.substring(2) : text;
        return digits.matches("[0-9a-fA-F]{64}")
                ? Optional.of(new AccountId(Bytes32.fromHex("0x" + digits)))
                : Optional.empty();
    }

    Statistics.StatisticsResponse statistics(Statistics.StatisticsReqeust request) {
        java.util.Map<String, Statistics.QueryCounters> byContract = new java.util.TreeMap<>();
        List<AccountId> wanted = request.all()
                ? phactory.snapshot()
                        .flatMap(Snapshot::cluster)
                        .map(ClusterView::contractIds)
                        .orElse(List.of())
                : request.contracts().stream()
                        .flatMap(text -> accountOf(text).stream())
                        .toList();
        java.util.Map<String, Statistics.HttpCounters> httpByContract = new java.util.TreeMap<>();
        for (AccountId id : wanted) {
            egress.of(id).ifPresent(counters -> httpByContract.put(prefixed(id), counters));
            queries.statistics().of(id).ifPresent(counters -> byContract.put(prefixed(id), counters));
        }
        return new Statistics.StatisticsResponse(
                (System.nanoTime() - started) / 1_000_000_000,
                config.cores(),
                Optional.of(new Statistics.QueryStats(
                        Optional.of(queries.statistics().global()), byContract)),
                Optional.of(new Statistics.HttpEgressStats(Optional.of(egress.global()), httpByContract)));
    }
}
