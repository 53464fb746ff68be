package network.phala.sidevm.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;

/// Which addresses belong to the open internet. The others are this machine, its neighbours, or nobody: neither a
/// contract nor its program may reach them, or it could speak to the operator's own services (IANA special-purpose
/// registries, IPv4 and IPv6).
public final class PublicAddresses {
    private static final byte[] ZEROES = new byte[8];

    private PublicAddresses() {}

    public static boolean contains(InetAddress address) {
        boolean special = address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress();
        byte[] bytes = address.getAddress();
        return !special && (address instanceof Inet4Address ? isPublic4(bytes, 0) : isPublic6(bytes));
    }

    private static boolean isPublic4(byte[] bytes, int at) {
        int a = Byte.toUnsignedInt(bytes[at]);
        int b = Byte.toUnsignedInt(bytes[at + 1]);
        int c = Byte.toUnsignedInt(bytes[at + 2]);
        return switch (a) {
            case 0, 10, 127 -> false;
            case 100 -> b < 64 || b > 127;
            case 169 -> b != 254;
            case 172 -> b < 16 || b > 31;
            case 192 -> !(b == 168 || b == 0 && (c == 0 || c == 2) || b == 88 && c == 99);
            case 198 -> !(b == 18 || b == 19 || b == 51 && c == 100);
            case 203 -> !(b == 0 && c == 113);
            default -> a < 224;
        };
    }

    /// Only the global unicast block 2000::/3, without its reserved parts; addresses that carry an IPv4 address inside
    /// are as public as that.
    private static boolean isPublic6(byte[] bytes) {
        int first = Byte.toUnsignedInt(bytes[0]) << 8 | Byte.toUnsignedInt(bytes[1]);
        int second = Byte.toUnsignedInt(bytes[2]) << 8 | Byte.toUnsignedInt(bytes[3]);
        if (first == 0x64) {
            // Translated to IPv4 by the world's prefix 64:ff9b::/96; 64:ff9b:1::/48 is a network's own.
            return second == 0xff9b && Arrays.equals(bytes, 4, 12, ZEROES, 0, 8) && isPublic4(bytes, 12);
        }
        if (first == 0x2002) {
            return isPublic4(bytes, 2);
        }
        boolean reserved = first == 0x2001 && (second < 0x200 || second == 0xdb8) || first == 0x3fff;
        return (first & 0xe000) == 0x2000 && !reserved;
    }
}
