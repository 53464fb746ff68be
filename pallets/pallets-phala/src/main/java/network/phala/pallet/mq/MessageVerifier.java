package network.phala.pallet.mq;

import network.phala.frame.dispatch.DispatchException;
import network.phala.types.mq.SignedMessage;

/// Checks that a message was signed by the origin it names.
@FunctionalInterface
public interface MessageVerifier {
    void verify(SignedMessage message) throws DispatchException;
}
