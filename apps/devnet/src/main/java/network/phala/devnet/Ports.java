package network.phala.devnet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Loopback ports.
public final class Ports {
    /// Free ports that were given out: their programs may not listen yet.
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private Ports() {}

    /// The wanted port, or a free one for 0.
    ///
    /// @throws StepFailedException when the wanted port is in use
    public static int choose(int wanted, String flag) throws StepFailedException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
            int port = socket.getLocalPort();
            return wanted != 0 || GIVEN.add(port) ? port : choose(wanted, flag);
        } catch (IOException e) {
            throw new StepFailedException(
                    "Port " + wanted + " is in use by another program; stop it, or choose another port with " + flag,
                    e);
        }
    }
}
