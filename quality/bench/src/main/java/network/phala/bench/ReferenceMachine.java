package network.phala.bench;

import network.phala.crypto.Blake2b;

/// The machine on which Substrate's weights are times (reference_hardware.json), by the speed of BLAKE2b there and
/// here.
final class ReferenceMachine {
    private static final double BLAKE2B_MIB_PER_SECOND = 783.27;

    private ReferenceMachine() {}

    static double blake2bMibPerSecond() throws Exception {
        byte[] block = new byte[32 << 10];
        return Rate.perCpuSecond(() -> Blake2b.digest256(block)[0]) * block.length / (1 << 20);
    }

    /// What a weight of so many microseconds is on this machine.
    static double micros(double weight, double blake2bMibPerSecond) {
        return weight * BLAKE2B_MIB_PER_SECOND / blake2bMibPerSecond;
    }
}
