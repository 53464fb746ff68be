package network.phala.wasm;

/// Through which Java calls one compiled function. Implemented by generated classes only.
public interface GuestEntry {
    long call(Store store, long[] args, int stack) throws Trap;
}
