package network.phala.wasm;

import java.util.BitSet;
import java.util.function.IntConsumer;

/// Walks translated code.
final class CodeScan {
    private CodeScan() {}

    /// Number of ints of the instruction.
    static int length(int[] code, int pc) {
        return code[pc] == Op.BR_TABLE ? 2 + 3 * code[pc + 1] : 1 + Op.immediates(code[pc]);
    }

    /// Every place that some branch names.
    static BitSet targets(int[] code) {
        BitSet targets = new BitSet();
        for (int pc = 0; pc < code.length; pc += length(code, pc)) {
            branches(code, pc, targets::set);
        }
        return targets;
    }

    /// The places to which the instruction may branch, returns excepted.
    static void branches(int[] code, int pc, IntConsumer target) {
        switch (code[pc]) {
            case Op.BR_IF_ZERO, Op.BR, Op.BR_IF -> target.accept(code[pc + 1]);
            case Op.BR_TABLE -> {
                for (int i = 0; i < code[pc + 1]; i++) {
                    if (code[pc + 2 + 3 * i] >= 0) {
                        target.accept(code[pc + 2 + 3 * i]);
                    }
                }
            }
            default -> {}
        }
    }

    /// For each place, how many loops it lies in.
    static int[] loopDepth(int[] code) {
        int[] depth = new int[code.length + 1];
        for (int pc = 0; pc < code.length; pc += length(code, pc)) {
            int source = pc;
            branches(code, pc, target -> {
                if (target <= source) {
                    depth[target]++;
                    depth[source + 1]--;
                }
            });
        }
        for (int i = 1; i < depth.length; i++) {
            depth[i] += depth[i - 1];
        }
        return depth;
    }
}
