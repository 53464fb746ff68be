package network.phala.sidevm.resource;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// A stream both ways between a program and a thread of the host: a connection, or the body of an HTTP request.
public final class DuplexStream implements Resource {
    private final Pipe toProgram = new Pipe();
    private final Pipe fromProgram = new Pipe();
    private final Runnable closed;

    /// @param closed told when the program lets go; what it wrote before is still to be delivered
    public DuplexStream(Runnable closed) {
        this.closed = closed;
    }

    @Override
    public int read(GuestWaker waker, byte[] buffer) throws OcallException {
        return toProgram.read(waker, buffer);
    }

    @Override
    public int write(GuestWaker waker, byte[] data) throws OcallException {
        return fromProgram.write(waker, data);
    }

    @Override
    public void endOutput() {
        fromProgram.end();
    }

    @Override
    public void close() {
        toProgram.forget();
        fromProgram.forget();
        toProgram.abandon();
        fromProgram.end();
        closed.run();
    }

    /// What the program writes. Closing it makes the program's writes fail.
    public InputStream fromProgram() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return length == 0 ? 0 : fromProgram.readWaiting(into, offset, length);
            }

            @Override
            public void close() {
                fromProgram.abandon();
            }
        };
    }

    /// What the program reads. Closing it is the end of what it reads.
    public OutputStream toProgram() {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] data, int offset, int length) throws IOException {
                toProgram.writeWaiting(data, offset, length);
            }

            @Override
            public void close() {
                toProgram.end();
            }
        };
    }

    /// The host's side is gone: what the program reads ends, and its writes fail.
    public void abandonByHost() {
        toProgram.end();
        fromProgram.abandon();
    }

    /// What the program reads broke off.
    void failInput() {
        toProgram.fail();
    }
}
