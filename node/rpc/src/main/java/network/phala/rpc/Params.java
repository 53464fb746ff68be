package network.phala.rpc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The parameters of one call, read by position or, when the client sent an object, by name.
///
/// Every reader checks what it reads and says in the error which parameter was wrong, with the value, and
/// what was expected. Bytes and hashes are hex with or without `0x`.
public final class Params {
    private static final int SHOWN_CHARACTERS_MAX = 60;

    private final @Nullable JsonNode source;

    private Params(@Nullable JsonNode source) {
        this.source = source;
    }

    /// @throws RpcException when `params` is neither a list nor an object nor absent
    static Params of(@Nullable JsonNode source) throws RpcException {
        if (source == null || source.isNull()) {
            return new Params(null);
        }
        if (!source.isArray() && !source.isObject()) {
            throw RpcException.invalidParams("params is " + shown(source) + "; expected a list");
        }
        return new Params(source);
    }

    /// The raw value, or `null` when it was left out or is JSON null.
    public @Nullable JsonNode raw(int index, String name) {
        if (source == null) {
            return null;
        }
        JsonNode value = source.isArray() ? source.get(index) : source.get(name);
        return value == null || value.isNull() ? null : value;
    }

    public boolean has(int index, String name) {
        return raw(index, name) != null;
    }

    public Bytes bytes(int index, String name) throws RpcException {
        return bytes(required(index, name), name);
    }

    public Optional<Bytes> optionalBytes(int index, String name) throws RpcException {
        JsonNode value = raw(index, name);
        return value == null ? Optional.empty() : Optional.of(bytes(value, name));
    }

    public H256 hash(int index, String name) throws RpcException {
        return hash(required(index, name), name);
    }

    public Optional<H256> optionalHash(int index, String name) throws RpcException {
        JsonNode value = raw(index, name);
        return value == null ? Optional.empty() : Optional.of(hash(value, name));
    }

    public List<Bytes> bytesList(int index, String name) throws RpcException {
        JsonNode list = required(index, name);
        if (!list.isArray()) {
            throw RpcException.invalidParams(name + " is " + shown(list) + "; expected a list of hex strings");
        }
        List<Bytes> all = new ArrayList<>(list.size());
        for (JsonNode item : list) {
            all.add(bytes(item, name));
        }
        return all;
    }

    public String text(int index, String name) throws RpcException {
        JsonNode value = required(index, name);
        if (!value.isString()) {
            throw RpcException.invalidParams(name + " is " + shown(value) + "; expected a string");
        }
        return value.stringValue();
    }

    /// An unsigned 32-bit number, as a JSON number or a hex string.
    public long u32(int index, String name) throws RpcException {
        return u32(required(index, name), name);
    }

    public static long u32(JsonNode value, String name) throws RpcException {
        long number = -1;
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            number = value.longValue();
        } else if (value.isString() && value.stringValue().matches("0x[0-9a-fA-F]{1,8}")) {
            number = Long.parseLong(value.stringValue().substring(2), 16);
        }
        if (number < 0 || number > 0xffff_ffffL) {
            throw RpcException.invalidParams(
                    name + " is " + shown(value) + "; expected a number from 0 to 4294967295 or its hex form");
        }
        return number;
    }

    private JsonNode required(int index, String name) throws RpcException {
        JsonNode value = raw(index, name);
        if (value == null) {
            throw RpcException.invalidParams("parameter " + (index + 1) + ", " + name + ", is missing");
        }
        return value;
    }

    public static Bytes bytes(JsonNode value, String name) throws RpcException {
        if (!value.isString()) {
            throw RpcException.invalidParams(name + " is " + shown(value) + "; expected a hex string");
        }
        try {
            return Bytes.fromHex(value.stringValue());
        } catch (IllegalArgumentException _) {
            throw RpcException.invalidParams(
                    name + " is " + shown(value) + "; expected 0x and an even count of hex digits");
        }
    }

    public static H256 hash(JsonNode value, String name) throws RpcException {
        Bytes bytes = bytes(value, name);
        if (bytes.size() != 32) {
            throw RpcException.invalidParams(
                    name + " is " + shown(value) + ", " + bytes.size() + " bytes; expected a hash of 32 bytes");
        }
        return H256.of(bytes.unsafeArray());
    }

    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() <= SHOWN_CHARACTERS_MAX ? text : text.substring(0, SHOWN_CHARACTERS_MAX) + "…";
    }
}
