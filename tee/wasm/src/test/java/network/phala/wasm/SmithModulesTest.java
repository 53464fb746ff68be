package network.phala.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import network.phala.primitives.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// Modules of a generator that is not ours, `wasm-smith`, on wasmi 0.31 and on all our engines, as
/// [WasmiDifferentialTest] does it with our own. Runs only with `-Dwasmi.peer=<binary>` and
/// `-Dwasm.smith=<folder>`, which `quality/bench/wasm-smith` fills.
@EnabledIfSystemProperty(named = "wasmi.peer", matches = ".+")
@EnabledIfSystemProperty(named = "wasm.smith", matches = ".+")
class SmithModulesTest {
    private static final int FUNCTIONS = 6;
    private static final int CALLS = 2;
    private static final long MUCH = 200_000;

    @TempDir
    private Path directory;

    @Test
    void wasmiAgrees() throws Exception {
        Guest.onGuestThread(() -> {
            WasmiAnswers answers = new WasmiAnswers(0, 1);
            List<Path> files = files(Path.of(System.getProperty("wasm.smith")));
            try (WasmiPeer peer = new WasmiPeer(System.getProperty("wasmi.peer"), directory.resolve("module.wasm"))) {
                for (Path file : files) {
                    long seed = Long.parseLong(file.getFileName().toString().replace(".wasm", ""));
                    play(seed, Bytes.wrap(Files.readAllBytes(file)), peer, answers);
                }
            }
            System.out.println(files.size() + " modules of wasm-smith, " + answers.runs()
                    + " runs agree with wasmi; its answers: " + answers.outcomes());
            assertThat(answers.runs()).isPositive();
        });
    }

    static List<Path> files(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".wasm"))
                    .sorted()
                    .toList();
        }
    }

    private static void play(long seed, Bytes code, WasmiPeer peer, WasmiAnswers answers) throws Exception {
        WasmiQuestion valid = new WasmiQuestion(seed, code, "validate");
        String validity = peer.ask(code, valid.words());
        answers.compare(valid, validity);
        if (validity.endsWith("true")) {
            for (WasmiQuestion question : runs(seed, code)) {
                answers.compare(question, peer.ask(code, question.words()));
            }
        }
    }

    /// Runs of some of the module's own functions, with little fuel and with much.
    private static List<WasmiQuestion> runs(long seed, Bytes code) {
        WasmModule module = Guest.decode(code);
        List<WasmExport> functions = module.exports().stream()
                .filter(export -> export.kind() == WasmExport.Kind.FUNCTION)
                .filter(export -> export.index() >= module.importedFunctions
                        && export.name().matches("f\\d+"))
                .limit(FUNCTIONS)
                .toList();
        Random random = new Random(seed);
        List<WasmiQuestion> questions = new ArrayList<>();
        for (WasmExport function : functions) {
            for (int call = 0; call < CALLS; call++) {
                StringBuilder words = new StringBuilder(function.name());
                for (ValueType param : module.functionType(function.index()).params()) {
                    long value = random.nextLong() >> random.nextInt(64);
                    words.append(' ').append(param.isWide() ? value : (int) value);
                }
                for (long fuel : List.of((long) random.nextInt(1000), MUCH)) {
                    questions.add(new WasmiQuestion(seed, code, "run " + fuel + " " + words));
                }
            }
        }
        return questions;
    }
}
