package network.phala.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import network.phala.primitives.Bytes;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Sync;
import network.phala.pruntime.Pruntime;
import network.phala.pruntime.PruntimeConfig;
import network.phala.pruntime.SampleChain;
import network.phala.types.sync.BlockHeaderWithChanges;
import network.phala.types.sync.HeaderToSync;

/// How fast a pRuntime takes the light blocks it has missed, headers and storage, over its real interface.
final class CatchUpBench implements Bench {
    private static final int BLOCKS = 40_000;
    private static final int HEADERS_PER_CALL = 1_000;
    private static final int BLOCKS_PER_CALL = 200;
    private static final double GOAL = 3_000;

    @Override
    public String name() {
        return "catch-up";
    }

    @Override
    public List<Figure> measure() throws Exception {
        SampleChain chain = new SampleChain(BLOCKS);
        Path data = Files.createTempDirectory("phala-bench-");
        PruntimeConfig config = PruntimeConfig.loopback(0, data);
        try (Pruntime pruntime = Pruntime.start(config)) {
            post(pruntime.url(), PrpcMethod.INIT_RUNTIME, chain.initRequest(Optional.of(Bytes.wrap(new byte[32]))));
            run(pruntime.url(), chain, 1, BLOCKS / 2);
            long began = System.nanoTime();
            run(pruntime.url(), chain, BLOCKS / 2 + 1, BLOCKS);
            double rate = (BLOCKS / 2) / ((System.nanoTime() - began) / 1e9);
            return List.of(new Figure(
                    name(), rate / GOAL, 1, String.format(Locale.ROOT, "%.0f blocks/s of 17 changes each", rate)));
        } finally {
            try (Stream<Path> files = Files.walk(data)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void run(String url, SampleChain chain, int first, int last) throws IOException {
        for (int from = first; from <= last; from += HEADERS_PER_CALL) {
            int to = from + HEADERS_PER_CALL - 1;
            Bytes headers = HeaderToSync.listCodec().encode(chain.headers(from == 1 ? 0 : from, to));
            post(url, PrpcMethod.SYNC_HEADER, new Sync.HeadersToSync(headers, Optional.empty()));
            for (int block = from; block <= to; block += BLOCKS_PER_CALL) {
                Bytes blocks =
                        BlockHeaderWithChanges.listCodec().encode(chain.blocks(block, block + BLOCKS_PER_CALL - 1));
                post(url, PrpcMethod.DISPATCH_BLOCKS, new Sync.Blocks(blocks));
            }
        }
    }

    private static <Q extends Record> void post(String url, PrpcMethod<Q, ?> method, Q request) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url + method.path()).toURL().openConnection();
        connection.setDoOutput(true);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(method.request().encode(request).toArray());
        }
        if (connection.getResponseCode() != 200) {
            throw new IOException(method.name() + " answered " + connection.getResponseCode());
        }
        connection.getInputStream().readAllBytes();
    }
}
