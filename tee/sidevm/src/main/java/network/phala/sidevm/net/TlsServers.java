package network.phala.sidevm.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import network.phala.primitives.Bytes;
import network.phala.sidevm.message.TlsServerConfig;

/// TLS servers from a program's own certificate and key. Keys may be PKCS #8, or the older forms for RSA and elliptic
/// curves, which are wrapped.
final class TlsServers {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    /// AlgorithmIdentifier of rsaEncryption, and of ecPublicKey on P-256 and P-384, each after the version 0.
    private static final byte[] RSA = bytes("02 01 00 30 0d 06 09 2a 86 48 86 f7 0d 01 01 01 05 00");

    private static final byte[] EC_P256 =
            bytes("02 01 00 30 13 06 07 2a 86 48 ce 3d 02 01 06 08 2a 86 48 ce 3d 03 01 07");
    private static final byte[] EC_P384 = bytes("02 01 00 30 10 06 07 2a 86 48 ce 3d 02 01 06 05 2b 81 04 00 22");
    private static final int EC_P256_SIZE_MAX = 125;

    private TlsServers() {}

    private record Block(String kind, Bytes content) {}

    private static byte[] bytes(String hex) {
        return java.util.HexFormat.ofDelimiter(" ").parseHex(hex);
    }

    /// @throws IllegalArgumentException when certificate or key cannot be read
    static SSLContext context(TlsServerConfig config) {
        return switch (config) {
            case TlsServerConfig.V0(String cert, String key) -> context(cert, key);
        };
    }

    private static SSLContext context(String cert, String key) {
        try {
            List<Certificate> chain = certificates(cert);
            char[] password = new char[0];
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, password);
            store.setKeyEntry("server", privateKey(key), password, chain.toArray(Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("Certificate or key cannot be used: " + e.getMessage(), e);
        }
    }

    private static List<Block> blocks(String pem) {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = PEM.matcher(pem);
        while (matcher.find()) {
            String base64 = matcher.group(2).replaceAll("\\s", "");
            blocks.add(new Block(
                    matcher.group(1),
                    Bytes.wrap(Base64.getDecoder().decode(base64.getBytes(StandardCharsets.US_ASCII)))));
        }
        return blocks;
    }

    private static List<Certificate> certificates(String pem) throws GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<Certificate> chain = new ArrayList<>();
        for (Block block : blocks(pem)) {
            if (block.kind().equals("CERTIFICATE")) {
                chain.add(factory.generateCertificate(
                        new ByteArrayInputStream(block.content().unsafeArray())));
            }
        }
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("No certificate in the PEM text");
        }
        return chain;
    }

    private static PrivateKey privateKey(String pem) throws GeneralSecurityException {
        List<Block> keys = blocks(pem).stream()
                .filter(block -> block.kind().endsWith("PRIVATE KEY"))
                .toList();
        if (keys.size() != 1) {
            throw new IllegalArgumentException(keys.size() + " private keys in the PEM text; expected one");
        }
        Block key = keys.getFirst();
        byte[] encoded = switch (key.kind()) {
            case "PRIVATE KEY" -> key.content().unsafeArray();
            case "RSA PRIVATE KEY" -> wrapped(RSA, key.content().unsafeArray());
            case "EC PRIVATE KEY" ->
                wrapped(
                        key.content().unsafeArray().length <= EC_P256_SIZE_MAX ? EC_P256 : EC_P384,
                        key.content().unsafeArray());
            default -> throw new IllegalArgumentException("A " + key.kind() + " cannot be used");
        };
        for (String algorithm : List.of("EC", "RSA", "Ed25519")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (GeneralSecurityException e) {
                // Of another kind.
            }
        }
        throw new IllegalArgumentException("The private key is neither EC, RSA nor Ed25519");
    }

    /// PKCS #8 around an older form: SEQUENCE { version and algorithm, OCTET STRING { key } }.
    private static byte[] wrapped(byte[] head, byte[] key) {
        byte[] octets = tagged(0x04, key);
        byte[] content = new byte[head.length + octets.length];
        System.arraycopy(head, 0, content, 0, head.length);
        System.arraycopy(octets, 0, content, head.length, octets.length);
        return tagged(0x30, content);
    }

    private static byte[] tagged(int tag, byte[] content) {
        byte[] length = content.length < 0x80
                ? new byte[] {(byte) content.length}
                : new byte[] {(byte) 0x82, (byte) (content.length >> 8), (byte) content.length};
        byte[] all = new byte[1 + length.length + content.length];
        all[0] = (byte) tag;
        System.arraycopy(length, 0, all, 1, length.length);
        System.arraycopy(content, 0, all, 1 + length.length, content.length);
        return all;
    }
}
