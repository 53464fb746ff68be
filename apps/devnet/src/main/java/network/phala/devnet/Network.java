package network.phala.devnet;

import java.util.List;
import network.phala.primitives.H256;

/// A network that answers: where, and with what in it.
///
/// @param nodeUrl WebSocket
/// @param nodeHttpUrl the same port for HTTP
public record Network(String nodeUrl, String nodeHttpUrl, List<Worker> workers, H256 clusterId, H256 systemContract) {
    /// A worker: its prpc URL and its public key, which is also the key that queries are encrypted to.
    public record Worker(String url, H256 publicKey) {}
}
