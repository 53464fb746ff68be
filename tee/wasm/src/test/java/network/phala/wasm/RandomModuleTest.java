package network.phala.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import network.phala.primitives.Bytes;
import org.junit.jupiter.api.Test;

/// The random modules are worth what comes up in them.
class RandomModuleTest {
    private static final int MODULES = 400;

    private static Set<Integer> instructions() {
        Set<Integer> all = new TreeSet<>();
        IntStream.rangeClosed(Op.LOAD_FIRST, Op.NUMERIC_LAST).forEach(all::add);
        IntStream.rangeClosed(Op.LOCAL_GET, Op.GLOBAL_SET).forEach(all::add);
        for (int op : new int[] {
            Op.UNREACHABLE,
            Op.CHARGE,
            Op.BR_IF_ZERO,
            Op.BR,
            Op.BR_IF,
            Op.BR_TABLE,
            Op.RETURN,
            Op.RETURN_IF,
            Op.CALL,
            Op.CALL_INDIRECT,
            Op.DROP,
            Op.SELECT
        }) {
            all.add(op);
        }
        return all;
    }

    private static void collect(FunctionCode function, Set<Integer> seen) {
        int[] code = function.code;
        for (int pc = 0; pc < code.length; ) {
            int op = code[pc];
            seen.add(op);
            pc += op == Op.BR_TABLE ? 2 + 3 * code[pc + 1] : 1 + Op.immediates(op);
        }
    }

    @Test
    void everyInstructionComesUpWhereItCanBeReached() {
        Set<Integer> seen = new TreeSet<>();
        for (long seed = 1; seed <= MODULES / 4; seed++) {
            WasmModule module = Guest.decode(RandomModule.special(seed, RandomModule.Floats.BITS));
            for (int i = module.importedFunctions; i < module.functionCount(); i++) {
                collect(module.translate(i), seen);
            }
        }
        assertThat(seen).isEqualTo(instructions());
    }

    @Test
    void everyTrapComesUp() throws Exception {
        Set<String> seen = new HashSet<>();
        Guest.onGuestThread(() -> {
            for (long seed = 1; seed <= 2 * MODULES; seed++) {
                WasmModule module = Guest.decode(RandomModule.special(seed, RandomModule.Floats.HIDDEN_NAN));
                if (Guest.links(module)) {
                    LinkedModule<Guest.Log> linked = Guest.link(module, Engine.INTERPRETER);
                    for (String export : new String[] {"call", "deploy"}) {
                        seen.add(Guest.run(linked, 100_000, export).split(" ")[0]);
                    }
                }
            }
        });
        assertThat(seen).contains("ok", "network.phala.wasm.Guest$Refusal:");
        EnumSet.allOf(TrapCode.class).forEach(trap -> assertThat(seen).contains(trap.name()));
    }

    /// An engine that took equal types for different ones would refuse indirect calls that are fine.
    @Test
    void aFaultInComparingTypesIsFound() throws Exception {
        Set<Long> found = new TreeSet<>();
        Guest.onGuestThread(() -> {
            for (long seed = 1; seed <= MODULES; seed++) {
                Bytes code = RandomModule.of(seed, false);
                WasmModule faulty = Guest.decode(code);
                Arrays.setAll(faulty.canonicalType, i -> i);
                if (!answers(Guest.decode(code)).equals(answers(faulty))) {
                    found.add(seed);
                }
            }
        });
        System.out.println("types compared by number: seen in " + found.size() + " of " + MODULES + " modules");
        assertThat(found).hasSizeGreaterThan(MODULES / 50);
    }

    private static List<String> answers(WasmModule module) throws Exception {
        LinkedModule<Guest.Log> linked = Guest.link(module, Engine.INTERPRETER);
        return List.of(Guest.run(linked, 100_000, "call"), Guest.run(linked, 100_000, "deploy"));
    }

    /// Between all and nothing: damage that is always found in the first bytes shows little.
    @Test
    void someMutantsAreValid() {
        int valid = 0;
        int mutants = 0;
        for (long seed = 1; seed <= MODULES / 4; seed++) {
            for (WasmiQuestion question : WasmiQuestion.of(seed)) {
                if (!question.isRun()) {
                    mutants++;
                    valid += question.validity().endsWith("true") ? 1 : 0;
                }
            }
        }
        assertThat(valid).isBetween(mutants / 20, mutants / 2);
    }

    @Test
    void aSeedGivesOneModule() {
        Bytes first = RandomModule.special(17, RandomModule.Floats.BITS);
        assertThat(RandomModule.special(17, RandomModule.Floats.BITS)).isEqualTo(first);
        assertThat(RandomModule.special(18, RandomModule.Floats.BITS)).isNotEqualTo(first);
    }
}
