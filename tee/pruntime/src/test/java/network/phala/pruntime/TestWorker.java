package network.phala.pruntime;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.prpc.ProtoCodec;
import network.phala.prpc.PrpcException;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Empty;
import network.phala.prpc.message.Network;
import network.phala.prpc.message.PhactoryInfo;
import network.phala.prpc.message.Registration;
import network.phala.prpc.message.Sync;
import network.phala.pruntime.system.ProcessExit;
import network.phala.types.sync.BlockHeaderWithChanges;
import network.phala.types.sync.GenesisBlockInfo;
import network.phala.types.sync.HeaderToSync;
import network.phala.types.sync.KeyValue;

/// A pRuntime on a free port, and calls to it over HTTP.
///
/// @param here the worker itself, where it is in this process
record TestWorker(String url, HttpClient http, Optional<Pruntime> here) implements AutoCloseable {
    static final int IDENTITY = 0x77;

    static TestWorker start(Path data) throws IOException {
        return start(config(data));
    }

    static TestWorker start(PruntimeConfig config) throws IOException {
        return of(Pruntime.start(config));
    }

    private static TestWorker of(Pruntime started) {
        return new TestWorker(started.url(), HttpClient.newHttpClient(), Optional.of(started));
    }

    /// One of another process.
    static TestWorker at(String url) {
        return new TestWorker(url, HttpClient.newHttpClient(), Optional.empty());
    }

    Pruntime pruntime() {
        return here.orElseThrow();
    }

    int port() {
        return URI.create(url).getPort();
    }

    /// With what happens when it must end.
    static TestWorker start(Path data, ProcessExit exit) throws IOException {
        return of(Pruntime.start(config(data), exit));
    }

    static PruntimeConfig config(Path data) {
        return PruntimeConfig.loopback(0, data)
                .withQueryTimeout(Duration.ofMinutes(5))
                .withCheckpoints(new PruntimeConfig.CheckpointPolicy(true, Duration.ofDays(1), 5, false));
    }

    /// A seed whose last byte is the number.
    static Bytes seed(int number) {
        byte[] seed = new byte[32];
        seed[31] = (byte) number;
        return Bytes.wrap(seed);
    }

    <Q extends Record, A extends Record> A call(PrpcMethod<Q, A> method, Q request) throws Exception {
        HttpResponse<byte[]> answer = post(method.path(), method.request().encode(request), "application/octet-stream");
        Bytes body = Bytes.wrap(answer.body());
        if (answer.statusCode() == 200) {
            return method.response().decode(body);
        }
        throw new PrpcException(
                answer.statusCode(),
                ProtoCodec.of(Network.PrpcError.class).decode(body).message());
    }

    HttpResponse<byte[]> post(String path, Bytes body, String type) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(url + path))
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body.toArray()))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    HttpResponse<String> get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(url + path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    PhactoryInfo info() throws Exception {
        return call(PrpcMethod.GET_INFO, Empty.INSTANCE);
    }

    Registration.InitRuntimeResponse init(GenesisBlockInfo info, List<KeyValue> state, Bytes debugKey)
            throws Exception {
        return call(
                PrpcMethod.INIT_RUNTIME,
                new Registration.InitRuntimeRequest(
                        false,
                        GenesisBlockInfo.codec().encode(info),
                        Optional.of(debugKey),
                        KeyValue.listCodec().encode(state),
                        Optional.empty(),
                        false,
                        Optional.empty()));
    }

    int syncHeaders(List<HeaderToSync> headers) throws Exception {
        return call(
                        PrpcMethod.SYNC_HEADER,
                        new Sync.HeadersToSync(HeaderToSync.listCodec().encode(headers), Optional.empty()))
                .syncedTo();
    }

    int dispatch(List<BlockHeaderWithChanges> blocks) throws Exception {
        return call(
                        PrpcMethod.DISPATCH_BLOCKS,
                        new Sync.Blocks(BlockHeaderWithChanges.listCodec().encode(blocks)))
                .syncedTo();
    }

    @Override
    public void close() {
        here.ifPresent(Pruntime::close);
        http.close();
    }
}
