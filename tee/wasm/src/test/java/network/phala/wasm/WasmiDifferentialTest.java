package network.phala.wasm;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// Random modules on wasmi 0.31 (`quality/bench/wasmi-peer`) and on all our engines: outcome, fuel, memory and host
/// calls must be the same, for whole and for mutated modules. Runs only with `-Dwasmi.peer=<binary>`.
///
/// `-Dwasm.modules=N -Dwasm.seed=S` choose the modules, `-Dwasm.hot=N -Dwasm.threads=T` repeat one run of each N times
/// on each of T threads at once, `-Dwasmi.record=FILE` writes the answers for [WasmiObservationsTest].
@EnabledIfSystemProperty(named = "wasmi.peer", matches = ".+")
class WasmiDifferentialTest {
    private static final int MODULES = Integer.getInteger("wasm.modules", 500);
    private static final long FIRST_SEED = Long.getLong("wasm.seed", 1);
    private static final int HOT_CALLS = Integer.getInteger("wasm.hot", 0);
    private static final int THREADS = Integer.getInteger("wasm.threads", 1);
    private static final int PROGRESS_EVERY = 1000;

    @TempDir
    private Path directory;

    private static OutputStream record() throws IOException {
        String file = System.getProperty("wasmi.record", "");
        return file.isEmpty()
                ? OutputStream.nullOutputStream()
                : new GZIPOutputStream(Files.newOutputStream(Path.of(file)));
    }

    @Test
    void wasmiAgrees() throws Exception {
        Guest.onGuestThread(() -> {
            WasmiAnswers answers = new WasmiAnswers(HOT_CALLS, THREADS);
            try (WasmiPeer peer = new WasmiPeer(System.getProperty("wasmi.peer"), directory.resolve("module.wasm"));
                    PrintStream record = new PrintStream(record(), false, StandardCharsets.UTF_8)) {
                record.println(FIRST_SEED + " " + MODULES);
                for (int i = 1; i <= MODULES; i++) {
                    play(FIRST_SEED + i - 1, peer, answers, record);
                    if (i % PROGRESS_EVERY == 0 || i == MODULES) {
                        System.out.println(i + " modules from seed " + FIRST_SEED + ", " + answers.runs()
                                + " runs agree with wasmi; its answers: " + answers.outcomes());
                    }
                }
            }
        });
    }

    private static void play(long seed, WasmiPeer peer, WasmiAnswers answers, PrintStream record) throws Exception {
        for (WasmiQuestion question : WasmiQuestion.of(seed)) {
            String expected = peer.ask(question.code(), question.words());
            record.println(expected);
            answers.compare(question, expected);
            if (question.isLong() && question.words().contains(seed % 2 == 0 ? " call" : " deploy")) {
                answers.compareHot(question, expected);
            }
        }
    }
}
