package network.phala.cli.contract;

import java.io.IOException;
import java.util.Optional;
import network.phala.cli.action.CommandFailedException;
import network.phala.cli.action.Question;
import network.phala.client.cluster.ClusterClient;
import network.phala.client.worker.QueryException;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Clusters;
import network.phala.prpc.message.Empty;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The cluster's log server (driver `PinkLogger`): a SideVM that keeps what contracts log, emit and answer.
final class LogServer {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private LogServer() {}

    /// The contract that keeps the logs, if the cluster has one.
    static Optional<String> loggerContract(ClusterClient cluster) throws IOException {
        return cluster.worker()
                .call(PrpcMethod.GET_CLUSTER_INFO, new Empty())
                .info()
                .flatMap(Clusters.ClusterInfo::loggerContract);
    }

    /// Some records, from number `from` on; negative numbers count from the end.
    static JsonNode records(ClusterClient cluster, Optional<H256> contract, long from, int count, Sr25519.Pair asker)
            throws IOException, QueryException, CommandFailedException {
        String logger = loggerContract(cluster)
                .orElseThrow(
                        () -> new CommandFailedException(
                                "This cluster has no log server (driver PinkLogger), so nobody keeps what contracts log. A "
                                        + "worker's own log has it when the worker runs with RUST_LOG=debug: --worker-log FILE reads it"));
        ObjectNode request = JSON.createObjectNode().put("action", "GetLog");
        contract.ifPresent(id -> request.put("contract", id.toHex()));
        request.put("from", from).put("count", count);
        Bytes answer = Question.ask(
                () -> cluster.queries().querySidevm(H256.fromHex(logger), Bytes.ofUtf8(request.toString()), asker));
        try {
            return JSON.readTree(unwrapped(answer).toUtf8());
        } catch (JacksonException e) {
            throw new CommandFailedException("The log server answered no JSON: " + e.getOriginalMessage());
        }
    }

    /// The reply may come bare or as a SCALE `Vec<u8>`.
    private static Bytes unwrapped(Bytes answer) {
        if (!answer.isEmpty() && answer.get(0) == '{') {
            return answer;
        }
        try {
            ScaleReader in = new ScaleReader(answer);
            Bytes inner = in.readVec();
            in.expectEnd();
            return inner;
        } catch (DecodeException e) {
            return answer;
        }
    }
}
