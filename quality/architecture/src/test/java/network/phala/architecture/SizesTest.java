package network.phala.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// No file grows into the one through which everything runs.
class SizesTest {
    private static final int CODE_LINES_MAX = 500;

    private final Repository repository = new Repository();

    @Test
    void noFileHasMoreThan500CodeLines() {
        List<String> tooLong = new ArrayList<>();
        int files = 0;
        for (String module : repository.modules()) {
            for (Path source : repository.sources(module)) {
                files++;
                String shown = repository.root().relativize(source).toString();
                long lines =
                        repository.read(shown).lines().filter(SizesTest::isCode).count();
                if (lines > CODE_LINES_MAX) {
                    tooLong.add(shown + " has " + lines);
                }
            }
        }
        assertThat(files).isGreaterThan(150);
        assertThat(tooLong).isEmpty();
    }

    private static boolean isCode(String line) {
        String text = line.strip();
        return !text.isEmpty() && !text.startsWith("//") && !text.startsWith("*") && !text.startsWith("/*");
    }
}
