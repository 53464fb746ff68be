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
    /// A string with `@n` resolved.
    String text(JsonNode value) {
        String text = value.asString();
        if (text.length() > 1 && text.charAt(0) == '@' && text.chars().skip(1).allMatch(Character::isDigit)) {
            return blobs.get(Integer.parseInt(text.substring(1))).asString();
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
        return AccountId.of(bytes(value).toArray());
    }

    Optional<AccountId> optionalAccount(JsonNode value) {
        return optionalBytes(value).map(bytes -> AccountId.of(bytes.toArray()));
    }

    H256 hash(JsonNode value) {
        return H256.of(bytes(value).toArray());
    }

    static U128 number(JsonNode value) {
        return U128.parse(value.asString());
    }

    private static Bytes hex(String text) {
        return text.isEmpty() ? Bytes.EMPTY : Bytes.fromHex("0x" + text);
    }

    /// Hex without 0x, as the files have it.
    static String hex(Bytes bytes) {
        return bytes.toHex().substring(2);
    }

    /// Our bytes in the form in which the expected ones stand.
    static String like(String expected, Bytes actual) {
        if (!expected.startsWith("len=")) {
            return hex(actual);
        }
        String digest = hex(Bytes.wrap(Blake2b.digest256(actual.unsafeArray())));
        return "len=" + actual.size() + " blake2_256=" + digest;
    }
}
