package network.phala.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/// What wasmi 0.31.2 answered about random modules, recorded by [WasmiDifferentialTest] with
/// `-Dwasmi.record=tee/wasm/src/test/resources/network/phala/wasm/wasmi-observations.gz -Dwasm.modules=400
/// -Dwasm.seed=1`. The modules come from the seeds, so after a change of [RandomModule] or [WasmiQuestion]
/// record again.
class WasmiObservationsTest {
    private static final int HOT_CALLS = 12;
    private static final int THREADS = 3;

    private static BufferedReader recorded() throws IOException {
        InputStream in = WasmiObservationsTest.class.getResourceAsStream("wasmi-observations.gz");
        return new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Objects.requireNonNull(in)), StandardCharsets.UTF_8));
    }

    @Test
    void wasmiAnsweredTheSame() throws Exception {
        Guest.onGuestThread(() -> {
            try (BufferedReader in = recorded()) {
                String[] seeds = in.readLine().split(" ");
                long first = Long.parseLong(seeds[0]);
                int modules = Integer.parseInt(seeds[1]);
                WasmiAnswers answers = new WasmiAnswers(HOT_CALLS, THREADS);
                for (long seed = first; seed < first + modules; seed++) {
                    for (WasmiQuestion question : WasmiQuestion.of(seed)) {
                        String expected = Objects.requireNonNull(in.readLine());
                        answers.compare(question, expected);
                        if (question.isLong() && !question.words().startsWith("run 1000000 ")) {
                            answers.compareHot(question, expected);
                        }
                    }
                }
                assertThat(in.readLine()).isNull();
                System.out.println(modules + " modules from seed " + first + ", " + answers.runs()
                        + " runs agree with what wasmi answered");
            }
        });
    }
}
