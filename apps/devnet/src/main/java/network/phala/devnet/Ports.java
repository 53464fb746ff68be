package network.phala.devnet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/// Loopback ports.
public final class Ports {
    private Ports() {}

    /// The wanted port, or a free one for 0.
    ///
    /// @throws StepFailedException when the wanted port is in use
    public static int choose(int wanted, String flag) throws StepFailedException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new StepFailedException(
                    "Port " + wanted + " is in use by another program; stop it, or choose another port with " + flag,
                    e);
        }
    }
}
