package network.phala.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import network.phala.primitives.Bytes;

/// Compares wasmi's answers about modules with those of every engine of ours: once, again and again until the JIT
/// has compiled the guest, and on several threads at once. Use on a [GuestThread].
final class WasmiAnswers {
    private final int hotCalls;
    private final int threads;
    private Bytes linkedCode = Bytes.EMPTY;
    private List<LinkedModule<Guest.Log>> engines = List.of();
    private long runs;
    private final Map<String, Long> outcomes = new TreeMap<>();

    /// @param hotCalls how often one run of each module is repeated, 0 = not
    /// @param threads on how many threads at once
    WasmiAnswers(int hotCalls, int threads) {
        this.hotCalls = hotCalls;
        this.threads = threads;
    }

    /// Runs compared so far.
    long runs() {
        return runs;
    }

    /// How often wasmi gave which answer.
    Map<String, Long> outcomes() {
        return outcomes;
    }

    void compare(WasmiQuestion question, String expected) throws Exception {
        count(expected);
        if (!question.isRun()) {
            assertThat(question.validity())
                    .as("seed %d: a mutation is valid without floats, with floats", question.seed())
                    .isEqualTo(expected);
            return;
        }
        if (!linkedCode.equals(question.code())) {
            linkedCode = question.code();
            WasmModule module = Guest.decode(question.code());
            engines = Guest.links(module) ? Guest.linkAll(module) : List.of();
        }
        if (engines.isEmpty()) {
            assertThat(expected)
                    .as("seed %d does not link", question.seed())
                    .isEqualTo(question.answer(_ -> "unlinkable"));
        }
        for (LinkedModule<Guest.Log> engine : engines) {
            check(question, engine, expected);
            runs++;
        }
    }

    private void count(String answer) {
        if (!answer.startsWith("contract ")) {
            outcomes.merge(answer.replaceFirst("(:-?[0-9]+)? (fuel=.*|[0-9a-f]{16})", ""), 1L, Long::sum);
            return;
        }
        String[] parts = answer.split(" ");
        for (int i = 1; i < parts.length - 1; i++) {
            int equals = parts[i].lastIndexOf('=');
            outcomes.merge(parts[i].substring(0, equals), Long.parseLong(parts[i].substring(equals + 1)), Long::sum);
        }
    }

    /// Repeats a run whose answer is known.
    void compareHot(WasmiQuestion question, String expected) throws Exception {
        if (hotCalls == 0 || engines.isEmpty()) {
            return;
        }
        List<FutureTask<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            tasks.add(new FutureTask<>(() -> {
                for (int call = 0; call < hotCalls; call++) {
                    check(question, engines.get(call % 8 == 0 ? 1 : call % 8 == 1 ? 2 : 0), expected);
                }
                return true;
            }));
        }
        tasks.forEach(task -> GuestThread.of("hot", task).start());
        for (FutureTask<Boolean> task : tasks) {
            task.get();
        }
        runs += (long) hotCalls * threads;
    }

    private static void check(WasmiQuestion question, LinkedModule<Guest.Log> engine, String expected) {
        assertThat(question.answer(engine))
                .as("seed %d, %s", question.seed(), question.words())
                .isEqualTo(expected);
    }
}
