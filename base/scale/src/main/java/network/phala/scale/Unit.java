package network.phala.scale;

/// `()`.
@TupleType
public record Unit() {
    public static final Unit UNIT = new Unit();
}
