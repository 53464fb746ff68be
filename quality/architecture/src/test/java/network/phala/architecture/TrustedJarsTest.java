package network.phala.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// `tee/pruntime/trusted-jars.txt` is what the poms put on pruntime's run-time class path.
class TrustedJarsTest {
    private static final Pattern DEPENDENCY = Pattern.compile(
            "<dependency>\\s*<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>(.*?)" + "</dependency>",
            Pattern.DOTALL);
    private static final Pattern VERSION = Pattern.compile("<version>([^<]+)</version>");
    private static final String OWN = "network.phala";

    private final Repository repository = new Repository();

    @Test
    void theListIsTheClassPathOfPruntime() {
        List<String> listed = repository
                .read("tee/pruntime/trusted-jars.txt")
                .lines()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .toList();
        assertThat(listed).isSorted().containsExactlyElementsOf(classPath());
    }

    /// No third-party jar that is listed brings others along: both are single jars, which `dist/pruntime.cp` shows.
    private TreeSet<String> classPath() {
        Map<String, String> folders = new HashMap<>();
        repository.modules().forEach(module -> folders.put(Repository.artifact(module), module));
        TreeSet<String> jars = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(List.of("pruntime"));
        jars.add("pruntime");
        String root = repository.read("pom.xml");
        jars.addAll(thirdParty(root.substring(root.indexOf("</dependencyManagement>"))));
        while (!open.isEmpty()) {
            String pom = repository.read(folders.get(open.pop()) + "/pom.xml");
            jars.addAll(thirdParty(pom));
            Matcher dependency = DEPENDENCY.matcher(pom);
            while (dependency.find()) {
                boolean runs = !dependency.group(3).contains("<scope>test");
                if (runs && dependency.group(1).equals(OWN) && jars.add(dependency.group(2))) {
                    open.push(dependency.group(2));
                }
            }
        }
        return jars;
    }

    private TreeSet<String> thirdParty(String pom) {
        TreeSet<String> found = new TreeSet<>();
        Matcher dependency = DEPENDENCY.matcher(pom);
        while (dependency.find()) {
            String rest = dependency.group(3);
            if (!dependency.group(1).equals(OWN)
                    && !rest.contains("<scope>test")
                    && !rest.contains("<scope>provided")) {
                found.add(dependency.group(2) + " " + managedVersion(dependency.group(2)));
            }
        }
        return found;
    }

    private String managedVersion(String artifact) {
        Matcher managed = DEPENDENCY.matcher(repository.read("pom.xml"));
        while (managed.find()) {
            Matcher version = VERSION.matcher(managed.group(3));
            if (managed.group(2).equals(artifact) && version.find()) {
                return version.group(1);
            }
        }
        throw new IllegalStateException("No version of " + artifact + " in the root pom");
    }
}
