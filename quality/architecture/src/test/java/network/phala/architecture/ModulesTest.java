package network.phala.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The module table of ARCHITECTURE.md, the poms and the order of the layers are one thing said three times.
class ModulesTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\w+) \\| `([\\w-]+)` \\|");
    private static final List<String> LAYERS =
            List.of("base", "state", "protocol", "frame", "pallets", "runtime", "tee", "node", "apps", "quality");
    private static final List<String> CHAIN_ONLY = List.of("frame", "pallets", "runtime", "node");

    private final Repository repository = new Repository();

    @Test
    void theModuleTableIsTheListOfModules() {
        List<String> table = new ArrayList<>();
        Matcher row = ROW.matcher(repository.read("ARCHITECTURE.md"));
        while (row.find()) {
            table.add(row.group(1) + "/" + row.group(2));
        }
        assertThat(table)
                .isNotEmpty()
                .containsExactlyElementsOf(repository.modules().stream()
                        .map(module -> folder(module) + "/" + Repository.artifact(module))
                        .toList());
    }

    @Test
    void dependenciesPointDownTheLayers() {
        List<String> modules = repository.modules();
        List<String> artifacts = modules.stream().map(Repository::artifact).toList();
        List<String> wrong = new ArrayList<>();
        int seen = 0;
        for (String module : modules) {
            for (String dependency : repository.dependencies(module)) {
                seen++;
                String target = modules.get(artifacts.indexOf(dependency));
                if (layer(target) > layer(module)) {
                    wrong.add(module + " -> " + target);
                }
            }
        }
        assertThat(seen).as("dependencies read").isGreaterThan(30);
        assertThat(wrong).isEmpty();
    }

    @Test
    void theEnclaveSideKnowsNothingOfTheChainSide() {
        List<String> modules = repository.modules();
        List<String> artifacts = modules.stream().map(Repository::artifact).toList();
        List<String> wrong = new ArrayList<>();
        for (String module : modules) {
            if (module.startsWith("tee/") || module.startsWith("protocol/")) {
                for (String dependency : repository.dependencies(module)) {
                    String target = modules.get(artifacts.indexOf(dependency));
                    if (CHAIN_ONLY.contains(folder(target))) {
                        wrong.add(module + " -> " + target);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIsForAndIsNullMarked() {
        List<String> missing = new ArrayList<>();
        for (String module : repository.modules()) {
            for (Path source : repository.sources(module)) {
                Path info = source.resolveSibling("package-info.java");
                String shown = repository.root().relativize(source.getParent()).toString();
                if (missing.contains(shown)) {
                    continue;
                }
                if (!Files.exists(info)) {
                    missing.add(shown);
                    continue;
                }
                String text = repository.read(repository.root().relativize(info).toString());
                if (!text.contains("@NullMarked") || !text.startsWith("///")) {
                    missing.add(shown);
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    private static String folder(String module) {
        return module.contains("/") ? module.substring(0, module.indexOf('/')) : module;
    }

    private static int layer(String module) {
        return LAYERS.indexOf(folder(module));
    }
}
