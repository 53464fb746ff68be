package network.phala.pallet.mq;

import network.phala.frame.dispatch.DispatchException;
import network.phala.types.mq.Message;

/// Acts on a message on chain, if it is for this handler.
@FunctionalInterface
public interface MessageHandler {
    void handle(Message message) throws DispatchException;

    /// The given handlers one after another; each looks at the topic itself.
    static MessageHandler inOrder(MessageHandler... handlers) {
        return message -> {
            for (MessageHandler handler : handlers) {
                handler.handle(message);
            }
        };
    }
}
