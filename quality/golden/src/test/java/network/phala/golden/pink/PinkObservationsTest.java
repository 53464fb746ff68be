package network.phala.golden.pink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import network.phala.pink.contracts.ContractModules;
import network.phala.wasm.GuestThread;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every recorded step of every file agrees: result, gas, deposits, events, effects, host calls and storage root. No
/// file
/// is left out.
class PinkObservationsTest {
    private static final ContractModules MODULES = new ContractModules(256);

    static Stream<String> files() throws IOException {
        return PinkFiles.packaged().names().stream();
    }

    private static PinkPlayer.Report play(PinkFiles files, String name) {
        return play(files, name, MODULES);
    }

    private static PinkPlayer.Report play(PinkFiles files, String name, ContractModules modules) {
        CompletableFuture<PinkPlayer.Report> report = new CompletableFuture<>();
        GuestThread.of(name, () -> {
                    try {
                        report.complete(new PinkPlayer(files, name, modules).play());
                    } catch (IOException e) {
                        report.completeExceptionally(new UncheckedIOException(e));
                    } catch (RuntimeException | Error e) {
                        report.completeExceptionally(e);
                    }
                })
                .start();
        return report.join();
    }

    @ParameterizedTest
    @MethodSource("files")
    void agreesCompletely(String name) throws IOException {
        PinkPlayer.Report report = play(PinkFiles.packaged(), name);
        assertThat(report.differences()).isEmpty();
        assertThat(report.agreeing())
                .isEqualTo(PinkFiles.packaged().read(name).path("steps").size());
    }

    /// Whether code is compiled anew for every call or kept makes no difference.
    @Test
    void aCacheOfOneModuleAgreesToo() throws IOException {
        PinkPlayer.Report report = play(PinkFiles.packaged(), "delegate.json", new ContractModules(1));
        assertThat(report.differences()).isEmpty();
    }

    @Test
    void allObservationsAreHere() throws IOException {
        int steps = 0;
        for (String name : PinkFiles.packaged().names()) {
            steps += PinkFiles.packaged().read(name).path("steps").size();
        }
        assertThat(steps).isEqualTo(8444);
    }

    /// A player that overlooks something proves nothing: each kind of recorded value, changed by one digit, is noticed.
    @Test
    void everyKindOfRecordedValueIsCompared(@TempDir Path folder) throws IOException {
        PinkFiles files = PinkFiles.packaged();
        String original = files.read("money.json").toString();
        Files.createDirectories(folder.resolve("contracts"));
        for (String code : List.of("script", "system", "script2", "system2")) {
            Files.write(
                    folder.resolve("contracts/" + code + ".wasm"),
                    files.code("contracts/" + code + ".wasm").toArray());
        }
        for (String field : List.of("blob", "encoded", "header_hash", "root", "args", "result")) {
            Files.writeString(folder.resolve("money.json"), withOneDigitChanged(original, field));
            PinkPlayer.Report report = play(PinkFiles.folder(folder), "money.json");
            assertThat(report.differences()).as(field).isNotEmpty();
        }
    }

    private static String withOneDigitChanged(String json, String field) {
        String start = "\"" + field + "\":\"";
        int at = json.indexOf(start) + start.length();
        while (!isHexPair(json, at)) {
            at = json.indexOf(start, at) + start.length();
        }
        char changed = json.charAt(at) == '0' ? '1' : '0';
        return json.substring(0, at) + changed + json.substring(at + 1);
    }

    private static boolean isHexPair(String json, int at) {
        return Character.digit(json.charAt(at), 16) >= 0 && Character.digit(json.charAt(at + 1), 16) >= 0;
    }
}
