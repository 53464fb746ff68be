package network.phala.devnet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import network.phala.client.chain.ChainClient;
import network.phala.client.contract.ContractFile;
import network.phala.client.worker.PrpcClient;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.Hex;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Clusters;
import network.phala.prpc.message.Empty;
import network.phala.prpc.message.Endpoints;
import network.phala.prpc.message.PhactoryInfo;
import org.jspecify.annotations.Nullable;

/// A whole network on loopback: one node, and for each worker a pruntime and its relayer, as processes.
///
/// Workers have injected development identities (seeds 1, 2, …) and simulated attestation: nothing here is
/// confidential. One thread starts and closes it.
public final class Devnet implements AutoCloseable {
    /// Generous, as machines may be slow and busy: a program that ended is noticed at once all the same.
    static final Duration LIMIT = Duration.ofMinutes(3);

    private final DevnetConfig config;
    private final Launcher launcher;
    private final List<Program> programs = new ArrayList<>();
    private @Nullable ChainClient chain;

    private volatile boolean keepFiles;
    private volatile boolean serving;
    private volatile boolean stopping;

    private Devnet(DevnetConfig config, Launcher launcher) {
        this.config = config;
        this.launcher = launcher;
    }

    /// Starts everything and waits until it answers.
    ///
    /// @throws StepFailedException when a step fails; everything started so far has been stopped then
    public static Started start(DevnetConfig config, Steps steps) throws StepFailedException {
        return start(config, new ProcessLauncher(config), steps);
    }

    /// The same with another way of starting programs.
    public static Started start(DevnetConfig config, Launcher launcher, Steps steps) throws StepFailedException {
        Devnet devnet = new Devnet(config, launcher);
        Runtime.getRuntime().addShutdownHook(new Thread(devnet::stopBySignal, "stop"));
        try {
            return new Started(devnet, devnet.bringUp(steps));
        } catch (StepFailedException | RuntimeException e) {
            if (!devnet.programs().isEmpty()) {
                devnet.keepFiles();
            }
            devnet.close();
            throw e;
        }
    }

    /// The processes, and how to reach them.
    public record Started(Devnet devnet, Network network) {}

    public ChainClient chain() {
        if (chain == null) {
            throw new IllegalStateException("The network has not been started");
        }
        return chain;
    }

    /// How a program is started.
    @FunctionalInterface
    private interface Start {
        Program start() throws IOException;
    }

    /// No program starts once the network is stopping: nobody would end it.
    private synchronized void launch(Start start) throws IOException, StepFailedException {
        if (stopping) {
            throw new StepFailedException("the network is being stopped");
        }
        programs.add(start.start());
    }

    private synchronized List<Program> programs() {
        return List.copyOf(programs);
    }

    /// The process called `name`: `node`, `pruntime-0`, `pherry-0`, …
    public ProgramProcess program(String name) {
        for (Program program : programs()) {
            if (program.name().equals(name) && program instanceof ProgramProcess process) {
                return process;
            }
        }
        throw new IllegalArgumentException("No process " + name);
    }

    /// Connects to the node again after it was restarted.
    public void reconnect(Network network) throws IOException, StepFailedException {
        chain().close();
        chain = connect(network.nodeUrl());
    }

    /// @throws StepFailedException when a program has ended by itself
    public void ensureAlive() throws StepFailedException {
        for (Program program : programs()) {
            if (!stopping) {
                program.ensureAlive();
            }
        }
    }

    private Network bringUp(Steps steps) throws StepFailedException {
        int nodePort = Ports.choose(config.nodePort(), "--node-port");
        int[] workerPorts = new int[config.workers()];
        for (int i = 0; i < workerPorts.length; i++) {
            workerPorts[i] = Ports.choose(config.workerPort() == 0 ? 0 : config.workerPort() + i, "--worker-port");
        }
        String nodeUrl = "ws://127.0.0.1:" + nodePort;
        steps.run("phala-node and " + workerPorts.length + " pruntime started", () -> {
            launch(() -> launcher.node(config.basePath().resolve("node"), nodePort, config.blockMillis()));
            for (int i = 0; i < workerPorts.length; i++) {
                int index = i;
                launch(() -> launcher.worker(index, config.basePath().resolve("worker-" + index), workerPorts[index]));
            }
            ChainClient connected = connect(nodeUrl);
            chain = connected;
            for (int port : workerPorts) {
                awaitWorker(port);
            }
        });
        ClusterSetup setup = new ClusterSetup(chain(), this);
        steps.run(
                "chain makes and finalizes blocks",
                () -> Steps.await(
                        "finalization of block 1",
                        LIMIT,
                        () -> Optional.of(
                                        chain().header(chain().finalizedHead()).numberUnsigned())
                                .filter(n -> n > 0)));
        steps.run("relayers started and paid for", () -> {
            setup.fundRelayers(IntStream.range(0, workerPorts.length)
                    .mapToObj(i -> DevAccounts.account(relayerUri(i)))
                    .toList());
            for (int i = 0; i < workerPorts.length; i++) {
                startRelayer(i, nodeUrl, workerPorts[i]);
            }
        });
        List<Network.Worker> workers = steps.step(
                "workers have their identity (SIMULATED attestation: development only)", () -> identities(workerPorts));
        List<H256> keys = workers.stream().map(Network.Worker::publicKey).toList();
        return setUpCluster(steps, setup, nodePort, workers, keys);
    }

    private Network setUpCluster(
            Steps steps, ClusterSetup setup, int nodePort, List<Network.Worker> workers, List<H256> keys)
            throws StepFailedException {
        ContractFile system =
                steps.step("system contract read from the repository", () -> ContractFile.read(artifact("system")));
        steps.run("workers registered on the chain through their relayers", () -> {
            setup.setSystemCode(system);
            for (H256 key : keys) {
                setup.awaitRegistered(key);
            }
        });
        steps.run("first gatekeeper has made the master key", () -> setup.registerGatekeeper(keys.getFirst()));
        List<Network.Worker> members = workers.subList(0, workers.size() - config.spareWorkers());
        H256 cluster = steps.step(
                "cluster has its key",
                () -> setup.addCluster(
                        members.stream().map(Network.Worker::publicKey).toList()));
        H256 contract = steps.step("system contract runs on every worker", () -> {
            H256 runs = setup.awaitSystemContract(cluster);
            for (Network.Worker worker : members) {
                awaitCluster(worker.url());
            }
            return runs;
        });
        steps.run(
                "log server runs",
                () -> new LogServerSetup(this, config.root(), cluster, contract, "//Alice").run(members));
        steps.run("endpoints published on the chain", () -> {
            for (H256 key : keys) {
                setup.awaitEndpoint(key);
            }
        });
        return new Network("ws://127.0.0.1:" + nodePort, "http://127.0.0.1:" + nodePort, workers, cluster, contract);
    }

    public Path artifact(String name) {
        return config.root().resolve("examples/contracts/artifacts").resolve(name + ".contract");
    }

    private void startRelayer(int index, String nodeUrl, int workerPort) throws IOException, StepFailedException {
        byte[] seed = new byte[32];
        seed[31] = (byte) (index + 1);
        launch(() -> launcher.relayer(
                index,
                new Launcher.Relay(nodeUrl, "http://127.0.0.1:" + workerPort, relayerUri(index), Hex.plain(seed))));
    }

    private static String relayerUri(int index) {
        return "//Pherry/" + index;
    }

    private ChainClient connect(String url) throws IOException, StepFailedException {
        return Steps.await("an answer of the node at " + url, LIMIT, () -> {
            ensureAlive();
            try {
                return Optional.of(ChainClient.connect(url));
            } catch (IOException e) {
                return Optional.empty();
            }
        });
    }

    private void awaitWorker(int port) throws IOException, StepFailedException {
        try (PrpcClient worker = new PrpcClient("http://127.0.0.1:" + port)) {
            Steps.await("an answer of the pruntime at port " + port, LIMIT, () -> {
                ensureAlive();
                try {
                    return Optional.of(worker.info());
                } catch (IOException e) {
                    return Optional.empty();
                }
            });
        }
    }

    /// The chain has the contract's key from the first worker that ran it; others may still be on the way.
    private void awaitCluster(String url) throws IOException, StepFailedException {
        try (PrpcClient worker = new PrpcClient(url)) {
            Steps.await("the cluster on the worker at " + url, LIMIT, () -> {
                ensureAlive();
                return worker.call(PrpcMethod.GET_CLUSTER_INFO, new Empty())
                        .info()
                        .flatMap(Clusters.ClusterInfo::systemContract);
            });
        }
    }

    /// Waits until each worker is initialised, and tells it the address under which clients reach it.
    private List<Network.Worker> identities(int[] ports) throws IOException, StepFailedException {
        List<Network.Worker> workers = new ArrayList<>();
        for (int port : ports) {
            String url = "http://127.0.0.1:" + port;
            try (PrpcClient worker = new PrpcClient(url)) {
                PhactoryInfo info = Steps.await("the initialisation of the worker at " + url, LIMIT, () -> {
                    ensureAlive();
                    return Optional.of(worker.info()).filter(PhactoryInfo::initialized);
                });
                if (worker.call(PrpcMethod.GET_ENDPOINT_INFO, new Empty())
                        .encodedEndpointPayload()
                        .isEmpty()) {
                    worker.call(PrpcMethod.ADD_ENDPOINT, new Endpoints.AddEndpointRequest(Bytes.of((byte) 1), url));
                }
                String key = info.publicKey()
                        .orElseThrow(() -> new StepFailedException("the worker at " + url + " has no public key"));
                workers.add(new Network.Worker(url, H256.fromHex(key)));
            }
        }
        return List.copyOf(workers);
    }

    /// Relayers first, the node last, so that nobody complains about a lost neighbour.
    private synchronized void stopPrograms() {
        stopping = true;
        List<Program> reversed = programs().reversed();
        reversed.forEach(Program::terminate);
        reversed.forEach(Program::close);
        if (config.temporary() && !keepFiles) {
            deleteFiles();
        }
    }

    /// From now on being told to end is what is expected, and no failure.
    public void serve() {
        serving = true;
    }

    /// On Ctrl-C and SIGTERM; and at every other end, when there is nothing left to do.
    private void stopBySignal() {
        boolean told = !stopping;
        stopPrograms();
        if (told && serving) {
            Runtime.getRuntime().halt(0);
        }
    }

    /// Leaves data and logs where they are, for somebody to read why something failed. Being stopped is no failure.
    public synchronized void keepFiles() {
        keepFiles = !stopping;
    }

    private void deleteFiles() {
        try (Stream<Path> files = Files.walk(config.basePath())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            // Stopped twice, by close and by the shutdown hook: the second has nothing to do.
        } catch (IOException | UncheckedIOException e) {
            System.err.println("Could not delete " + config.basePath() + ": " + e.getMessage());
        }
    }

    @Override
    public void close() {
        if (chain != null) {
            chain.close();
        }
        stopPrograms();
    }

    /// The key under which a worker receives queries.
    public static Sr25519.PublicKey queryKey(Network.Worker worker) {
        return new Sr25519.PublicKey(worker.publicKey().value());
    }
}
