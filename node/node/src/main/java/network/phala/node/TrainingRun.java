package network.phala.node;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import network.phala.chain.BlockRef;
import network.phala.chain.ChainListener;
import network.phala.chain.SoloEngine.Sealing;
import network.phala.chain.StateAt;
import org.jspecify.annotations.Nullable;

/// A short life of a node, so that the JDK can note which classes a start needs (AOT cache).
final class TrainingRun {
    private static final int BLOCKS = 3;
    private static final long BLOCK_MILLIS = 100;
    private static final long WAIT_SECONDS = 20;
    private static final List<String> CALLS = List.of(
            "rpc_methods",
            "system_health",
            "system_properties",
            "state_getMetadata",
            "state_getRuntimeVersion",
            "chain_getHeader",
            "chain_getBlock",
            "chain_getFinalizedHead");

    private TrainingRun() {}

    static int run() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("phala-node-train-");
        CountDownLatch blocks = new CountDownLatch(BLOCKS);
        try (Node node =
                Node.start(NodeConfig.dev(BLOCK_MILLIS, Sealing.INTERVAL).withBasePath(folder))) {
            node.chain().listen(new ChainListener() {
                @Override
                public void onBest(StateAt block) {
                    blocks.countDown();
                }

                @Override
                public void onFinalized(BlockRef block) {}
            });
            boolean made = blocks.await(WAIT_SECONDS, TimeUnit.SECONDS);
            callAll(node);
            return made ? 0 : 1;
        } finally {
            NodeMain.remove(folder);
        }
    }

    private static void callAll(Node node) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (String method : CALLS) {
                HttpRequest request = HttpRequest.newBuilder(URI.create(node.httpUrl()))
                        .POST(HttpRequest.BodyPublishers.ofString(request(method)))
                        .build();
                http.send(request, HttpResponse.BodyHandlers.ofString());
            }
            CountDownLatch pushed = new CountDownLatch(2);
            WebSocket socket = http.newWebSocketBuilder()
                    .buildAsync(URI.create(node.wsUrl()), new WebSocket.Listener() {
                        @Override
                        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                            pushed.countDown();
                            from.request(1);
                            return null;
                        }
                    })
                    .join();
            socket.sendText(request("chain_subscribeNewHeads"), true).join();
            pushed.await(WAIT_SECONDS, TimeUnit.SECONDS);
            socket.abort();
        }
    }

    private static String request(String method) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":[]}";
    }
}
