package network.phala.golden.pink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import network.phala.pink.contracts.ContractModules;
import network.phala.pink.types.PinkRuntime;
import network.phala.wasm.GuestThread;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// Every step of the recorded sessions with hostile arguments agrees, in each release of the runtime.
class AdversaryTest {
    private static final ContractModules MODULES = new ContractModules(ContractModules.BYTES_STANDARD);
    /// Pallet and number at the end of a failed call's result.
    private static final Pattern ERROR = Pattern.compile("0103(0[245][0-9a-f]{2})000000(?:00)?$");

    @ParameterizedTest
    @EnumSource
    void agreesCompletely(PinkRuntime runtime) throws Exception {
        PinkFiles files = PinkFiles.adversary(runtime);
        int steps = 0;
        for (String name : files.names()) {
            FutureTask<PinkPlayer.Report> report = new FutureTask<>(() -> new PinkPlayer(files, name, MODULES).play());
            GuestThread.of(name, report).start();
            assertThat(report.get().differences()).as(name).isEmpty();
            assertThat(report.get().agreeing())
                    .isEqualTo(files.read(name).path("steps").size());
            steps += report.get().agreeing();
        }
        System.out.println(steps + " hostile steps agree with runtime " + runtime);
    }

    /// The sessions reach what they are for: contracts fail in many ways, and many calls get through.
    @ParameterizedTest
    @CsvSource({"V1_0, 2726", "V1_1, 2930", "V1_2, 3996"})
    void allAreHereAndReachFar(PinkRuntime runtime, int expected) throws IOException {
        PinkFiles files = PinkFiles.adversary(runtime);
        int steps = 0;
        int succeeded = 0;
        Set<String> errors = new TreeSet<>();
        for (String name : files.names()) {
            JsonNode file = files.read(name);
            steps += file.path("steps").size();
            for (JsonNode step : file.path("steps")) {
                Matcher error = ERROR.matcher(step.path("out").path("blob").asString(""));
                if (error.find()) {
                    errors.add(error.group(1));
                } else if (step.path("out").has("blob")) {
                    succeeded++;
                }
            }
        }
        assertThat(steps).isEqualTo(expected);
        assertThat(errors).hasSizeGreaterThan(15);
        assertThat(succeeded).isGreaterThan(expected / 10);
    }
}
