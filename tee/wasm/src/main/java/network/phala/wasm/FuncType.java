package network.phala.wasm;

import java.util.List;

/// The signature of a function: any number of parameters, at most one result (multi-value is off).
public record FuncType(List<ValueType> params, List<ValueType> results) {
    public FuncType {
        params = List.copyOf(params);
        results = List.copyOf(results);
    }

    /// A signature without result.
    public static FuncType of(ValueType... params) {
        return new FuncType(List.of(params), List.of());
    }

    /// This signature with the given result.
    public FuncType returning(ValueType result) {
        return new FuncType(params, List.of(result));
    }

    @Override
    public String toString() {
        return params + " -> " + results;
    }
}
