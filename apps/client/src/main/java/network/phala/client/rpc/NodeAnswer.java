package network.phala.client.rpc;

import java.io.IOException;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import tools.jackson.databind.JsonNode;

/// Reads what a node has answered. A node may be of another kind than thought, broken or hostile: what is not of the
/// form expected is an [IOException] that names it, as a lost connection is one.
public final class NodeAnswer {
    private static final int SHOWN_CHARACTERS_MAX = 100;

    private NodeAnswer() {}

    /// A hash as `0x` and 64 digits.
    ///
    /// @param what the node was asked for, for the message
    public static H256 hash(String what, JsonNode value) throws IOException {
        Bytes bytes = bytes(what, value);
        if (bytes.size() != 32) {
            throw wrong(what, value, "32 bytes in hexadecimal");
        }
        return H256.of(bytes.toArray());
    }

    /// Bytes as `0x` and digits.
    public static Bytes bytes(String what, JsonNode value) throws IOException {
        if (value.isString() && value.asString().startsWith("0x")) {
            try {
                return Bytes.fromHex(value.asString());
            } catch (IllegalArgumentException e) {
                // Said below.
            }
        }
        throw wrong(what, value, "0x and an even count of hexadecimal digits");
    }

    /// A number from 0 to `most`.
    public static long number(String what, JsonNode value, long most) throws IOException {
        if (value.isIntegralNumber() && value.canConvertToLong() && value.asLong() >= 0 && value.asLong() <= most) {
            return value.asLong();
        }
        throw wrong(what, value, "a number from 0 to " + most);
    }

    /// A number of at most 32 bits as `0x` and digits, as headers have it.
    public static int hexNumber(String what, JsonNode value) throws IOException {
        if (value.isString() && value.asString().matches("0x[0-9a-fA-F]{1,8}")) {
            return Integer.parseUnsignedInt(value.asString().substring(2), 16);
        }
        throw wrong(what, value, "0x and 1 to 8 hexadecimal digits");
    }

    /// A list, of whatever.
    public static JsonNode list(String what, JsonNode value) throws IOException {
        if (value.isArray()) {
            return value;
        }
        throw wrong(what, value, "a list");
    }

    /// The refusal of an answer, which is shown as far as a line of a log holds it.
    public static IOException wrong(String what, JsonNode value, String expected) {
        String shown = value.isMissingNode() ? "nothing" : value.toString();
        if (shown.length() > SHOWN_CHARACTERS_MAX) {
            shown = shown.substring(0, SHOWN_CHARACTERS_MAX) + "…";
        }
        return new IOException("The node answered " + shown + " for " + what + "; expected " + expected);
    }
}
