package network.phala.wasm;

/// The end of a guest's run other than by returning: either the guest did something undefined ([WasmTrap]) or a
/// host function ended it on purpose ([HostTrap]). Carries no stack trace: traps are ordinary results and must
/// be cheap.
public abstract sealed class Trap extends Exception permits WasmTrap, HostTrap {
    Trap(String message) {
        super(message, null, false, false);
    }
}
