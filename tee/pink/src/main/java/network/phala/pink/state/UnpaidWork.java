package network.phala.pink.state;

import network.phala.pink.types.ContractError;
import network.phala.pink.types.DispatchException;

/// What a session's calls of the chain extension have made the worker do, with a bound on it.
///
/// The original takes no gas for them, so that the gas of half a second pays for an hour of signatures, in which no
/// worker of the cluster does anything else. What fits the bound costs what it costs there; beyond it the contract is
/// out of gas. Counted in nominal nanoseconds, not measured, so all workers agree; what is undone was done all the
/// same. Not thread-safe.
public final class UnpaidWork {
    /// Twenty times what the gas of a transaction pays for: native code is faster at this, and what a contract got
    /// done there it shall get done here.
    public static final long NANOS_MAX = 10_000_000_000L;

    /// Reading, decoding and hashing a byte of the arguments.
    public static final long PER_BYTE = 10;

    /// Looking something up in the storage.
    public static final long LOOKUP = 1_000;

    /// Making or checking a signature of sr25519 or ed25519, or a key of these.
    public static final long SIGNATURE = 100_000;

    /// The same for ECDSA.
    public static final long ECDSA_SIGNATURE = 800_000;

    private long nanos;

    /// So much more is about to be done.
    public void add(long more) throws DispatchException {
        if (more > NANOS_MAX - nanos) {
            nanos = NANOS_MAX;
            throw ContractError.OUT_OF_GAS.raise();
        }
        nanos += more;
    }
}
