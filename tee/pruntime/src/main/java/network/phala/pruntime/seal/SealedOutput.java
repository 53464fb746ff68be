package network.phala.pruntime.seal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import network.phala.crypto.AesGcm;

/// Encrypts a stream of any length in pieces, so that neither who writes nor who reads needs more
/// memory than for one.
///
/// A piece is its length (4, big-endian) and AES-256-GCM ciphertext with its tag, under a key that
/// this stream alone has. The IV is the piece's number (8, big-endian), three zero bytes, and 1 for
/// the last piece, else 0: pieces that change places, are left out or end too soon do not open. A
/// stream that is not [#finish]ed has no last piece.
final class SealedOutput extends OutputStream {
    static final int PIECE_BYTES = 1 << 18;

    private final WritableByteChannel out;
    private final byte[] key;
    private final byte[] piece = new byte[PIECE_BYTES];
    private int used;
    private long number;

    SealedOutput(WritableByteChannel out, byte[] key) {
        this.out = out;
        this.key = key;
    }

    static byte[] iv(long number, boolean last) {
        return ByteBuffer.allocate(AesGcm.IV_SIZE)
                .putLong(number)
                .putInt(last ? 1 : 0)
                .array();
    }

    @Override
    public void write(int value) throws IOException {
        if (used == piece.length) {
            seal(false);
        }
        piece[used++] = (byte) value;
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        int at = from;
        while (at < from + count) {
            if (used == piece.length) {
                seal(false);
            }
            int part = Math.min(from + count - at, piece.length - used);
            System.arraycopy(bytes, at, piece, used, part);
            used += part;
            at += part;
        }
    }

    private void seal(boolean last) throws IOException {
        byte[] plain = used == piece.length ? piece : java.util.Arrays.copyOf(piece, used);
        byte[] sealed = AesGcm.seal(key, iv(number++, last), plain);
        used = 0;
        ByteBuffer[] parts = {ByteBuffer.allocate(4).putInt(sealed.length).flip(), ByteBuffer.wrap(sealed)};
        for (ByteBuffer part : parts) {
            while (part.hasRemaining()) {
                out.write(part);
            }
        }
    }

    /// Writes the last piece; nothing may be written afterwards.
    void finish() throws IOException {
        seal(true);
    }
}
