package network.phala.golden.pink;

import java.io.ByteArrayOutputStream;
import java.util.Optional;
import network.phala.crypto.Blake2b;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import tools.jackson.databind.JsonNode;

/// The short forms that keep the files small: `@7` for a string of the file's list, `~aa|bb*3` for repeated bytes in
/// inputs, `len=N blake2_256=H` for long bytes in outputs.
record RecordedValues(JsonNode blobs) {
    /// A field that the format demands.
    static JsonNode required(JsonNode object, String name) {
        JsonNode value = object.path(name);
        if (value.isMissingNode()) {
            throw new UnplayableException("\"" + name + "\" is missing");
        }
        return value;
    }

    /// A string with `@n` resolved.
    String text(JsonNode value) {
        if (!value.isString()) {
            throw new UnplayableException((value.isMissingNode() ? "nothing" : value) + " where text is expected");
        }
        String text = value.asString();
        if (text.length() > 1 && text.charAt(0) == '@' && text.chars().skip(1).allMatch(Character::isDigit)) {
            JsonNode blob = blobs.path(Integer.parseInt(text.substring(1)));
            if (!blob.isString()) {
                throw new UnplayableException(text + " of " + blobs.size() + " blobs");
            }
            return blob.asString();
        }
        return text;
    }

    /// Bytes of an input.
    Bytes bytes(JsonNode value) {
        String text = text(value);
        if (!text.startsWith("~")) {
            return hex(text);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String piece : text.substring(1).split("\\|", -1)) {
            int star = piece.indexOf('*');
            byte[] part = hex(star < 0 ? piece : piece.substring(0, star)).toArray();
            int times = star < 0 ? 1 : Integer.parseInt(piece.substring(star + 1));
            for (int i = 0; i < times; i++) {
                all.writeBytes(part);
            }
        }
        return Bytes.wrap(all.toByteArray());
    }

    Optional<Bytes> optionalBytes(JsonNode value) {
        return value.isMissingNode() || value.isNull() ? Optional.empty() : Optional.of(bytes(value));
    }

    AccountId account(JsonNode value) {
        return AccountId.of(word32(bytes(value)));
    }

    Optional<AccountId> optionalAccount(JsonNode value) {
        return optionalBytes(value).map(bytes -> AccountId.of(word32(bytes)));
    }

    H256 hash(JsonNode value) {
        return H256.of(word32(bytes(value)));
    }

    private static byte[] word32(Bytes bytes) {
        if (bytes.size() != 32) {
            throw new UnplayableException(bytes.size() + " bytes (" + hex(bytes) + "); expected 32");
        }
        return bytes.toArray();
    }

    static U128 number(JsonNode value) {
        try {
            return U128.parse(value.asString(""));
        } catch (IllegalArgumentException e) {
            throw new UnplayableException(value + " is no whole number below 2^128");
        }
    }

    /// A number of at most 64 bits.
    static long word(JsonNode value) {
        try {
            return Long.parseUnsignedLong(value.asString(""));
        } catch (NumberFormatException e) {
            throw new UnplayableException(value + " is no whole number below 2^64");
        }
    }

    private static Bytes hex(String text) {
        try {
            return text.isEmpty() ? Bytes.EMPTY : Bytes.fromHex("0x" + text);
        } catch (IllegalArgumentException e) {
            throw new UnplayableException(String.valueOf(e.getMessage()));
        }
    }

    /// Hex without 0x, as the files have it.
    static String hex(Bytes bytes) {
        return bytes.toHex().substring(2);
    }

    /// Whether a value stands by its length and hash only.
    static boolean isHashed(String text) {
        return text.startsWith("len=");
    }

    /// Our bytes in the form in which the expected ones stand.
    static String like(String expected, Bytes actual) {
        if (!isHashed(expected)) {
            return hex(actual);
        }
        String digest = hex(Bytes.wrap(Blake2b.digest256(actual.unsafeArray())));
        return "len=" + actual.size() + " blake2_256=" + digest;
    }
}
