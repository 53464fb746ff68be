package network.phala.wasm;

/// What instructions cost where gas is counted by calls in the code itself ([GasInjection]).
public interface InstructionCosts {
    /// Stands for an instruction that code must not have.
    int REFUSED = -1;

    /// The cost of the instruction with this opcode (one byte), or [#REFUSED]. `br_table` and `call_indirect` are asked
    /// for by their own methods.
    int of(int opcode);

    /// A `br_table` with so many entries besides the default, or [#REFUSED].
    int branchTable(int entries);

    /// A `call_indirect` of functions with so many parameters.
    int callIndirect(int parameters);

    /// What the local variables of a function add to a call of it, or [#REFUSED].
    int locals(long count);
}
