package network.phala.prpc.message;

/// No fields: `google.protobuf.Empty`.
public record Empty() {
    public static final Empty INSTANCE = new Empty();
}
