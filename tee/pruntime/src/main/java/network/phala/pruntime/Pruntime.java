package network.phala.pruntime;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import network.phala.pink.contracts.ContractModules;
import network.phala.prpc.PrpcException;
import network.phala.pruntime.api.PhactoryApi;
import network.phala.pruntime.cluster.IdleCode;
import network.phala.pruntime.cluster.ProgramQueries;
import network.phala.pruntime.cluster.QueryService;
import network.phala.pruntime.cluster.QueryTraining;
import network.phala.pruntime.http.HttpApi;
import network.phala.pruntime.http.PrpcService;
import network.phala.pruntime.outside.WorkerOutside;
import network.phala.pruntime.seal.FolderLock;
import network.phala.pruntime.seal.SealedFiles;
import network.phala.pruntime.system.Benchmark;
import network.phala.pruntime.system.Phactory;
import network.phala.pruntime.system.ProcessExit;
import network.phala.pruntime.system.Snapshot;
import network.phala.pruntime.system.Writer;
import network.phala.scale.DecodeException;
import network.phala.sidevm.Sidevms;

/// A running pRuntime: the worker with its HTTP ports. Any number may run in one virtual machine.
public final class Pruntime implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Pruntime.class.getName());

    /// Those who run programs kill what has not ended ten seconds after it was told to.
    private static final Duration BLOCK_GRACE = Duration.ofSeconds(5);

    private final HttpApi http;
    private final Optional<HttpApi> publicHttp;
    private final PhactoryApi api;
    private final Phactory phactory;
    private final QueryService queries;
    private final List<AutoCloseable> parts;

    private Pruntime(
            HttpApi http,
            Optional<HttpApi> publicHttp,
            PhactoryApi api,
            Phactory phactory,
            QueryService queries,
            List<AutoCloseable> parts) {
        this.http = http;
        this.publicHttp = publicHttp;
        this.api = api;
        this.phactory = phactory;
        this.queries = queries;
        this.parts = parts;
    }

    /// Answers queries to a contract made for this, for the run that fills the JDK's ahead-of-time cache.
    void train() throws InterruptedException {
        Snapshot worker = phactory.snapshot().orElseThrow();
        Thread.ofVirtual()
                .start(() -> QueryTraining.run(queries, phactory.modules(), worker))
                .join();
    }

    /// The compiled contracts that it holds.
    ContractModules modules() {
        return phactory.modules();
    }

    QueryService queries() {
        return queries;
    }

    /// Starts one that, when it must end, only stops its work.
    public static Pruntime start(PruntimeConfig config) throws IOException {
        return start(config, (_, _) -> {});
    }

    /// Restores the newest checkpoint, binds the ports and serves.
    ///
    /// @param exit what happens when the worker must end
    /// @throws IOException when a port or the data directory cannot be used, or a checkpoint is damaged
    public static Pruntime start(PruntimeConfig config, ProcessExit exit) throws IOException {
        SealedFiles files = new SealedFiles(config.dataDirectory());
        FolderLock folder = files.lock();
        try {
            return start(config, exit, files, folder);
        } catch (IOException | RuntimeException | Error e) {
            folder.close();
            throw e;
        }
    }

    private static Pruntime start(PruntimeConfig config, ProcessExit exit, SealedFiles files, FolderLock folder)
            throws IOException {
        Benchmark benchmark = new Benchmark(config.cores());
        Writer writer = new Writer();
        Phactory phactory = new Phactory(config, files, benchmark, exit);
        if (config.checkpoints().enabled()) {
            phactory.restore();
        }
        HeapParts heap = HeapParts.here();
        WorkerOutside outside = new WorkerOutside(phactory.dialer(), heap.scripts(QueryService.places(config.cores())));
        QueryService queries = new QueryService(
                config.cores(),
                phactory.modules(),
                phactory.cache(),
                new QueryService.Reach(outside, config.queryTimeout(), heap),
                phactory.sidevms(),
                phactory.outcomes(),
                events -> {
                    try {
                        writer.run(() -> {
                            phactory.applyQueryEffects(events);
                            return events.size();
                        });
                    } catch (PrpcException | DecodeException e) {
                        LOG.log(Level.WARNING, "Effects of a query dropped: {0}", e.getMessage());
                    }
                });
        phactory.relieveBy(() -> {
            phactory.modules().dropAll();
            return queries.keepOut();
        });
        phactory.answerPrograms(new ProgramQueries(queries, phactory::snapshot));
        List<AutoCloseable> parts = new ArrayList<>(List.of(
                phactory.sidevms(),
                queries,
                outside,
                writer,
                benchmark,
                phactory.checkpointWriter(),
                phactory.codeFiles(),
                new IdleCode(phactory.modules(), config.codeIdle()),
                folder));
        PhactoryApi api = new PhactoryApi(phactory, writer, config, queries, outside);
        PrpcService service = api.bind();
        try {
            Optional<HttpApi> publicHttp = Optional.empty();
            if (config.publicPort().isPresent()) {
                publicHttp = Optional.of(HttpApi.start(
                        "0.0.0.0",
                        config.publicPort().getAsInt(),
                        routes(config, files, api, service, phactory.sidevms(), true, exit)));
            }
            HttpApi http = HttpApi.start(
                    config.address(),
                    config.port(),
                    routes(config, files, api, service, phactory.sidevms(), false, exit));
            LOG.log(
                    Level.WARNING,
                    "SIMULATION: no enclave. Keys and checkpoints are plain files to whoever runs this machine; production chains refuse such workers.");
            return new Pruntime(http, publicHttp, api, phactory, queries, parts);
        } catch (IOException e) {
            close(parts);
            throw e;
        }
    }

    private static HttpApi.Routes routes(
            PruntimeConfig config,
            SealedFiles files,
            PhactoryApi api,
            PrpcService service,
            Sidevms sidevms,
            boolean isPublic,
            ProcessExit exit) {
        return new HttpApi.Routes(
                service,
                api,
                isPublic,
                config.allowCors(),
                api::infoText,
                api::signAnswer,
                files.publicFiles(),
                sidevms,
                config.enableKickApi() ? Optional.of(() -> exit.exit(0, "kicked")) : Optional.empty());
    }

    /// The private port.
    public int port() {
        return http.port();
    }

    public OptionalInt publicPort() {
        return publicHttp.isPresent() ? OptionalInt.of(publicHttp.get().port()) : OptionalInt.empty();
    }

    /// `http://127.0.0.1:port`.
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /// Ends in good order: a last checkpoint, so that the next start need not follow the chain again. A block
    /// that is being worked on gets some time to be finished; if that is not enough, it is left, and the last
    /// checkpoint before it counts.
    public void saveAndClose() {
        Thread saving = Thread.ofVirtual().start(api::saveAtEnd);
        try {
            if (!saving.join(BLOCK_GRACE)) {
                phactory.abandonBlock();
                saving.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    @Override
    public void close() {
        phactory.abandonBlock();
        http.close();
        publicHttp.ifPresent(HttpApi::close);
        close(parts);
    }

    private static void close(List<AutoCloseable> parts) {
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                LOG.log(Level.WARNING, "Closing failed", e);
            }
        }
    }
}
