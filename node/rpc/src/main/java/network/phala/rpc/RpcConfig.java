package network.phala.rpc;

import java.util.List;

/// Where the server listens and whom it lets in.
///
/// @param host the address to listen on, `127.0.0.1` unless the operator opens the port to others
/// @param port 0 takes any free port
/// @param unsafeAllowed whether the operator's methods are served
/// @param corsOrigins the web origins that browsers may call from; `all` stands for every origin
/// @param connectionCountMax further connections are closed at once
public record RpcConfig(
        String host, int port, boolean unsafeAllowed, List<String> corsOrigins, int connectionCountMax) {
    /// The largest request, by HTTP or in one WebSocket message.
    public static final int REQUEST_BYTES_MAX = 16 << 20;
    /// Calls in one batch.
    public static final int BATCH_COUNT_MAX = 4096;
    /// Substrate's `--rpc-max-connections`.
    public static final int CONNECTION_COUNT_DEFAULT = 100;

    public RpcConfig {
        corsOrigins = List.copyOf(corsOrigins);
    }

    /// Loopback, with the operator's methods, open to every origin: a development node.
    public static RpcConfig local(int port) {
        return new RpcConfig("127.0.0.1", port, true, List.of("all"), CONNECTION_COUNT_DEFAULT);
    }

    boolean allowsOrigin(String origin) {
        return corsOrigins.stream()
                .anyMatch(allowed -> allowed.equals("all")
                        || allowed.equals("*")
                        || allowed.equals(origin)
                        || allowed.endsWith(":*") && matchesAnyPort(allowed, origin));
    }

    private static boolean matchesAnyPort(String pattern, String origin) {
        String host = pattern.substring(0, pattern.length() - 2);
        return origin.equals(host) || origin.startsWith(host + ":");
    }
}
