package network.phala.client.contract;

import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What a message answered, taken out of the wrappings that ink! and Rust put around it.
///
/// @param value the innermost value; null in JSON for `()` and for `None`
/// @param kind how it came
/// @param optional whether the value is of type `Option`
public record Reply(JsonNode value, Kind kind, boolean optional) {
    /// How an answer came.
    public enum Kind {
        /// A value, or the `Ok` of a `Result`.
        VALUE,
        /// The `Err` of the message's own `Result`.
        ERROR,
        /// No byte, where the bundle says that there is a value: what a contract answers that ends itself.
        NOTHING,
        /// ink! did not understand the call (`LangError`): wrong selector or arguments.
        LANGUAGE_ERROR,
        /// What the contract said on reverting, in no type of its metadata.
        REVERT
    }

    /// Solang's `Error(string)` and `Panic(uint256)`: Solidity's selector, then the argument as SCALE.
    private static final Bytes ERROR_SELECTOR = Bytes.fromHex("0x08c379a0");

    /// Solang 0.1 wrote the selector's bytes the other way round.
    private static final Bytes EARLY_ERROR_SELECTOR = Bytes.fromHex("0xa079c308");

    private static final Bytes PANIC_SELECTOR = Bytes.fromHex("0x4e487b71");

    /// Decodes what a message or constructor returned. ink! 4 and 5 wrap it in a `Result<T, LangError>`. A
    /// contract that reverts without answering a `Result` answers what it likes.
    public static Reply decode(ContractFile file, ContractFile.Message message, Bytes data, boolean reverted)
            throws ContractFileException {
        if (!reverted) {
            try {
                return decode(file, message, data);
            } catch (ContractFileException e) {
                if (data.isEmpty()) {
                    return new Reply(file.values().nothing(), Kind.NOTHING, false);
                }
                throw e;
            }
        }
        try {
            Reply reply = decode(file, message, data);
            return reply.kind() == Kind.VALUE ? reverted(data) : reply;
        } catch (ContractFileException e) {
            return reverted(data);
        }
    }

    private static Reply reverted(Bytes data) {
        return new Reply(JsonNodeFactory.instance.stringNode(reason(data)), Kind.REVERT, false);
    }

    private static String reason(Bytes data) {
        try {
            ScaleReader in = new ScaleReader(data.slice(Math.min(4, data.size()), data.size()));
            if (data.startsWith(ERROR_SELECTOR) || data.startsWith(EARLY_ERROR_SELECTOR)) {
                String text = in.readString();
                in.expectEnd();
                return text;
            }
            if (data.startsWith(PANIC_SELECTOR) && in.remaining() == 32) {
                return "Panic(" + ValueReader.readNumber(in, 32, false) + ")";
            }
        } catch (DecodeException e) {
            // Something else that begins alike.
        }
        return data.isEmpty() ? "no reason given" : data.toHex();
    }

    private static Reply decode(ContractFile file, ContractFile.Message message, Bytes data)
            throws ContractFileException {
        Optional<Integer> type = message.returnType();
        if (type.isEmpty()) {
            return new Reply(file.values().nothing(), Kind.VALUE, false);
        }
        ValueCodec values = file.values();
        // Constructors of ink! answer one byte more than they say.
        JsonNode answer = values.decode(type.get(), data, !file.constructors().contains(message));
        Optional<Integer> own = type;
        if (values.isLanguageResult(type.get())) {
            if (answer.has("Err")) {
                return new Reply(answer.get("Err"), Kind.LANGUAGE_ERROR, false);
            }
            answer = answer.path("Ok");
            own = values.okType(type.get());
        }
        if (own.isPresent() && values.isResult(own.get())) {
            if (answer.has("Err")) {
                return new Reply(answer.get("Err"), Kind.ERROR, false);
            }
            answer = answer.path("Ok");
            own = values.okType(own.get());
        }
        return new Reply(answer, Kind.VALUE, own.isPresent() && values.isOption(own.get()));
    }

    /// For people.
    public String text() {
        String shown =
                value.isNull() ? optional ? "None" : "()" : value.isString() ? value.asString() : value.toString();
        return switch (kind) {
            case VALUE -> shown;
            case ERROR -> "Err: " + shown;
            case REVERT -> shown;
            case NOTHING -> "nothing: the contract ended itself, or is not of this bundle";
            case LANGUAGE_ERROR -> "the contract did not understand the call: " + shown;
        };
    }
}
