package network.phala.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The "twox" hashes of storage keys: xxHash64 with the seeds 0, 1, 2, …, each result eight bytes
/// little-endian. Fast and not cryptographic: never for input that someone else may choose.
public final class Twox {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long P1 = 0x9E3779B185EBCA87L;
    private static final long P2 = 0xC2B2AE3D27D4EB4FL;
    private static final long P3 = 0x165667B19E3779F9L;
    private static final long P4 = 0x85EBCA77C2B2AE63L;
    private static final long P5 = 0x27D4EB2F165667C5L;

    private Twox() {}

    /// Eight bytes: seed 0.
    public static byte[] hash64(byte[] input) {
        return hash(input, 1);
    }

    /// Sixteen bytes: seeds 0 and 1. Prefix of every pallet and storage item.
    public static byte[] hash128(byte[] input) {
        return hash(input, 2);
    }

    /// Sixteen bytes of the UTF-8 form of a pallet's or item's name.
    public static byte[] hash128(String name) {
        return hash128(name.getBytes(StandardCharsets.UTF_8));
    }

    /// Thirty-two bytes: seeds 0 to 3.
    public static byte[] hash256(byte[] input) {
        return hash(input, 4);
    }

    private static byte[] hash(byte[] input, int words) {
        byte[] out = new byte[8 * words];
        for (int i = 0; i < words; i++) {
            LONGS.set(out, 8 * i, xxHash64(input, i));
        }
        return out;
    }

    /// xxHash64 of `input` under `seed`.
    public static long xxHash64(byte[] input, long seed) {
        int at = 0;
        long hash;
        if (input.length >= 32) {
            long a = seed + P1 + P2;
            long b = seed + P2;
            long c = seed;
            long d = seed - P1;
            for (; at <= input.length - 32; at += 32) {
                a = round(a, (long) LONGS.get(input, at));
                b = round(b, (long) LONGS.get(input, at + 8));
                c = round(c, (long) LONGS.get(input, at + 16));
                d = round(d, (long) LONGS.get(input, at + 24));
            }
            hash = Long.rotateLeft(a, 1) + Long.rotateLeft(b, 7) + Long.rotateLeft(c, 12) + Long.rotateLeft(d, 18);
            hash = merge(merge(merge(merge(hash, a), b), c), d);
        } else {
            hash = seed + P5;
        }
        return finish(hash + input.length, input, at);
    }

    private static long finish(long start, byte[] input, int from) {
        long hash = start;
        int at = from;
        for (; at <= input.length - 8; at += 8) {
            hash = Long.rotateLeft(hash ^ round(0, (long) LONGS.get(input, at)), 27) * P1 + P4;
        }
        if (at <= input.length - 4) {
            hash = Long.rotateLeft(hash ^ Integer.toUnsignedLong((int) INTS.get(input, at)) * P1, 23) * P2 + P3;
            at += 4;
        }
        for (; at < input.length; at++) {
            hash = Long.rotateLeft(hash ^ Byte.toUnsignedLong(input[at]) * P5, 11) * P1;
        }
        hash = (hash ^ (hash >>> 33)) * P2;
        hash = (hash ^ (hash >>> 29)) * P3;
        return hash ^ (hash >>> 32);
    }

    private static long round(long accumulator, long word) {
        return Long.rotateLeft(accumulator + word * P2, 31) * P1;
    }

    private static long merge(long hash, long accumulator) {
        return (hash ^ round(0, accumulator)) * P1 + P4;
    }
}
