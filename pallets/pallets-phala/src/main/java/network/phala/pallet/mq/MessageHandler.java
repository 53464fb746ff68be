package network.phala.pallet.mq;

import network.phala.frame.dispatch.DispatchException;
import network.phala.types.mq.Message;

/// Acts on a message on chain, if it is for this handler.
@FunctionalInterface
public interface MessageHandler {
    /// @throws DispatchException when the handler refuses; the message is delivered all the same
    /// @throws RetryLaterException when the message must come again
    void handle(Message message) throws DispatchException, RetryLaterException;

    /// The given handlers one after another; each looks at the topic itself.
    static MessageHandler inOrder(MessageHandler... handlers) {
        return message -> {
            for (MessageHandler handler : handlers) {
                handler.handle(message);
            }
        };
    }
}
