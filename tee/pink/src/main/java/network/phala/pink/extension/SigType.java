package network.phala.pink.extension;

/// Signature schemes of the extension, in wire order.
enum SigType {
    ED25519,
    SR25519,
    ECDSA
}
