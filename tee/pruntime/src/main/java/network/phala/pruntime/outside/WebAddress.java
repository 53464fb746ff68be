package network.phala.pruntime.outside;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Addresses as contracts write them, made into what the HTTP client takes: characters that may not stand in an address
/// are escaped, names of other scripts put into ASCII, as browsers do.
final class WebAddress {
    private static final String KEPT = "-._~:/?#[]@!$&'()*+,;=%";

    private WebAddress() {}

    /// Absent when it is no `http` or `https` address with a host.
    static Optional<URI> parse(String text) {
        try {
            URI address = new URI(escaped(text.strip()));
            return address.getHost() == null && address.getRawAuthority() != null
                    ? checked(withAsciiHost(address))
                    : checked(address);
        } catch (URISyntaxException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<URI> checked(URI address) {
        String scheme = address.getScheme();
        boolean web = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
        boolean complete = address.getHost() != null && address.getUserInfo() == null && address.getPort() <= 0xffff;
        return web && complete ? Optional.of(address) : Optional.empty();
    }

    private static URI withAsciiHost(URI address) throws URISyntaxException {
        String authority = java.net.URLDecoder.decode(address.getRawAuthority(), StandardCharsets.UTF_8);
        int colon = authority.lastIndexOf(':');
        String host = colon < 0 ? authority : authority.substring(0, colon);
        String port = colon < 0 ? "" : authority.substring(colon);
        String path = address.getRawPath() == null ? "" : address.getRawPath();
        String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
        return new URI(address.getScheme() + "://" + IDN.toASCII(host) + port + path + query);
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            char letter = (char) (each & 0xff);
            if (letter < 0x80 && (Character.isLetterOrDigit(letter) || KEPT.indexOf(letter) >= 0)) {
                out.append(letter);
            } else {
                out.append(String.format(java.util.Locale.ROOT, "%%%02X", (int) letter));
            }
        }
        return out.toString();
    }
}
