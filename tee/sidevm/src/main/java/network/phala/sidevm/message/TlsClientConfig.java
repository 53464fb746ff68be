package network.phala.sidevm.message;

import network.phala.scale.Index;

/// How a program's connection speaks TLS: nothing to choose yet.
public sealed interface TlsClientConfig {
    @Index(0)
    record V0() implements TlsClientConfig {}
}
