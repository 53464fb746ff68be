package network.phala.lightclient;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// Finds the folder `shared/data` beside a checkout: observed data that is not in the repo.
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
}
