package network.phala.frame;

import java.util.function.Supplier;
import network.phala.primitives.Bytes;
import network.phala.scale.TypeRef;

/// A constant in metadata; the value is asked each time, since some are kept in storage.
public record PalletConstant(String name, TypeRef type, Supplier<Bytes> value) {}
