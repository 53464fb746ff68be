package network.phala.e2e.contracts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import network.phala.client.contract.ContractFile;
import network.phala.client.contract.ContractFileException;

/// The bundles that `examples/build.sh` made.
final class Artifacts {
    private Artifacts() {}

    static Path folder() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("ARCHITECTURE.md"))) {
            root = Objects.requireNonNull(root.getParent(), "tests run inside the checkout");
        }
        return root.resolve("examples/contracts/artifacts");
    }

    static List<Path> files() {
        try (Stream<Path> files = Files.list(folder())) {
            return files.filter(file -> file.toString().endsWith(".contract"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// All that anybody may deploy: without the clusters' system contracts.
    static List<ContractFile> contracts() {
        return files().stream()
                .map(file -> file.getFileName().toString().replace(".contract", ""))
                .filter(name -> !name.startsWith("system"))
                .map(Artifacts::read)
                .toList();
    }

    static ContractFile read(String name) {
        try {
            return ContractFile.read(folder().resolve(name + ".contract"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ContractFileException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }
}
