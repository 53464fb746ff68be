package network.phala.pink.contracts;

import network.phala.wasm.InstructionCosts;

/// How a release counts the gas of the contract's own instructions.
sealed interface Metering {
    /// The engine counts fuel; from runtime 1.2 on.
    record EngineFuel() implements Metering {}

    /// The code is rewritten at upload so that it calls `seal0.gas` at the beginning of each block of instructions.
    ///
    /// @param version number of the price list, stored with the code
    record InjectedCalls(int version, Costs costs) implements Metering {}

    /// The prices of the instructions, for code of either kind.
    record Costs(InstructionCosts enforced, InstructionCosts relaxed) {
        InstructionCosts of(Determinism determinism) {
            return determinism == Determinism.ENFORCED ? enforced : relaxed;
        }
    }
}
