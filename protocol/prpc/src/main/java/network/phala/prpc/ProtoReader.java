package network.phala.prpc;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import network.phala.scale.DecodeException;

/// Reads protobuf wire bytes; every length is checked against what remains before anything is allocated.
final class ProtoReader {
    private static final int DEPTH_MAX = 100;

    private final byte[] input;
    private final int end;
    private final int depth;
    private int at;

    ProtoReader(byte[] input) {
        this(input, 0, input.length, 0);
    }

    private ProtoReader(byte[] input, int from, int to, int depth) {
        this.input = input;
        this.at = from;
        this.end = to;
        this.depth = depth;
    }

    boolean atEnd() {
        return at == end;
    }

    long varint() throws DecodeException {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (at == end) {
                throw error("a varint ends early");
            }
            byte next = input[at++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw error("a varint of more than 10 bytes");
    }

    byte[] sized() throws DecodeException {
        int size = length();
        at += size;
        return Arrays.copyOfRange(input, at - size, at);
    }

    String text() throws DecodeException {
        int size = length();
        at += size;
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(input, at - size, size))
                    .toString();
        } catch (CharacterCodingException e) {
            throw error("a string is not UTF-8");
        }
    }

    /// The embedded message at this place.
    ProtoReader message() throws DecodeException {
        if (depth == DEPTH_MAX) {
            throw error("nested deeper than " + DEPTH_MAX);
        }
        int size = length();
        at += size;
        return new ProtoReader(input, at - size, at, depth + 1);
    }

    private int length() throws DecodeException {
        long size = varint();
        if (size < 0 || size > end - at) {
            throw error("length " + Long.toUnsignedString(size) + " with " + (end - at) + " bytes left");
        }
        return (int) size;
    }

    void skip(int wireType) throws DecodeException {
        switch (wireType) {
            case ProtoWriter.VARINT -> varint();
            case 1 -> skipBytes(8);
            case ProtoWriter.SIZED -> skipBytes(length());
            case 5 -> skipBytes(4);
            default -> throw error("wire type " + wireType + "; expected 0, 1, 2 or 5");
        }
    }

    private void skipBytes(int count) throws DecodeException {
        if (count > end - at) {
            throw error(count + " bytes expected, " + (end - at) + " left");
        }
        at += count;
    }

    DecodeException error(String what) {
        return new DecodeException(at, "protobuf: " + what);
    }
}
