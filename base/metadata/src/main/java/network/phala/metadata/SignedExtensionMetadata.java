package network.phala.metadata;

/// A signed extension: what it adds to an extrinsic, and what it adds to the signed payload only.
public record SignedExtensionMetadata(String identifier, TypeId type, TypeId additionalSigned) {}
