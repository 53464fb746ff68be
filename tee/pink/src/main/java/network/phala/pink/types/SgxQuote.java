package network.phala.pink.types;

import network.phala.primitives.Bytes;

/// A quote of the worker's enclave.
public record SgxQuote(AttestationType attestationType, Bytes quote) {
    /// In wire order.
    public enum AttestationType {
        EPID,
        DCAP
    }
}
