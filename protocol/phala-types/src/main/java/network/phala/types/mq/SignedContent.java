package network.phala.types.mq;

import network.phala.primitives.Bytes;

/// What kind of content a key signs. Everything but a queue message is prefixed with `0xff` (the origin that
/// nobody has) and the kind, so no signature can be taken for another one.
///
/// Follows phala-blockchain crates/phala-types/src/lib.rs, wrap_content_to_sign.
public enum SignedContent {
    MQ_MESSAGE(0),
    RPC_RESPONSE(1),
    ENDPOINT_INFO(2),
    MASTER_KEY_ROTATION(3),
    MASTER_KEY_STORE(4),
    CLUSTER_STATE_REQUEST(5),
    EVENT_CHAIN_BLOCK(6);

    private static final byte RESERVED_ORIGIN = (byte) 0xff;

    private final int kind;

    SignedContent(int kind) {
        this.kind = kind;
    }

    /// The bytes to sign for `content`.
    public Bytes wrap(Bytes content) {
        return this == MQ_MESSAGE
                ? content
                : Bytes.of(RESERVED_ORIGIN, (byte) kind).concat(content);
    }
}
