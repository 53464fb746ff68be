package network.phala.golden.pink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import network.phala.pink.contracts.ContractModules;
import network.phala.pink.types.PinkRuntime;
import network.phala.wasm.GuestThread;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Every recorded step of every file agrees: result, gas, deposits, events, effects, host calls and storage root. No
/// file is left out.
class PinkObservationsTest {
    private static final ContractModules MODULES = new ContractModules(ContractModules.BYTES_STANDARD);

    static Stream<Arguments> files() throws IOException {
        List<Arguments> all = new ArrayList<>();
        for (PinkRuntime runtime : PinkRuntime.values()) {
            for (String name : PinkFiles.packaged(runtime).names()) {
                all.add(Arguments.of(runtime, name));
            }
        }
        return all.stream();
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
    void agreesCompletely(PinkRuntime runtime, String name) throws IOException {
        assertAgreesCompletely(PinkFiles.packaged(runtime), name);
    }

    private static void assertAgreesCompletely(PinkFiles files, String name) throws IOException {
        PinkPlayer.Report report = play(files, name);
        assertThat(report.differences()).isEmpty();
        assertThat(report.agreeing()).isEqualTo(files.read(name).path("steps").size());
    }

    static Stream<Arguments> upgrades() throws IOException {
        List<Arguments> all = new ArrayList<>();
        for (PinkRuntime from : List.of(PinkRuntime.V1_0, PinkRuntime.V1_1)) {
            for (String name : PinkFiles.upgrades(from).names()) {
                all.add(Arguments.of(from, name));
            }
        }
        return all.stream();
    }

    /// What an earlier release left is opened and migrated as 1.2 does it: every root from the worker's calls for an
    /// upgrade on, through the idle time that migrates, and what contracts answer meanwhile and afterwards.
    @ParameterizedTest
    @MethodSource("upgrades")
    void migratesAsTheOriginal(PinkRuntime from, String name) throws IOException {
        assertAgreesCompletely(PinkFiles.upgrades(from), name);
    }

    @ParameterizedTest
    @CsvSource({"V1_0, 38, 2542", "V1_1, 30, 1596"})
    void allUpgradesAreHere(PinkRuntime from, int expectedFiles, int expectedSteps) throws IOException {
        PinkFiles files = PinkFiles.upgrades(from);
        int steps = 0;
        for (String name : files.names()) {
            JsonNode file = files.read(name);
            steps += file.path("steps").size();
            List<String> operations = new ArrayList<>();
            file.path("steps").forEach(step -> operations.add(step.path("op").asString()));
            assertThat(operations).as(name).containsSubsequence("runtime", "on_runtime_upgrade", "on_idle");
        }
        assertThat(files.names()).hasSize(expectedFiles);
        assertThat(steps).isEqualTo(expectedSteps);
    }

    /// A file that goes on where another ends is held to the same format.
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "\"version\":[1,2]; \"version\":[1,7]; is none of",
                "\"version\":; \"versoin\":; \"version\" is missing",
                "\"begins_with\":\"money.json\"; \"begins_with\":\"other.json\"; begins with another file itself"
            })
    void whatIsNotAnUpgradeIsTold(String what, String instead, String reason, @TempDir Path folder) throws IOException {
        PinkFiles files = PinkFiles.upgrades(PinkRuntime.V1_1);
        String original = files.read("upgrade_dear_money.json").toString();
        assertThat(original).contains(what);
        Files.createDirectories(folder.resolve("contracts"));
        for (String name : List.of("money.json", "upgrade_dear_money.json")) {
            for (JsonNode code : files.read(name).path("codes")) {
                String file = code.path("file").asString();
                Files.write(folder.resolve(file), files.code(file).toArray());
            }
        }
        Files.writeString(folder.resolve("money.json"), files.read("money.json").toString());
        Files.writeString(folder.resolve("other.json"), original.replace("money.json", "other.json"));
        Files.writeString(folder.resolve("upgrade.json"), original);
        assertThat(play(PinkFiles.folder(folder), "upgrade.json").differences()).isEmpty();
        Files.writeString(folder.resolve("upgrade.json"), original.replace(what, instead));
        PinkPlayer.Report report = PinkPlayer.play(PinkFiles.folder(folder), "upgrade.json", MODULES);
        assertThat(report.differences().stream().flatMap(difference -> difference.values().stream()))
                .anyMatch(value -> value.contains(reason) && value.startsWith("not of the format"));
    }

    /// Whether code is compiled anew for every call or kept makes no difference.
    @Test
    void aCacheOfOneModuleAgreesToo() throws IOException {
        PinkPlayer.Report report = play(PinkFiles.packaged(), "delegate.json", new ContractModules(1));
        assertThat(report.differences()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"V1_0, 8393", "V1_1, 8395", "V1_2, 8444"})
    void allObservationsAreHere(PinkRuntime runtime, int expected) throws IOException {
        PinkFiles files = PinkFiles.packaged(runtime);
        int steps = 0;
        for (String name : files.names()) {
            steps += files.read(name).path("steps").size();
        }
        assertThat(steps).isEqualTo(expected);
    }

    /// A player that overlooks something proves nothing: each kind of recorded value, changed by one digit, is noticed.
    @Test
    void everyKindOfRecordedValueIsCompared(@TempDir Path folder) throws IOException {
        PinkFiles files = PinkFiles.packaged();
        String original = files.read("money.json").toString();
        copy("money.json", original, folder);
        for (String field : List.of("blob", "encoded", "header_hash", "root", "args", "result")) {
            Files.writeString(folder.resolve("money.json"), withOneDigitChanged(original, field));
            PinkPlayer.Report report = play(PinkFiles.folder(folder), "money.json");
            assertThat(report.differences()).as(field).isNotEmpty();
        }
    }

    /// Other people's files are of the same format, or are told where they are not.
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "\"format\":\"pink-golden-1\"; \"format\":\"pink-golden-2\"; expected \"pink-golden-1\"",
                "\"op\":\"call\"; \"op\":\"cal\"; operation \"cal\" is unknown",
                "\"mode\":\"query\"; \"mode\":\"quest\"; mode \"quest\"",
                "\"gas_limit\":; \"gaslimit\":; \"gas_limit\" is missing",
                "\"origin\":\"; \"origin\":\"zz; Not hexadecimal",
                "\"origin\":\"; \"origin\":\"00; 33 bytes",
                "\"transfer\":\"; \"transfer\":\"x; is no whole number below 2^128",
                "\"blob\":; \"blub\":; \"out\" has no \"blob\" to compare with",
                "\"code\":\"; \"code\":\"un; \"codes\" names no",
                "\"steps\":[; \"steps\":7,\"other\":[; a list of steps",
                "\"steps\":[; \"steps\":{[; not of the format"
            })
    void whatIsNotOfTheFormatIsTold(String what, String instead, String reason, @TempDir Path folder)
            throws IOException {
        String original = PinkFiles.packaged().read("money.json").toString();
        assertThat(original).contains(what);
        copy("money.json", original.replace(what, instead), folder);
        PinkPlayer.Report report = PinkPlayer.play(PinkFiles.folder(folder), "money.json", MODULES);
        assertThat(report.differences().stream().flatMap(difference -> difference.values().stream()))
                .anyMatch(value -> value.contains(reason) && value.startsWith("not of the format"));
    }

    /// Nothing hangs on a file's name, topic or description.
    @Test
    void aFileUnderAnotherNameAgreesToo(@TempDir Path folder) throws IOException {
        for (String name : List.of("wasm_float.json", "pink_events.json")) {
            String renamed = PinkFiles.packaged()
                    .read(name)
                    .toString()
                    .replaceFirst("\"topic\":\"[a-z_]*\"", "\"topic\":\"another\"");
            copy("other_" + name, renamed, folder);
            assertThat(play(PinkFiles.folder(folder), "other_" + name).differences())
                    .isEmpty();
        }
    }

    /// In files about floating point long results stand by length and hash, too.
    @Test
    void aLongResultOfFloatInstructionsIsComparedByItsHash(@TempDir Path folder) throws IOException {
        String original = PinkFiles.packaged().read("wasm_float.json").toString();
        String hash = "len=7 blake2_256=" + "0".repeat(64);
        Pattern results = Pattern.compile("\"(blob|data)\":\"[^\"]*\"");
        copy("wasm_float.json", results.matcher(original).replaceAll("\"$1\":\"" + hash + "\""), folder);
        PinkPlayer.Report report = play(PinkFiles.folder(folder), "wasm_float.json");
        assertThat(report.differences())
                .isNotEmpty()
                .allSatisfy(difference -> assertThat(difference.values())
                        .anyMatch(value -> value.startsWith("blob: expected " + hash + ", ours len=")));
    }

    private static void copy(String name, String json, Path folder) throws IOException {
        PinkFiles files = PinkFiles.packaged();
        Files.createDirectories(folder.resolve("contracts"));
        String source = name.startsWith("other_") ? name.substring(6) : name;
        for (JsonNode code : files.read(source).path("codes")) {
            String file = code.path("file").asString();
            Files.write(folder.resolve(file), files.code(file).toArray());
        }
        Files.writeString(folder.resolve(name), json);
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
