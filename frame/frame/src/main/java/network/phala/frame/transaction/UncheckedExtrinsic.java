package network.phala.frame.transaction;

import java.util.List;
import java.util.Optional;
import network.phala.frame.dispatch.RuntimeCall;

/// An extrinsic as decoded, its signature not yet verified. [ExtrinsicFormat] knows its bytes.
public record UncheckedExtrinsic(Optional<Signed> signed, RuntimeCall call) {
    /// The sender's part.
    ///
    /// @param extras one value for each signed extension, in order
    public record Signed(MultiAddress address, MultiSignature signature, List<Object> extras) {
        public Signed {
            extras = List.copyOf(extras);
        }
    }

    public static UncheckedExtrinsic bare(RuntimeCall call) {
        return new UncheckedExtrinsic(Optional.empty(), call);
    }
}
