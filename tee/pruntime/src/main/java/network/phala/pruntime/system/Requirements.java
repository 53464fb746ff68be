package network.phala.pruntime.system;

import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.pruntime.chain.ChainStorage;

/// What a chain may ask of a pRuntime, and what this one is: its version, and the newest consensus version it speaks.
///
/// Follows phala-blockchain crates/phactory/src/lib.rs, check_requirements.
public record Requirements(ChainStorage.Version version, int consensusVersionMax) {
    public static final Requirements OURS = new Requirements(new ChainStorage.Version(2, 2, 0), 0);

    /// Outside an enclave there is no measurement.
    private static final Bytes MEASUREMENT = Bytes.wrap(new byte[32]);

    /// Ends the program when the chain wants more, unless it allows this very measurement.
    void check(ChainStorage storage) {
        Optional<ChainStorage.Version> minimum = storage.minimumPruntimeVersion();
        boolean tooOld = minimum.isPresent() && isBelow(version, minimum.get());
        boolean allowed = storage.pruntimeAllowList().stream().anyMatch(entry -> entry.startsWith(MEASUREMENT));
        if (tooOld && !allowed) {
            throw FatalException.abort("This pRuntime is " + version + "; the chain wants at least " + minimum.get());
        }
        if (Integer.compareUnsigned(storage.consensusVersion(), consensusVersionMax) > 0) {
            throw FatalException.abort(
                    "The chain wants consensus version " + Integer.toUnsignedString(storage.consensusVersion())
                            + "; this pRuntime has " + consensusVersionMax);
        }
    }

    private static boolean isBelow(ChainStorage.Version ours, ChainStorage.Version wanted) {
        if (ours.major() != wanted.major()) {
            return Integer.compareUnsigned(ours.major(), wanted.major()) < 0;
        }
        if (ours.minor() != wanted.minor()) {
            return Integer.compareUnsigned(ours.minor(), wanted.minor()) < 0;
        }
        return Integer.compareUnsigned(ours.patch(), wanted.patch()) < 0;
    }
}
