package network.phala.e2e.contracts;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import network.phala.client.worker.PrpcClient;
import network.phala.crypto.Sr25519;
import network.phala.devnet.Orphans;
import network.phala.e2e.ClusterJoin;
import network.phala.primitives.Bytes;
import network.phala.primitives.Sr25519Public;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Empty;
import network.phala.prpc.message.PhactoryInfo;
import network.phala.prpc.message.Registration;
import network.phala.prpc.message.Sync;
import network.phala.pruntime.SyntheticChain;
import network.phala.types.sync.BlockHeaderWithChanges;
import network.phala.types.sync.GenesisBlockInfo;
import network.phala.types.sync.HeaderToSync;
import network.phala.types.sync.KeyValue;

/// A pRuntime in a process of its own, with its own flags of the virtual machine, that is fed over prpc as pherry feeds
/// it.
final class WorkerProcess implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("Rocket has launched from http://[^ ]*:([0-9]+)");
    private static final int LIMIT_MINUTES = 10;

    private final String name;
    private final Bytes seed;
    private final List<String> flags;
    private final Path folder;
    private Process process;
    private PrpcClient client;

    /// @param number makes its key
    /// @param flags of its virtual machine
    WorkerProcess(String name, int number, Path folder, List<String> flags) throws IOException, InterruptedException {
        this.name = name;
        this.folder = folder;
        this.flags = flags;
        this.seed = seed(number);
        Files.createDirectories(folder);
        process = launch();
        client = connect();
    }

    @Override
    public String toString() {
        return name;
    }

    Path data() {
        return folder.resolve("data");
    }

    /// The key that queries are sealed for, and with which the cluster's key comes.
    Sr25519.PublicKey key() {
        return key(seed);
    }

    private static Sr25519.PublicKey key(Bytes seed) {
        try (Sr25519.Pair pair = Sr25519.Pair.fromSeed(seed.toArray())) {
            return pair.publicKey();
        }
    }

    private static Bytes seed(int number) {
        byte[] key = new byte[32];
        key[31] = (byte) number;
        return Bytes.wrap(key);
    }

    /// The identity of the worker with this number.
    static Sr25519Public identity(int number) {
        return new Sr25519Public(key(seed(number)).value());
    }

    PrpcClient client() {
        return client;
    }

    /// With exactly the jars that the enclave program loads.
    private Process launch() throws IOException {
        Path module = Artifacts.folder().resolve("../../../tee/pruntime/target").normalize();
        String jars = Files.readString(module.resolve("trusted.classpath")).strip();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx768m", "-Xss4m"));
        command.addAll(flags);
        command.addAll(List.of("-cp", module.resolve("classes") + File.pathSeparator + jars));
        command.addAll(List.of("network.phala.pruntime.PruntimeMain", "--address", "127.0.0.1", "--port", "0"));
        command.addAll(List.of("--cores", "0", "--query-timeout", "600", "--checkpoint-interval", "1000000"));
        command.addAll(List.of("--data-dir", data().toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("RUST_LOG", "error");
        Process started = builder.start();
        Orphans.watch(started);
        return started;
    }

    private PrpcClient connect() throws IOException, InterruptedException {
        CompletableFuture<Integer> port = new CompletableFuture<>();
        Process started = process;
        Thread.ofPlatform().daemon().name("log-" + name).start(() -> keepLog(started, port));
        try {
            return new PrpcClient("http://127.0.0.1:" + port.get(LIMIT_MINUTES, TimeUnit.MINUTES));
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(name + " did not start; its log: " + Files.readString(log()), e);
        }
    }

    private Path log() {
        return folder.resolve("log");
    }

    private void keepLog(Process started, CompletableFuture<Integer> port) {
        try (BufferedReader lines =
                        new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
                BufferedWriter log = Files.newBufferedWriter(
                        log(), java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher ready = READY.matcher(line);
                if (ready.find()) {
                    port.complete(Integer.parseInt(ready.group(1)));
                }
                log.write(line);
                log.newLine();
                log.flush();
            }
            port.completeExceptionally(new IOException("it ended"));
        } catch (IOException e) {
            port.completeExceptionally(new UncheckedIOException(e));
        }
    }

    void init(GenesisBlockInfo info, List<KeyValue> state) throws IOException {
        client.call(
                PrpcMethod.INIT_RUNTIME,
                new Registration.InitRuntimeRequest(
                        false,
                        GenesisBlockInfo.codec().encode(info),
                        Optional.of(seed),
                        KeyValue.listCodec().encode(state),
                        Optional.empty(),
                        false,
                        Optional.empty()));
    }

    /// The last block that it has executed.
    int height() throws IOException {
        return client.info().blocknum() - 1;
    }

    /// Brings it up to `count` blocks, never beyond `last`; gives its height then.
    int feed(SyntheticChain chain, int count, int last) throws IOException {
        PhactoryInfo info = client.info();
        if (info.headernum() <= chain.height()) {
            List<HeaderToSync> headers = chain.headersFrom(Math.max(1, info.headernum()));
            client.call(
                    PrpcMethod.SYNC_HEADER,
                    new Sync.HeadersToSync(HeaderToSync.listCodec().encode(headers), Optional.empty()));
        }
        int first = info.blocknum();
        int end = Math.min(last, first + count - 1);
        if (end < first) {
            return first - 1;
        }
        List<BlockHeaderWithChanges> blocks = chain.blocksFrom(first).subList(0, end - first + 1);
        return client.call(
                        PrpcMethod.DISPATCH_BLOCKS,
                        new Sync.Blocks(BlockHeaderWithChanges.listCodec().encode(blocks)))
                .syncedTo();
    }

    /// Takes over the cluster's state from a member that has executed `block`, as an operator does it by
    /// hand; this worker must be one block behind.
    void join(WorkerProcess member, int block) throws IOException, InterruptedException {
        int written = ClusterJoin.join(client, data(), member.client());
        if (written != block) {
            throw new IOException("The state is of block " + written + "; expected " + block);
        }
    }

    void takeCheckpoint() throws IOException {
        client.call(PrpcMethod.TAKE_CHECKPOINT, Empty.INSTANCE);
    }

    /// Ends as an operator ends it, and starts again from the checkpoint that it took at its end.
    void restart() throws IOException, InterruptedException {
        process.destroy();
        again();
    }

    /// Ends as by a power cut, and starts again from the newest checkpoint it had.
    void killAndStart() throws IOException, InterruptedException {
        process.destroyForcibly();
        again();
    }

    private void again() throws IOException, InterruptedException {
        client.close();
        if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
            throw new IOException(name + " does not end");
        }
        process = launch();
        client = connect();
    }

    @Override
    public void close() {
        client.close();
        process.destroyForcibly();
        try {
            process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
