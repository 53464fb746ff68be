package network.phala.pink.contracts;

import network.phala.wasm.LinkedModule;

/// Validated contract code, joined to the host functions.
///
/// `usesDeprecated`: imports functions that may be called but not constructed with. The entry points that
/// return an i32 are accepted at upload and fail when they are called; their names are kept.
record ContractCode(
        LinkedModule<ContractRun> module, boolean usesDeprecated, boolean callReturns, boolean deployReturns) {

    boolean returnsValue(Frame.EntryPoint entry) {
        return entry == Frame.EntryPoint.CALL ? callReturns : deployReturns;
    }
}
