package network.phala.sidevm;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import network.phala.primitives.H256;
import network.phala.sidevm.message.TlsServerConfig;

/// The network as programs see it: streams to others, and listeners. All calls block; each runs on a virtual thread of
/// its own.
public interface SidevmNetwork {
    /// Opens a stream to a host by name or address; with TLS the host must prove its name.
    ///
    /// @param program for whom
    Stream connect(H256 program, String host, int port, boolean tls) throws IOException;

    /// Listens on an `address:port`. Must not take long.
    ///
    /// @throws IllegalArgumentException when address, certificate or key cannot be read
    Listener listen(String address, Optional<TlsServerConfig> tls) throws IOException;

    /// Takes connections.
    interface Listener extends AutoCloseable {
        Stream accept() throws IOException;

        /// Where it listens, with the port it got.
        String address();

        /// Ends a waiting [#accept].
        @Override
        void close();
    }

    /// A connection.
    interface Stream extends AutoCloseable {
        InputStream input() throws IOException;

        OutputStream output() throws IOException;

        /// Says that nothing more will be written.
        void endOutput() throws IOException;

        /// The other side, `address:port`.
        String peer();

        /// Ends reads and writes that wait.
        @Override
        void close();
    }
}
