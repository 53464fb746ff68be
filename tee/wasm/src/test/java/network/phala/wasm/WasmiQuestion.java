package network.phala.wasm;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongFunction;
import network.phala.primitives.Bytes;

/// Something to ask wasmi and our engines about one module.
///
/// @param words what is asked, in the words of `quality/bench/wasmi-peer` without the file: `validate`,
/// `run <fuel> <export> <args>`, `sweep <from> <to> <export> <args>` or `contract <fuel> (<export> <input>)...`
record WasmiQuestion(long seed, Bytes code, String words) {
    /// A memory of so many pages is made for every run.
    private static final int PAGES_MAX = 100;
    private static final int TABLE_MAX = 10_000;
    private static final int SWEEP = 60;
    private static final int MUTANTS = 8;

    /// Every third module has floats.
    private static Bytes module(long seed) {
        RandomModule.Floats floats = seed % 3 == 0 ? RandomModule.Floats.HIDDEN_NAN : RandomModule.Floats.NONE;
        return RandomModule.special(seed, floats);
    }

    /// All questions about the module of a seed: runs with little and much fuel, with each of a range of amounts of
    /// fuel, whether mutations of it are valid, and runs of those that are.
    static List<WasmiQuestion> of(long seed) {
        List<WasmiQuestion> questions = new ArrayList<>();
        Bytes code = module(seed);
        Random random = new Random(seed);
        for (long fuel : List.of(0L, 40L, (long) random.nextInt(1000), (long) random.nextInt(30000), 1_000_000L)) {
            for (String export : List.of("call", "deploy")) {
                questions.add(new WasmiQuestion(seed, code, "run " + fuel + " " + export));
            }
        }
        String f = "f" + arguments(Guest.decode(code), random);
        questions.add(new WasmiQuestion(seed, code, "run " + random.nextInt(2000) + " " + f));
        questions.add(new WasmiQuestion(seed, code, "run 100000 " + f));
        int from = random.nextInt(3) == 0 ? random.nextInt(3000) : 0;
        String swept = random.nextBoolean() ? "call" : f;
        questions.add(new WasmiQuestion(seed, code, "sweep " + from + " " + (from + SWEEP) + " " + swept));
        for (int i = 0; i < MUTANTS; i++) {
            Bytes mutant = MutatedModule.of(code, random);
            questions.add(new WasmiQuestion(seed, mutant, "validate"));
            if (isRunnable(mutant)) {
                questions.add(new WasmiQuestion(seed, mutant, "run 20000 call"));
            }
        }
        return questions;
    }

    private static String arguments(WasmModule module, Random random) {
        StringBuilder text = new StringBuilder();
        for (ValueType param :
                module.functionType(module.export("f").orElseThrow().index()).params()) {
            long value = random.nextBoolean() ? random.nextInt(200) - 100 : random.nextLong();
            text.append(' ').append(param.isWide() ? value : (int) value);
        }
        return text.toString();
    }

    /// Whether a mutant has a `call` and is small, and has no floats, of which the bits of a NaN may show.
    private static boolean isRunnable(Bytes code) {
        try {
            WasmModule module = WasmModule.decode(code);
            return module.export("call")
                            .filter(e -> e.kind() == WasmExport.Kind.FUNCTION
                                    && module.functionType(e.index()).equals(FuncType.of()))
                            .isPresent()
                    && module.memory().map(Limits::minimum).orElse(0L) <= PAGES_MAX
                    && module.tables.stream().allMatch(table -> table.limits().minimum() <= TABLE_MAX)
                    && !module.usesFloats();
        } catch (WasmDecodeException e) {
            return false;
        }
    }

    boolean isRun() {
        return !words.startsWith("validate");
    }

    /// Whether it is one run that goes on for a while.
    boolean isLong() {
        return (words.startsWith("run ") || words.startsWith("contract "))
                && Long.parseLong(words.split(" ")[1]) > 1000;
    }

    /// The answer of an engine of ours, in the peer's words.
    String answer(LinkedModule<Guest.Log> engine) {
        String[] parts = words.split(" ");
        if (parts[0].equals("contract")) {
            return contract(engine, parts);
        }
        int first = parts[0].equals("sweep") ? 4 : 3;
        long[] args = new long[parts.length - first];
        for (int i = 0; i < args.length; i++) {
            args[i] = Long.parseLong(parts[first + i]);
        }
        return answer(fuel -> Guest.runLikePeer(engine, fuel, parts[first - 1], args));
    }

    private static String contract(LinkedModule<Guest.Log> engine, String[] parts) {
        SealStub host = new SealStub();
        Map<String, Integer> outcomes = new TreeMap<>();
        Guest.Hash hash = new Guest.Hash();
        for (int i = 2; i < parts.length; i += 2) {
            host.begin(HexFormat.of().parseHex(parts[i + 1]));
            String outcome = Guest.runLikePeer(engine, new Guest.Log(host), Long.parseLong(parts[1]), parts[i]);
            outcomes.merge(host.ended(outcome), 1, Integer::sum);
            hash.add(outcome);
            host.digest(hash);
            hash.add(";");
        }
        StringBuilder text = new StringBuilder("contract ");
        outcomes.forEach(
                (ended, count) -> text.append(ended).append('=').append(count).append(' '));
        return text.append(hash).toString();
    }

    /// The answer of something that answers when it is given fuel.
    String answer(LongFunction<String> runs) {
        String[] parts = words.split(" ");
        long from = Long.parseLong(parts[1]);
        if (parts[0].equals("run")) {
            return runs.apply(from);
        }
        Guest.Hash hash = new Guest.Hash();
        for (long fuel = from; fuel <= Long.parseLong(parts[2]); fuel++) {
            hash.add(runs.apply(fuel));
        }
        return "sweep " + hash;
    }

    /// Our answer to `validate`.
    String validity() {
        try {
            return !WasmModule.decode(code).usesFloats() + " true";
        } catch (WasmDecodeException e) {
            return "false false";
        }
    }
}
