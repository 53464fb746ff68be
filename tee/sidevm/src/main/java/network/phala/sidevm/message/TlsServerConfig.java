package network.phala.sidevm.message;

import network.phala.scale.Index;

/// How a program's listener speaks TLS.
public sealed interface TlsServerConfig {
    /// A certificate chain and its private key, both PEM.
    @Index(0)
    record V0(String cert, String key) implements TlsServerConfig {
        /// Never the key.
        @Override
        public String toString() {
            return "TlsServerConfig.V0";
        }
    }
}
