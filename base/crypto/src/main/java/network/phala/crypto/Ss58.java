package network.phala.crypto;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;

/// Addresses as people read them: Base58 of prefix ‖ account ‖ two checksum bytes. The prefix names the
/// network: Phala has 30, 42 is "any Substrate chain".
public final class Ss58 {
    public static final int PHALA = 30;
    public static final int SUBSTRATE = 42;

    private static final String ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(58);
    private static final byte[] CHECKSUM_PREFIX = "SS58PRE".getBytes(StandardCharsets.US_ASCII);
    private static final int PREFIX_END = 1 << 14;

    private Ss58() {}

    /// A decoded address: the network's prefix and the key or account, 32 or 33 bytes.
    public record Address(int prefix, Bytes content) {}

    /// The address of an account.
    public static String encode(AccountId account, int prefix) {
        return encode(account.toBytes(), prefix);
    }

    /// The address of 32 bytes (an account) or 33 bytes (an ECDSA key). The prefix is below 16384 and not 46 or
    /// 47.
    public static String encode(Bytes content, int prefix) {
        if (!isPrefix(prefix) || (content.size() != 32 && content.size() != 33)) {
            throw new IllegalArgumentException("SS58 prefix " + prefix + " with " + content.size() + " bytes");
        }
        byte[] head = prefix < 64
                ? new byte[] {(byte) prefix}
                : new byte[] {(byte) (prefix >> 2 & 0x3f | 0x40), (byte) (prefix >> 8 | (prefix & 3) << 6)};
        byte[] body = Bytes.concat(Bytes.wrap(head), content).toArray();
        byte[] all = Arrays.copyOf(body, body.length + 2);
        System.arraycopy(Blake2b.digest512(CHECKSUM_PREFIX, body), 0, all, body.length, 2);
        return base58(all);
    }

    /// Reads an address of any network.
    ///
    /// @throws CryptoException when it is not Base58, has another length, a reserved prefix or a wrong checksum
    public static Address decode(String text) throws CryptoException {
        byte[] all = parseBase58(text);
        int head = all.length > 0 && (all[0] & 0x40) != 0 ? 2 : 1;
        int size = all.length - head - 2;
        if (size != 32 && size != 33) {
            throw new CryptoException("Address of " + all.length + " bytes; expected 35 to 37");
        }
        int prefix = head == 1 ? all[0] & 0xff : (all[0] & 0x3f) << 2 | (all[1] & 0xff) >> 6 | (all[1] & 0x3f) << 8;
        if (!isPrefix(prefix) || (head == 2 && prefix < 64)) {
            throw new CryptoException("Address has the reserved or misplaced network prefix " + prefix);
        }
        byte[] body = Arrays.copyOf(all, all.length - 2);
        byte[] checksum = Blake2b.digest512(CHECKSUM_PREFIX, body);
        if (checksum[0] != all[body.length] || checksum[1] != all[body.length + 1]) {
            throw new CryptoException("Address \"" + text + "\" has a wrong checksum: a character is mistaken");
        }
        return new Address(prefix, Bytes.wrap(Arrays.copyOfRange(body, head, body.length)));
    }

    /// The account of an address of any network.
    ///
    /// @throws CryptoException as [#decode], and for 33 bytes
    public static AccountId decodeAccount(String text) throws CryptoException {
        Address address = decode(text);
        if (address.content().size() != 32) {
            throw new CryptoException("Address \"" + text + "\" is an ECDSA key; expected an account of 32 bytes");
        }
        return AccountId.of(address.content().unsafeArray());
    }

    private static boolean isPrefix(int prefix) {
        return prefix >= 0 && prefix < PREFIX_END && prefix != 46 && prefix != 47;
    }

    private static String base58(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        BigInteger rest = new BigInteger(1, bytes);
        while (rest.signum() > 0) {
            BigInteger[] parts = rest.divideAndRemainder(BASE);
            out.append(ALPHABET.charAt(parts[1].intValue()));
            rest = parts[0];
        }
        for (int i = 0; i < bytes.length && bytes[i] == 0; i++) {
            out.append(ALPHABET.charAt(0));
        }
        return out.reverse().toString();
    }

    private static byte[] parseBase58(String text) throws CryptoException {
        if (text.isEmpty() || text.length() > 64) {
            throw new CryptoException("Address of " + text.length() + " characters; expected about 48");
        }
        BigInteger number = BigInteger.ZERO;
        for (int i = 0; i < text.length(); i++) {
            int digit = ALPHABET.indexOf(text.charAt(i));
            if (digit < 0) {
                throw new CryptoException("Address has '" + text.charAt(i) + "' at " + i + ", which is not Base58");
            }
            number = number.multiply(BASE).add(BigInteger.valueOf(digit));
        }
        int zeros = 0;
        while (zeros < text.length() && text.charAt(zeros) == ALPHABET.charAt(0)) {
            zeros++;
        }
        byte[] bytes = number.toByteArray();
        int skip = bytes[0] == 0 ? 1 : 0;
        byte[] out = new byte[zeros + bytes.length - skip];
        System.arraycopy(bytes, skip, out, zeros, bytes.length - skip);
        return out;
    }
}
