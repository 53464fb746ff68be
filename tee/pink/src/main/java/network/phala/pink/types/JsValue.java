package network.phala.pink.types;

import network.phala.primitives.Bytes;
import network.phala.scale.Index;

/// What a script gave.
public sealed interface JsValue {
    @Index(0)
    record Undefined() implements JsValue {}

    @Index(1)
    record Null() implements JsValue {}

    @Index(2)
    record Text(String text) implements JsValue {}

    @Index(3)
    record Data(Bytes bytes) implements JsValue {}

    @Index(4)
    record Other(String text) implements JsValue {}

    @Index(5)
    record Exception(String text) implements JsValue {}
}
