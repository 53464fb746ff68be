package network.phala.types;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import network.phala.primitives.Bytes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Observations of Phala's published code, kept in the repo compressed.
public final class Golden {
    private Golden() {}

    /// The entries of `phala/crypto/NAME.json` without the first, which describes the file.
    public static List<JsonNode> entries(String name) {
        try (InputStream in = Golden.class.getResourceAsStream("/golden/phala/crypto/" + name + ".json.gz")) {
            List<JsonNode> entries = new ArrayList<>();
            JsonMapper.builder().build().readTree(new GZIPInputStream(in)).forEach(entries::add);
            return entries.subList(1, entries.size());
        } catch (IOException e) {
            throw new IllegalStateException("Golden file " + name + " cannot be read", e);
        }
    }

    /// The bytes of a hexadecimal text.
    public static Bytes bytes(JsonNode hex) {
        return Bytes.fromHex(hex.asString());
    }
}
