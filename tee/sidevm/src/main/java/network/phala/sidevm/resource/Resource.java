package network.phala.sidevm.resource;

import network.phala.primitives.Bytes;

/// Something a program holds by number. What a kind cannot do is refused with UNSUPPORTED_OPERATION.
///
/// An operation with a waker either gives its result, or keeps the waker and refuses with PENDING; in every other case
/// the waker stays the caller's.
public sealed interface Resource permits Timer, Channel, Oneshot, Listener, Connecting, DuplexStream {
    /// Gives up what it stands for, wakers included.
    void close();

    /// The next message.
    default Bytes poll(GuestWaker waker) throws OcallException {
        throw OcallError.UNSUPPORTED_OPERATION.exception();
    }

    /// Reads into `buffer`; 0 at the end.
    default int read(GuestWaker waker, byte[] buffer) throws OcallException {
        throw OcallError.UNSUPPORTED_OPERATION.exception();
    }

    /// Writes a part of `data`, at least one byte if there is one.
    default int write(GuestWaker waker, byte[] data) throws OcallException {
        throw OcallError.UNSUPPORTED_OPERATION.exception();
    }

    /// Nothing more will be written.
    default void endOutput() throws OcallException {
        throw OcallError.UNSUPPORTED_OPERATION.exception();
    }

    /// What became of it.
    default Resource result(GuestWaker waker) throws OcallException {
        throw OcallError.UNSUPPORTED_OPERATION.exception();
    }

    /// The next connection.
    default Listener.Accepted accept(GuestWaker waker) throws OcallException {
        throw OcallError.UNSUPPORTED_OPERATION.exception();
    }

    /// Sends the one message.
    default void send(Bytes message) throws OcallException {
        throw OcallError.UNSUPPORTED_OPERATION.exception();
    }
}
