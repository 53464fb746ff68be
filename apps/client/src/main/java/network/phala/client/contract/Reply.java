package network.phala.client.contract;

import java.util.Optional;
import network.phala.primitives.Bytes;
import tools.jackson.databind.JsonNode;

/// What a message answered, taken out of the wrappings that ink! and Rust put around it.
///
/// @param value the innermost value; null in JSON for `()`
/// @param kind how it came
public record Reply(JsonNode value, Kind kind) {
    /// How an answer came.
    public enum Kind {
        /// A value, or the `Ok` of a `Result`.
        VALUE,
        /// The `Err` of the message's own `Result`.
        ERROR,
        /// ink! did not understand the call (`LangError`): wrong selector or arguments.
        LANGUAGE_ERROR
    }

    /// Decodes what a message or constructor returned. ink! 4 and 5 wrap it in a `Result<T, LangError>`.
    public static Reply decode(ContractFile file, ContractFile.Message message, Bytes data)
            throws ContractFileException {
        Optional<Integer> type = message.returnType();
        if (type.isEmpty()) {
            return new Reply(file.values().nothing(), Kind.VALUE);
        }
        ValueCodec values = file.values();
        JsonNode answer = values.decode(type.get(), data);
        Optional<Integer> own = type;
        if (values.isLanguageResult(type.get())) {
            if (answer.has("Err")) {
                return new Reply(answer.get("Err"), Kind.LANGUAGE_ERROR);
            }
            answer = answer.path("Ok");
            own = values.okType(type.get());
        }
        if (own.isPresent() && values.isResult(own.get())) {
            return answer.has("Err")
                    ? new Reply(answer.get("Err"), Kind.ERROR)
                    : new Reply(answer.path("Ok"), Kind.VALUE);
        }
        return new Reply(answer, Kind.VALUE);
    }

    /// For people.
    public String text() {
        String shown = value.isNull() ? "()" : value.isString() ? value.asString() : value.toString();
        return switch (kind) {
            case VALUE -> shown;
            case ERROR -> "Err: " + shown;
            case LANGUAGE_ERROR -> "the contract did not understand the call: " + shown;
        };
    }
}
