package network.phala.trie;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Observed data: of Phala's node runtime from this repository. A chain that Phala tests its trie with is not here:
/// `shared/data/trie`, in or above the checkout, holds the files of crates/trie-storage/tests/data of phala-blockchain
/// where somebody put them, and the test is skipped where nobody did.
final class SharedData {
    private SharedData() {}

    /// The file, or the test is skipped with a message.
    static Path file(String name) {
        for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
            Path file = dir.resolve("shared/data").resolve(name);
            if (Files.exists(file)) {
                return file;
            }
        }
        return Assumptions.abort("shared/data/" + name + " is absent; this test needs it");
    }

    static JsonNode json(String name) {
        return JsonMapper.shared().readTree(file(name).toFile());
    }

    /// Recorded from Phala's node runtime.
    static JsonNode ofNode(String name) throws IOException {
        Path file = Path.of("../../quality/golden/src/main/resources/network/phala/golden/node", name + ".gz");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return JsonMapper.shared().readTree(in.readAllBytes());
        }
    }
}
