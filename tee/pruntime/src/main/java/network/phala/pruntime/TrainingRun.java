package network.phala.pruntime;

import java.io.IOException;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import network.phala.primitives.Bytes;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Empty;
import network.phala.prpc.message.Registration;
import network.phala.prpc.message.Sync;
import network.phala.types.sync.BlockHeaderWithChanges;
import network.phala.types.sync.HeaderToSync;

/// What a worker does at its start, on a chain of a few empty blocks made here, and then queries: the run from which
/// the JDK's ahead-of-time cache learns which classes to have ready, and what to compile first.
final class TrainingRun {
    private static final int BLOCKS = 50;

    private TrainingRun() {}

    static void run() throws IOException {
        Path data = Files.createTempDirectory("pruntime-train");
        PruntimeConfig config = PruntimeConfig.loopback(0, data);
        try (Pruntime pruntime = Pruntime.start(config)) {
            exercise(pruntime.url());
            pruntime.train();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void exercise(String url) throws IOException {
        SampleChain chain = new SampleChain(BLOCKS);
        post(url, PrpcMethod.GET_INFO, Empty.INSTANCE);
        post(url, PrpcMethod.INIT_RUNTIME, chain.initRequest(Optional.of(Bytes.wrap(new byte[32]))));
        Bytes headers = HeaderToSync.listCodec().encode(chain.headers(0, BLOCKS));
        post(url, PrpcMethod.SYNC_HEADER, new Sync.HeadersToSync(headers, Optional.empty()));
        for (int number = 1; number <= BLOCKS; number++) {
            Bytes block = BlockHeaderWithChanges.listCodec().encode(chain.blocks(number, number));
            post(url, PrpcMethod.DISPATCH_BLOCKS, new Sync.Blocks(block));
        }
        post(url, PrpcMethod.GET_RUNTIME_INFO, new Registration.GetRuntimeInfoRequest(true, Optional.empty()));
        post(url, PrpcMethod.GET_EGRESS_MESSAGES, Empty.INSTANCE);
        post(url, PrpcMethod.GET_CLUSTER_INFO, Empty.INSTANCE);
        read(URI.create(url + "/info").toURL().openConnection());
        read(URI.create(url + PrpcMethod.GET_INFO.path()).toURL().openConnection());
    }

    private static <Q extends Record> void post(String url, PrpcMethod<Q, ?> method, Q request) throws IOException {
        URLConnection connection = URI.create(url + method.path()).toURL().openConnection();
        connection.setDoOutput(true);
        connection.getOutputStream().write(method.request().encode(request).toArray());
        read(connection);
    }

    private static void read(URLConnection connection) throws IOException {
        try (var in = connection.getInputStream()) {
            in.readAllBytes();
        }
    }
}
