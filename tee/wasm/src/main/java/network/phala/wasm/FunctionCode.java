package network.phala.wasm;

import java.util.Arrays;

/// One function in the form the engines use: validated, dead code removed, branches resolved, fuel summed per
/// block. See [Op] for the instructions.
final class FunctionCode {
    final int index;
    final FuncType type;
    final int[] code;
    /// Types of parameters and locals, run-length: run `i` ends before local `localEnds[i]`.
    final int[] localEnds;

    final byte[] localTypes;
    /// Highest operand stack as wasmi counts it.
    final int operandsMax;

    FunctionCode(int index, FuncType type, int[] code, int[] localEnds, byte[] localTypes, int operandsMax) {
        this.index = index;
        this.type = type;
        this.code = code;
        this.localEnds = localEnds;
        this.localTypes = localTypes;
        this.operandsMax = operandsMax;
    }

    int paramCount() {
        return type.params().size();
    }

    /// Parameters and locals.
    int localCount() {
        return localEnds.length == 0 ? 0 : localEnds[localEnds.length - 1];
    }

    boolean hasResult() {
        return !type.results().isEmpty();
    }

    /// Value-stack cells this function needs beyond its parameters: wasmi's `max_stack_height` of the function.
    int cellsNeeded() {
        return localCount() - paramCount() + operandsMax;
    }

    /// The type of every local.
    byte[] expandLocals() {
        byte[] all = new byte[localCount()];
        int from = 0;
        for (int i = 0; i < localEnds.length; i++) {
            Arrays.fill(all, from, localEnds[i], localTypes[i]);
            from = localEnds[i];
        }
        return all;
    }
}
