package network.phala.pink.contracts;

/// Whether code may do what differs between machines (floats). Wire order.
public enum Determinism {
    ENFORCED,
    RELAXED
}
