package network.phala.sidevm.net;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where connections go through: addresses such as `socks5://host:port` or `http://user:password@host:port`, empty for
/// none. A name that ends in `.i2p` takes the second one where it is set.
///
/// An address that cannot be used is told when somebody wants to connect: nothing goes around a proxy unasked.
public record Proxies(String all, String i2p) {
    public static final Proxies NONE = new Proxies("", "");

    private static final Set<String> SCHEMES = Set.of("socks5", "socks5h", "http");
    private static final int SOCKS_PORT = 1080;
    private static final int HTTP_PORT = 80;

    /// From `all_proxy` and `i2p_proxy`.
    public static Proxies of(Map<String, String> environment) {
        return new Proxies(environment.getOrDefault("all_proxy", ""), environment.getOrDefault("i2p_proxy", ""));
    }

    /// The proxy for a host.
    ///
    /// @throws IOException when its address is none
    Optional<URI> forHost(String host) throws IOException {
        String text = host.endsWith(".i2p") && !i2p.isBlank() ? i2p.strip() : all.strip();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI address = new URI(text);
            if (address.getHost() != null && SCHEMES.contains(String.valueOf(address.getScheme()))) {
                return Optional.of(address);
            }
        } catch (URISyntaxException e) {
            // Told below, without the password that may stand in it.
        }
        throw new IOException(
                "The proxy that is set cannot be used; expected socks5://, socks5h:// or http:// with host and"
                        + " port");
    }

    static boolean isHttp(URI proxy) {
        return "http".equals(proxy.getScheme());
    }

    static int port(URI proxy) {
        return proxy.getPort() >= 0 ? proxy.getPort() : isHttp(proxy) ? HTTP_PORT : SOCKS_PORT;
    }

    /// Proxies may have passwords.
    @Override
    public String toString() {
        return "Proxies[all=" + (all.isBlank() ? "none" : "set") + ", i2p=" + (i2p.isBlank() ? "none" : "set") + "]";
    }
}
