package network.phala.pink.types;

import network.phala.primitives.Bytes;
import network.phala.scale.Index;

/// A script to run.
public sealed interface JsCode {
    @Index(0)
    record Source(String text) implements JsCode {}

    @Index(1)
    record Bytecode(Bytes code) implements JsCode {}
}
