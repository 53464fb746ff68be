package network.phala.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import network.phala.client.worker.PrpcClient;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Empty;

/// What an operator does so that a worker takes over a cluster that lives.
public final class ClusterJoin {
    private ClusterJoin() {}

    /// Has the member write its state for the newcomer, carries the file over, and has it loaded. The newcomer gets no
    /// blocks meanwhile, and the member has executed all that the newcomer has.
    ///
    /// @param data the newcomer's data folder
    /// @return the block after which the newcomer is a member
    public static int join(PrpcClient newcomer, Path data, PrpcClient member) throws IOException, InterruptedException {
        var request = newcomer.call(PrpcMethod.GENERATE_CLUSTER_STATE_REQUEST, Empty.INSTANCE);
        var written = member.call(PrpcMethod.SAVE_CLUSTER_STATE, request);
        URI file = URI.create(member.url() + "/download/" + written.filename());
        Path here = data.resolve("storage_files").resolve(written.filename());
        try (HttpClient http = HttpClient.newHttpClient()) {
            int status = http.send(HttpRequest.newBuilder(file).build(), HttpResponse.BodyHandlers.ofFile(here))
                    .statusCode();
            if (status != 200) {
                throw new IOException(file + " answers " + status);
            }
        }
        newcomer.call(PrpcMethod.LOAD_CLUSTER_STATE, written);
        return written.blockNumber();
    }
}
