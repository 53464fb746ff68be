package network.phala.sidevm.net;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// Whom a certificate is for: its alternative names alone. The JDK takes the common name where there are none.
///
/// Follows rustls-webpki 0.101 src/subject_name: a `*` stands for the whole first label and nothing else.
final class CertificateNames {
    /// Kinds of GeneralName (RFC 5280, 4.2.1.6).
    private static final int DNS_NAME = 2;

    private static final int IP_ADDRESS = 7;

    private CertificateNames() {}

    /// @param host a name or an address
    /// @throws SSLPeerUnverifiedException when the other side's certificate is for others
    static void check(SSLSession session, String host) throws SSLPeerUnverifiedException {
        Optional<InetAddress> address = Dialer.literal(host);
        List<String> names = names(session, address.isPresent() ? IP_ADDRESS : DNS_NAME);
        boolean named = address.isPresent()
                ? names.stream().map(Dialer::literal).anyMatch(address::equals)
                : names.stream().anyMatch(name -> isFor(name, host));
        if (!named) {
            List<String> others = names(session, address.isPresent() ? DNS_NAME : IP_ADDRESS);
            throw new SSLPeerUnverifiedException("The certificate is not for " + host + ": it names "
                    + (names.isEmpty() && others.isEmpty()
                            ? "nobody"
                            : String.join(", ", names.isEmpty() ? others : names)));
        }
    }

    static boolean isFor(String name, String host) {
        int label = host.indexOf('.');
        return name.equalsIgnoreCase(host)
                || name.startsWith("*.") && label > 0 && name.substring(1).equalsIgnoreCase(host.substring(label));
    }

    private static List<String> names(SSLSession session, int kind) throws SSLPeerUnverifiedException {
        try {
            Collection<List<?>> all = session.getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? certificate.getSubjectAlternativeNames()
                    : null;
            return all == null
                    ? List.of()
                    : all.stream()
                            .filter(each -> each.getFirst() instanceof Integer found && found == kind)
                            .map(each -> String.valueOf(each.getLast()))
                            .toList();
        } catch (CertificateParsingException e) {
            throw new SSLPeerUnverifiedException("The certificate's alternative names cannot be read");
        }
    }
}
