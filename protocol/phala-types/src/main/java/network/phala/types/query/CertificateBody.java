package network.phala.types.query;

import network.phala.primitives.Bytes;
import network.phala.scale.Codec;
import network.phala.scale.Scale;

/// A key that may sign queries until block `ttl` has passed. `configBits` is 0.
public record CertificateBody(Bytes pubkey, int ttl, int configBits) {
    /// The last block number there is: never expires. What the JavaScript SDK writes.
    public static final int NEVER = 0x7fffffff;

    public static Codec<CertificateBody> codec() {
        return Scale.of(CertificateBody.class);
    }

    public boolean isValidAt(int block) {
        return Integer.compareUnsigned(ttl, block) >= 0;
    }
}
