package network.phala.frame.metadata;

import java.util.List;
import network.phala.scale.Codec;
import network.phala.scale.TypeRef;

/// What metadata says of a runtime API: functions that are called by `{name}_{method}`.
public record RuntimeApiDescription(String name, List<Method> methods) {
    public RuntimeApiDescription {
        methods = List.copyOf(methods);
    }

    public record Method(String name, List<Input> inputs, TypeRef output) {
        public Method {
            inputs = List.copyOf(inputs);
        }
    }

    public record Input(String name, TypeRef type) {
        public static Input of(String name, Codec<?> codec) {
            return new Input(name, codec.type());
        }
    }
}
