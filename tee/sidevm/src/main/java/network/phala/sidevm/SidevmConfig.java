package network.phala.sidevm;

/// A program's limits, as its deployment gives them; numbers are unsigned.
///
/// @param maxCodeSize bytes of Wasm
/// @param maxMemoryPages pages of 64 KiB
/// @param vitalCapacity gas of one breath, the time between two polls
/// @param deadline the last block it may run in
public record SidevmConfig(int maxCodeSize, int maxMemoryPages, long vitalCapacity, int deadline) {
    /// What a deployment without limits gets.
    public static final SidevmConfig DEFAULT = new SidevmConfig(10 << 20, 1024, 50_000_000_000L, -1);
}
