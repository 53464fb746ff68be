package network.phala.crypto;

/// Where unpredictable bytes come from. A port: the programs bring the operating system's generator, tests a
/// seeded one, and the deterministic island never sees an implementation.
@FunctionalInterface
public interface RandomSource {
    /// Fills the whole array with unpredictable bytes.
    void fill(byte[] out);

    /// A new array of `length` unpredictable bytes.
    default byte[] bytes(int length) {
        byte[] out = new byte[length];
        fill(out);
        return out;
    }
}
