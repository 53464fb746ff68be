package network.phala.wasm;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import network.phala.primitives.Bytes;

/// Something to ask wasmi and our engines about one module.
///
/// @param words what is asked, in the words of `quality/bench/wasmi-peer` without the file: `validate`, or
/// `run <fuel> <export>`
record WasmiQuestion(long seed, Bytes code, String words) {
    /// Every third module has floats.
    private static Bytes module(long seed) {
        RandomModule.Floats floats = seed % 3 == 0 ? RandomModule.Floats.HIDDEN_NAN : RandomModule.Floats.NONE;
        return RandomModule.special(seed, floats);
    }

    /// All questions about the module of a seed: runs with little and much fuel, and whether mutations of it are
    /// valid.
    static List<WasmiQuestion> of(long seed) {
        List<WasmiQuestion> questions = new ArrayList<>();
        Bytes code = module(seed);
        Random random = new Random(seed);
        for (long fuel : List.of(0L, 40L, (long) random.nextInt(1000), (long) random.nextInt(30000), 1_000_000L)) {
            for (String export : List.of("call", "deploy")) {
                questions.add(new WasmiQuestion(seed, code, "run " + fuel + " " + export));
            }
        }
        for (int i = 0; i < 5; i++) {
            byte[] changed = code.toArray();
            for (int j = 0; j <= random.nextInt(3); j++) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            questions.add(new WasmiQuestion(seed, Bytes.wrap(changed), "validate"));
        }
        return questions;
    }

    boolean isRun() {
        return words.startsWith("run ");
    }

    long fuel() {
        return Long.parseLong(words.split(" ")[1]);
    }

    String export() {
        return words.split(" ")[2];
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
