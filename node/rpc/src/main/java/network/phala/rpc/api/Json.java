package network.phala.rpc.api;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import network.phala.block.DigestItem;
import network.phala.block.Header;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.scale.Codec;
import network.phala.scale.Scale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Values in the JSON forms that Substrate gives them.
final class Json {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Codec<DigestItem> DIGEST_ITEM = Scale.of(DigestItem.class);

    private Json() {}

    static ObjectNode object() {
        return NODES.objectNode();
    }

    static ArrayNode array() {
        return NODES.arrayNode();
    }

    static JsonNode nothing() {
        return NODES.nullNode();
    }

    static JsonNode text(String text) {
        return NODES.stringNode(text);
    }

    static JsonNode number(long number) {
        return NODES.numberNode(number);
    }

    static JsonNode unsigned(long number) {
        return number >= 0 ? NODES.numberNode(number) : NODES.numberNode(new BigInteger(Long.toUnsignedString(number)));
    }

    static JsonNode flag(boolean value) {
        return NODES.booleanNode(value);
    }

    static JsonNode hex(Bytes bytes) {
        return NODES.stringNode(bytes.toHex());
    }

    static JsonNode hex(H256 hash) {
        return NODES.stringNode(hash.toHex());
    }

    static JsonNode hexOrNull(Optional<Bytes> bytes) {
        return bytes.isPresent() ? hex(bytes.get()) : nothing();
    }

    /// `0x` and the digits of a number, without leading zeros.
    static String hexNumber(long number) {
        return "0x" + Long.toHexString(number);
    }

    static String hexNumber(U128 number) {
        return "0x" + number.toBigInteger().toString(16);
    }

    static ArrayNode hexList(List<Bytes> list) {
        ArrayNode all = array();
        list.forEach(bytes -> all.add(bytes.toHex()));
        return all;
    }

    /// Bytes as a list of numbers, where Substrate's serde has no hex.
    static ArrayNode numbers(Bytes bytes) {
        ArrayNode all = array();
        for (int i = 0; i < bytes.size(); i++) {
            all.add(bytes.unsigned(i));
        }
        return all;
    }

    static ObjectNode header(Header header) {
        ObjectNode json = object();
        json.put("parentHash", header.parentHash().toHex());
        json.put("number", hexNumber(header.numberUnsigned()));
        json.put("stateRoot", header.stateRoot().toHex());
        json.put("extrinsicsRoot", header.extrinsicsRoot().toHex());
        ArrayNode logs = json.putObject("digest").putArray("logs");
        header.digest().logs().forEach(item -> logs.add(DIGEST_ITEM.encode(item).toHex()));
        return json;
    }
}
