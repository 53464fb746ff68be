package network.phala.sidevm.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import network.phala.sidevm.Pauses;

/// A connected socket whose user gives its place to others while it waits for the other side: TLS above it computes
/// with a place and waits without. One thread uses it; any may close it.
final class PausingSocket extends Socket {
    /// What a new connection takes without waiting for the other side, on any system.
    private static final int TAKEN_AT_ONCE = 4096;

    private final Socket wire;
    private final Pauses pauses;
    private final InputStream input;
    private final OutputStream output;

    PausingSocket(Socket wire, Pauses pauses) throws IOException {
        this.wire = wire;
        this.pauses = pauses;
        this.input = new Input(wire.getInputStream());
        this.output = new Output(wire.getOutputStream());
    }

    /// What waits for the other side.
    @FunctionalInterface
    interface Waiting<T> {
        T run() throws IOException;
    }

    /// Waits without the place. Told to end meanwhile, it says so by an [InterruptedIOException].
    static <T> T paused(Pauses pauses, Waiting<T> waiting) throws IOException {
        List<T> result = new ArrayList<>(1);
        List<IOException> failure = new ArrayList<>(1);
        try {
            pauses.during(() -> {
                try {
                    result.add(waiting.run());
                } catch (IOException e) {
                    failure.add(e);
                }
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Nobody waits for the connection any more");
        }
        if (!failure.isEmpty()) {
            throw failure.getFirst();
        }
        return result.getFirst();
    }

    private final class Input extends InputStream {
        private final InputStream from;

        Input(InputStream from) {
            this.from = from;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return from.available() > 0
                    ? from.read(into, offset, length)
                    : paused(pauses, () -> from.read(into, offset, length));
        }

        @Override
        public int available() throws IOException {
            return from.available();
        }

        @Override
        public void close() throws IOException {
            wire.close();
        }
    }

    private final class Output extends OutputStream {
        private final OutputStream to;
        private int left = TAKEN_AT_ONCE;

        Output(OutputStream to) {
            this.to = to;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            if (length <= left) {
                left -= length;
                to.write(from, offset, length);
                return;
            }
            paused(pauses, () -> {
                to.write(from, offset, length);
                return length;
            });
        }

        @Override
        public void close() throws IOException {
            wire.close();
        }
    }

    @Override
    public InputStream getInputStream() {
        return input;
    }

    @Override
    public OutputStream getOutputStream() {
        return output;
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }

    @Override
    public boolean isConnected() {
        return wire.isConnected();
    }

    @Override
    public boolean isBound() {
        return wire.isBound();
    }

    @Override
    public boolean isClosed() {
        return wire.isClosed();
    }

    @Override
    public boolean isInputShutdown() {
        return wire.isInputShutdown();
    }

    @Override
    public boolean isOutputShutdown() {
        return wire.isOutputShutdown();
    }

    @Override
    public void shutdownInput() throws IOException {
        wire.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        wire.shutdownOutput();
    }

    @Override
    public InetAddress getInetAddress() {
        return wire.getInetAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return wire.getLocalAddress();
    }

    @Override
    public int getPort() {
        return wire.getPort();
    }

    @Override
    public int getLocalPort() {
        return wire.getLocalPort();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return wire.getRemoteSocketAddress();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return wire.getLocalSocketAddress();
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return wire.getSoTimeout();
    }

    @Override
    public void setSoTimeout(int millis) throws SocketException {
        wire.setSoTimeout(millis);
    }
}
