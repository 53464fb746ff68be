package network.phala.client.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.client.contract.ContractFile.Argument;
import network.phala.client.contract.TypeRegistry.Field;
import network.phala.client.contract.TypeRegistry.Type;
import network.phala.crypto.Blake2b;
import network.phala.primitives.Bytes;
import tools.jackson.databind.JsonNode;

/// How Solang 0.1.4 names its events: the first topic is BLAKE2b-256 of the event's signature as Solidity writes it,
/// such as `Transfer(address,address,uint256)`. The data has no number in front, and no indexed field.
final class SoliditySignature {
    private static final int DEPTH_MAX = 16;

    private final TypeRegistry types;

    SoliditySignature(TypeRegistry types) {
        this.types = types;
    }

    /// The event as this compiler emits it. One with a type that Solidity has not is never met.
    ContractFile.EventSpec event(String label, List<Argument> arguments, JsonNode entry) {
        List<Argument> inData = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            if (!entry.path("args").path(i).path("indexed").asBoolean(false)) {
                inData.add(arguments.get(i));
            }
        }
        Bytes topic;
        try {
            topic = topic(label, arguments);
        } catch (ContractFileException e) {
            topic = Bytes.EMPTY;
        }
        return new ContractFile.EventSpec(
                label, List.copyOf(inData), true, Optional.of(topic), arguments.size() - inData.size());
    }

    private Bytes topic(String event, List<Argument> arguments) throws ContractFileException {
        StringBuilder text = new StringBuilder(event).append('(');
        for (int i = 0; i < arguments.size(); i++) {
            text.append(i == 0 ? "" : ",").append(name(arguments.get(i).type(), 0));
        }
        return Bytes.wrap(
                Blake2b.digest256(Bytes.ofUtf8(text.append(')').toString()).toArray()));
    }

    private String name(int id, int depth) throws ContractFileException {
        if (depth > DEPTH_MAX) {
            throw new ContractFileException("types nested deeper than " + DEPTH_MAX);
        }
        return switch (types.get(id)) {
            case Type.Primitive(var name) -> primitive(name);
            case Type.Composite(var path, var fields) ->
                TypeRegistry.isAccount(path) ? "address" : "(" + names(fields, depth + 1) + ")";
            case Type.Variant _ -> "uint8";
            case Type.Sequence(var element) -> types.isByte(element) ? "bytes" : name(element, depth + 1) + "[]";
            case Type.Array(int length, int element) ->
                types.isByte(element) ? "bytes" + length : name(element, depth + 1) + "[" + length + "]";
            case Type.Tuple _, Type.Compact _ -> throw new ContractFileException("Solidity has no " + types.name(id));
        };
    }

    private String names(List<Field> fields, int depth) throws ContractFileException {
        StringBuilder text = new StringBuilder();
        for (Field field : fields) {
            text.append(text.isEmpty() ? "" : ",").append(name(field.type(), depth));
        }
        return text.toString();
    }

    private static String primitive(String name) {
        return switch (name.charAt(0)) {
            case 'u' -> "uint" + name.substring(1);
            case 'i' -> "int" + name.substring(1);
            case 's' -> "string";
            default -> name;
        };
    }
}
