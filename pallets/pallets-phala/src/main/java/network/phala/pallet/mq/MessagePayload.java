package network.phala.pallet.mq;

import java.util.Optional;
import network.phala.frame.dispatch.DispatchError;
import network.phala.frame.dispatch.DispatchException;
import network.phala.scale.Codec;
import network.phala.scale.DecodeException;
import network.phala.types.mq.Message;
import network.phala.types.mq.Topic;

/// Reads the payload of a message to a topic.
public final class MessagePayload {
    private MessagePayload() {}

    /// The payload if the message goes to `topic`; bytes behind it are ignored.
    ///
    /// @throws DispatchException when the message goes there and does not decode
    public static <T> Optional<T> of(Message message, Topic topic, Codec<T> codec) throws DispatchException {
        if (!message.destination().equals(topic)) {
            return Optional.empty();
        }
        try {
            return Optional.of(codec.decodePrefix(message.payload()));
        } catch (DecodeException e) {
            throw new DispatchException(DispatchError.OTHER);
        }
    }
}
