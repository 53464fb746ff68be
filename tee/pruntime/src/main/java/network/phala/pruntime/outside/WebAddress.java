package network.phala.pruntime.outside;

import java.io.IOException;
import java.net.IDN;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An address of the web, read from what contracts write as browsers do (WHATWG URL, as far as such addresses go):
/// characters that may not stand in an address are escaped, names of other scripts put into ASCII, a user name taken
/// out.
///
/// @param host name or address, IPv6 in brackets
/// @param port the scheme's own where none is given
/// @param target path and query
/// @param user user name and password, `user:password`
record WebAddress(boolean secure, String host, int port, String target, Optional<String> user) {
    private static final String KEPT = "-._~:/?@!$&'()*+,;=%[]";
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)", Pattern.DOTALL);
    private static final Pattern HOST_PORT = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^\\[\\]:]*)(?::(\\d{0,5}))?");
    private static final Pattern HOST = Pattern.compile("\\[.*]|[!$&'()*+,;=._~A-Za-z0-9-]+");
    /// As in the original, whose library measures addresses by 16 bits.
    static final int LENGTH_MAX = 0xfffe;

    /// Of a name before it is put into ASCII, which can take long for what is no name.
    private static final int HOST_LENGTH_MAX = 253;

    private static final int SECURE_PORT = 443;
    private static final int PLAIN_PORT = 80;

    /// Never the password.
    @Override
    public String toString() {
        return (secure ? "https://" : "http://") + authority() + target;
    }

    /// Host and port as the `Host` header has them.
    String authority() {
        return port == (secure ? SECURE_PORT : PLAIN_PORT) ? host : host + ":" + port;
    }

    /// The host without the brackets of an IPv6 address.
    String bareHost() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    boolean sameHost(WebAddress other) {
        return host.equalsIgnoreCase(other.host) && port == other.port;
    }

    /// Absent when it is no address.
    ///
    /// @throws IOException when it is one, but leads elsewhere than to the web
    static Optional<WebAddress> parse(String text) throws IOException {
        if (text.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        Matcher parts = SCHEME.matcher(text.strip().replaceAll("[\t\r\n]", ""));
        if (!parts.matches()) {
            return Optional.empty();
        }
        String scheme = parts.group(1).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IOException("This is no web address but one of " + scheme);
        }
        try {
            return web(scheme.equals("https"), parts.group(2).replaceFirst("^[/\\\\]*", ""));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Where a redirect leads from here.
    Optional<WebAddress> resolved(String location) throws IOException {
        String there = location.strip();
        if (there.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        if (SCHEME.matcher(there).matches()) {
            return parse(there);
        }
        String scheme = secure ? "https:" : "http:";
        if (there.startsWith("//")) {
            return parse(scheme + there);
        }
        try {
            URI resolved = URI.create("http://h" + target).resolve(escaped(withoutFragment(there)));
            String query = resolved.getRawQuery() == null ? "" : "?" + resolved.getRawQuery();
            return Optional.of(new WebAddress(secure, host, port, resolved.getRawPath() + query, Optional.empty()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String withoutFragment(String text) {
        int hash = text.indexOf('#');
        return hash < 0 ? text : text.substring(0, hash);
    }

    /// @param rest from the user name on
    private static Optional<WebAddress> web(boolean secure, String rest) {
        int end = 0;
        while (end < rest.length() && "/\\?#".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        String authority = rest.substring(0, end);
        // By hand: a pattern would try every place of many.
        int at = authority.lastIndexOf('@');
        Matcher parts = HOST_PORT.matcher(authority.substring(at + 1));
        if (!parts.matches() || parts.group(1).length() > 3 * HOST_LENGTH_MAX) {
            return Optional.empty();
        }
        String host = parts.group(1).startsWith("[") ? parts.group(1) : ascii(decoded(parts.group(1)));
        int standard = secure ? SECURE_PORT : PLAIN_PORT;
        int port = parts.group(2) == null || parts.group(2).isEmpty() ? standard : Integer.parseInt(parts.group(2));
        if (!HOST.matcher(host).matches() || port > 0xffff) {
            return Optional.empty();
        }
        Optional<String> user = Optional.of(authority)
                .filter(_ -> at >= 0)
                .map(each -> each.substring(0, at))
                .map(WebAddress::decoded)
                .map(each -> each.contains(":") ? each : each + ":")
                .filter(each -> !each.equals(":"));
        return Optional.of(
                new WebAddress(secure, host.toLowerCase(Locale.ROOT), port, target(rest.substring(end)), user));
    }

    private static String ascii(String name) {
        if (name.length() > HOST_LENGTH_MAX) {
            throw new IllegalArgumentException("A name of " + name.length() + " characters");
        }
        return IDN.toASCII(name);
    }

    private static String target(String tail) {
        String kept = withoutFragment(tail);
        int query = kept.indexOf('?');
        String path = (query < 0 ? kept : kept.substring(0, query)).replace('\\', '/');
        return escaped((path.isEmpty() ? "/" : path) + (query < 0 ? "" : kept.substring(query)));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            char letter = (char) (each & 0xff);
            if (letter < 0x80 && (Character.isLetterOrDigit(letter) || KEPT.indexOf(letter) >= 0)) {
                out.append(letter);
            } else {
                out.append(String.format(Locale.ROOT, "%%%02X", (int) letter));
            }
        }
        return out.toString();
    }
}
