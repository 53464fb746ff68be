package network.phala.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The checkout under test, read as files.
final class Repository {
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
    private static final Pattern OWN_DEPENDENCY = Pattern.compile(
            "<groupId>network\\.phala</groupId>\\s*<artifactId>([^<]+)</artifactId>(?!\\s*<version>)(?:\\s*<type>[^<]*</type>)?(\\s*<scope>test</scope>)?");

    private final Path root;

    Repository() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("ARCHITECTURE.md"))) {
            folder = folder.getParent();
        }
        root = folder;
    }

    Path root() {
        return root;
    }

    String read(String file) {
        try {
            return Files.readString(root.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Module folders in the order of the root pom, which is the order of the layers.
    List<String> modules() {
        List<String> modules = new ArrayList<>();
        Matcher matcher = MODULE.matcher(read("pom.xml"));
        while (matcher.find()) {
            modules.add(matcher.group(1));
        }
        return modules;
    }

    /// Artifact ids of our own modules that `module` depends on outside its tests.
    List<String> dependencies(String module) {
        List<String> found = new ArrayList<>();
        Matcher matcher = OWN_DEPENDENCY.matcher(read(module + "/pom.xml"));
        while (matcher.find()) {
            if (matcher.group(2) == null) {
                found.add(matcher.group(1));
            }
        }
        return found;
    }

    /// Main Java sources of a module.
    List<Path> sources(String module) {
        Path folder = root.resolve(module).resolve("src/main/java");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String artifact(String module) {
        return module.substring(module.lastIndexOf('/') + 1);
    }
}
