package network.phala.sidevm.message;

import network.phala.scale.TupleType;

/// One header line.
@TupleType
public record HttpHeader(String name, String value) {}
