package network.phala.rpc;

import java.io.ByteArrayOutputStream;
import java.util.List;
import network.phala.primitives.Bytes;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// JSON-RPC 2.0 envelopes as bytes.
final class JsonRpc {
    static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final int NESTING_MAX = 64;
    private static final int NUMBER_LENGTH_MAX = 100;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(NESTING_MAX)
                            .maxNumberLength(NUMBER_LENGTH_MAX)
                            .maxStringLength(RpcConfig.REQUEST_BYTES_MAX)
                            .build())
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonRpc() {}

    /// @throws RpcException with code -32700 when the bytes are not one JSON value
    static JsonNode parse(byte[] text) throws RpcException {
        try {
            JsonNode parsed = MAPPER.readTree(text);
            if (parsed != null && !parsed.isMissingNode()) {
                return parsed;
            }
        } catch (JacksonException e) {
            throw new RpcException(RpcException.PARSE_ERROR, "Parse error", e.getOriginalMessage());
        }
        throw new RpcException(RpcException.PARSE_ERROR, "Parse error", "the request is empty");
    }

    static Bytes write(JsonNode node) {
        return Bytes.wrap(MAPPER.writeValueAsBytes(node));
    }

    static Bytes result(@Nullable JsonNode id, JsonNode result) {
        ObjectNode answer = envelope(id);
        answer.set("result", result);
        return write(answer);
    }

    static Bytes error(@Nullable JsonNode id, RpcException refusal) {
        ObjectNode answer = envelope(id);
        ObjectNode error = answer.putObject("error");
        error.put("code", refusal.code());
        error.put("message", refusal.getMessage());
        refusal.data().ifPresent(data -> error.put("data", data));
        return write(answer);
    }

    private static ObjectNode envelope(@Nullable JsonNode id) {
        ObjectNode answer = JSON.objectNode();
        answer.put("jsonrpc", "2.0");
        answer.set("id", id == null ? JSON.nullNode() : id);
        return answer;
    }

    static Bytes notification(String name, String subscriptionId, JsonNode result) {
        ObjectNode notification = JSON.objectNode();
        notification.put("jsonrpc", "2.0");
        notification.put("method", name);
        ObjectNode params = notification.putObject("params");
        params.put("subscription", subscriptionId);
        params.set("result", result);
        return write(notification);
    }

    /// The answers of a batch as one list.
    static Bytes list(List<Bytes> answers) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write('[');
        for (int i = 0; i < answers.size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            answers.get(i).writeTo(out);
        }
        out.write(']');
        return Bytes.wrap(out.toByteArray());
    }
}
