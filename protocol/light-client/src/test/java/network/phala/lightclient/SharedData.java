package network.phala.lightclient;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Observed data: of Phala's node runtime from this repository. A justification of another chain is not here: it is
/// looked for in a folder `shared/data` in or above the checkout, and its test is skipped where there is none.
final class SharedData {
    private SharedData() {}

    /// The path of a data file; the test is skipped, with a message, where it is absent.
    static Path file(String name) {
        for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
            Path file = dir.resolve("shared/data").resolve(name);
            if (Files.exists(file)) {
                return file;
            }
        }
        return Assumptions.abort("shared/data/" + name + " is absent; this test needs it");
    }

    /// Recorded from Phala's node runtime.
    static JsonNode ofNode(String name) throws IOException {
        Path file = Path.of("../../quality/golden/src/main/resources/network/phala/golden/node", name + ".gz");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return JsonMapper.shared().readTree(in.readAllBytes());
        }
    }
}
