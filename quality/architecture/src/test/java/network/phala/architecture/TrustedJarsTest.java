package network.phala.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the enclave program loads is a list that people have read. The list says nothing of versions: those
/// stand in the root pom.
class TrustedJarsTest {
    /// The build writes the class path of `pruntime` there (see its pom).
    private static final Path CLASS_PATH = Path.of("tee/pruntime/target/trusted.classpath");

    private final Repository repository = new Repository();

    @Test
    void pruntimeLoadsExactlyTheJarsOfTheList() {
        List<String> listed = repository
                .read("tee/pruntime/trusted-jars.txt")
                .lines()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .sorted()
                .toList();
        assertThat(listed).doesNotHaveDuplicates();
        assertThat(loaded()).containsExactlyElementsOf(listed);
    }

    private List<String> loaded() {
        String classPath = repository.read(CLASS_PATH.toString()).strip();
        List<String> names = new ArrayList<>(List.of("pruntime"));
        for (String entry : classPath.split(java.io.File.pathSeparator)) {
            names.add(name(Path.of(entry)));
        }
        return names.stream().sorted().toList();
    }

    /// `…/tee/pink/target/classes` and `…/tee/pink/target/pink-0.1.0-SNAPSHOT.jar` are `pink`; a jar of the local
    /// repository is `group:artifact version`.
    private static String name(Path entry) {
        for (int i = entry.getNameCount() - 2; i > 0; i--) {
            if (entry.getName(i).toString().equals("target")) {
                return entry.getName(i - 1).toString();
            }
            if (entry.getName(i).toString().equals("repository")) {
                Path group = entry.subpath(i + 1, entry.getNameCount() - 3);
                return group.toString().replace(java.io.File.separatorChar, '.') + ":"
                        + entry.getName(entry.getNameCount() - 3) + " " + entry.getName(entry.getNameCount() - 2);
            }
        }
        throw new AssertionError(entry + " is neither a module of ours nor in a Maven repository");
    }
}
