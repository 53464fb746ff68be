package network.phala.sidevm.resource;

import network.phala.primitives.Bytes;

/// Takes one message from a program. For the program's thread.
public final class Oneshot implements Resource {
    /// Who waits for the message. One of the two is called, once.
    public interface Receiver {
        /// False when it does not want the message any more.
        boolean receive(Bytes message);

        /// The program let go of it.
        void abandoned();
    }

    private final Receiver receiver;
    private boolean used;

    public Oneshot(Receiver receiver) {
        this.receiver = receiver;
    }

    @Override
    public void send(Bytes message) throws OcallException {
        if (used) {
            throw OcallError.IO_ERROR.exception();
        }
        used = true;
        if (!receiver.receive(message)) {
            throw OcallError.IO_ERROR.exception();
        }
    }

    @Override
    public void close() {
        if (!used) {
            used = true;
            receiver.abandoned();
        }
    }
}
