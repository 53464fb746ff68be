package network.phala.pruntime.seal;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import network.phala.crypto.AesGcm;
import network.phala.crypto.CryptoException;

/// Decrypts what [SealedOutput] wrote, piece by piece: what was read is authentic, and at the end
/// of the stream it is known to be whole.
final class SealedInput extends InputStream {
    private final DataInputStream in;
    private final byte[] key;
    private byte[] piece = {};
    private int at;
    private long number;
    private boolean last;

    SealedInput(InputStream in, byte[] key) {
        this.in = new DataInputStream(in);
        this.key = key;
    }

    /// Opens the next piece.
    ///
    /// @return false when there is none
    private boolean advance() throws IOException {
        while (at == piece.length) {
            if (last) {
                return false;
            }
            int size;
            byte[] sealed;
            try {
                size = in.readInt();
                if (size < AesGcm.TAG_SIZE || size > SealedOutput.PIECE_BYTES + AesGcm.TAG_SIZE) {
                    throw new DamagedException("piece " + number + " has " + size + " bytes");
                }
                sealed = in.readNBytes(size);
            } catch (EOFException e) {
                throw new DamagedException("it ends after " + number + " pieces");
            }
            piece = open(sealed);
            at = 0;
            number++;
            if (last && in.read() >= 0) {
                throw new DamagedException("something follows the last piece");
            }
        }
        return true;
    }

    private byte[] open(byte[] sealed) throws DamagedException {
        try {
            return AesGcm.open(key, SealedOutput.iv(number, false), sealed);
        } catch (CryptoException _) {
            // Then it is the last, or nothing of ours.
        }
        try {
            byte[] opened = AesGcm.open(key, SealedOutput.iv(number, true), sealed);
            last = true;
            return opened;
        } catch (CryptoException e) {
            throw new DamagedException("piece " + number + " does not authenticate under this worker's key");
        }
    }

    @Override
    public int read() throws IOException {
        return advance() ? piece[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        if (!advance()) {
            return -1;
        }
        int part = Math.min(count, piece.length - at);
        System.arraycopy(piece, at, bytes, from, part);
        at += part;
        return part;
    }

    /// What is stored is not what was written.
    static final class DamagedException extends IOException {
        private static final long serialVersionUID = 1L;

        DamagedException(String reason) {
            super(reason);
        }
    }
}
