package network.phala.devnet;

import java.io.IOException;
import java.nio.file.Path;

/// Starts the parts of a network: as processes ([ProcessLauncher]), or inside the virtual machine of a test.
public interface Launcher {
    /// A development chain in `folder`, with JSON-RPC on `port`.
    Program node(Path folder, int port, int blockMillis) throws IOException;

    /// A worker with its data in `folder`, prpc on `port`.
    Program worker(int index, Path folder, int port) throws IOException;

    /// The relayer between them, paid for by `keyUri`; it gives a fresh worker `seed` as its identity.
    Program relayer(int index, Relay relay) throws IOException;

    /// What a relayer joins. `seed` is 64 hexadecimal digits and known to everyone.
    record Relay(String nodeUrl, String workerUrl, String keyUri, String seed) {}
}
