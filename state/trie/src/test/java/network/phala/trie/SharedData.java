package network.phala.trie;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Finds the folder `shared/data` beside a checkout: observed data that is not in the repo.
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
}
