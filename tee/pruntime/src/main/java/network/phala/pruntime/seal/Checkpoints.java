package network.phala.pruntime.seal;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Hkdf;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.scale.DecodeException;

/// Checkpoint files: the whole state of a worker after a block, encrypted under a key of its
/// identity.
///
/// `checkpoint.seal-NNNNNNNNN` is: magic `PHCP`, 32 bytes of chance, and the content in pieces as
/// [SealedOutput] has them, under a key made of the identity's secret and that chance. It counts
/// only when `checkpoint.seal-NNNNNNNNN.info.json` is there, which is written last. Both are
/// flushed to the disk.
///
/// One thread may write while others remove ([#removeAll] waits for the file in work).
public final class Checkpoints {
    private static final Logger LOG = System.getLogger(Checkpoints.class.getName());
    private static final Bytes PURPOSE = Bytes.ofUtf8("/checkpoint");
    private static final String PREFIX = "checkpoint.seal-";
    private static final String INFO = ".info.json";
    private static final byte[] MAGIC = {'P', 'H', 'C', 'P'};
    private static final int SALT_BYTES = 32;

    private final Path directory;
    private final ReentrantLock files = new ReentrantLock();

    /// What a checkpoint holds, written as it is read from the worker's state.
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /// Makes something of a checkpoint's content. Only at the end of the stream it is known to be
    /// whole.
    @FunctionalInterface
    public interface Reader<T> {
        /// @throws DecodeException or CryptoException when the content makes no sense
        T read(InputStream in) throws IOException, DecodeException, CryptoException;
    }

    /// The one who wrote does not want it any more.
    static final class AbandonedException extends IOException {
        private static final long serialVersionUID = 1L;

        AbandonedException() {
            super("The checkpoint was abandoned");
        }
    }

    public Checkpoints(SealedFiles files) {
        this.directory = files.storageFiles();
    }

    /// Encrypts and writes; older ones beyond `keep` go.
    ///
    /// @param abandoned asked now and then; when it says yes, nothing is left of what was written
    /// @return bytes of the file
    public long save(
            Sr25519.Pair identity, int block, Content content, String info, int keep, BooleanSupplier abandoned)
            throws IOException {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        Path path = directory.resolve(String.format(Locale.ROOT, "%s%09d", PREFIX, Integer.toUnsignedLong(block)));
        files.lock();
        try {
            removeUnfinished();
            SealedFiles.write(path, channel -> {
                channel.write(ByteBuffer.wrap(MAGIC));
                channel.write(ByteBuffer.wrap(salt));
                SealedOutput out = new SealedOutput(new Abandonable(channel, abandoned), key(identity, salt));
                content.writeTo(out);
                out.finish();
            });
            SealedFiles.write(infoOf(path), Bytes.ofUtf8(info).unsafeArray());
            List<Path> all = complete();
            for (Path old : all.subList(Math.min(keep, all.size()), all.size())) {
                remove(old);
            }
            return Files.size(path);
        } finally {
            files.unlock();
        }
    }

    /// A channel that refuses to go on when nobody wants what is written.
    private record Abandonable(WritableByteChannel out, BooleanSupplier abandoned) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer source) throws IOException {
            if (abandoned.getAsBoolean()) {
                throw new AbandonedException();
            }
            return out.write(source);
        }

        @Override
        public boolean isOpen() {
            return out.isOpen();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /// What a process left that was killed while it wrote.
    private void removeUnfinished() throws IOException {
        List<Path> parts = new ArrayList<>();
        try (Stream<Path> all = Files.list(directory)) {
            all.filter(file -> file.getFileName().toString().matches("checkpoint\\.seal-.*\\" + SealedFiles.PART))
                    .forEach(parts::add);
        }
        for (Path part : parts) {
            Files.deleteIfExists(part);
        }
    }

    /// HKDF-SHA256 of the identity's secret and the file's chance. The original's key has 16 bytes
    /// and serves all files; nobody else reads these files.
    private static byte[] key(Sr25519.Pair identity, byte[] salt) {
        byte[] secret = identity.exposeSecret();
        byte[] key = Hkdf.sha256(salt, secret, 32, PURPOSE.toArray());
        Arrays.fill(secret, (byte) 0);
        return key;
    }

    /// What the reader makes of the newest complete checkpoint.
    ///
    /// @param removeDamaged removes one that does not open, for the next start
    /// @throws IOException when it does not open
    public <T> Optional<T> load(Sr25519.Pair identity, boolean removeDamaged, Reader<T> reader) throws IOException {
        List<Path> all = complete();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        Path newest = all.getFirst();
        try (InputStream file = Files.newInputStream(newest)) {
            byte[] magic = file.readNBytes(MAGIC.length);
            byte[] salt = file.readNBytes(SALT_BYTES);
            if (!Arrays.equals(magic, MAGIC) || salt.length < SALT_BYTES) {
                throw new SealedInput.DamagedException("it is no checkpoint of this program's format");
            }
            SealedInput in = new SealedInput(file, key(identity, salt));
            return Optional.of(reader.read(in));
        } catch (SealedInput.DamagedException | EOFException | DecodeException | CryptoException e) {
            throw damaged(newest, String.valueOf(e.getMessage()), removeDamaged);
        }
    }

    private static IOException damaged(Path path, String reason, boolean remove) throws IOException {
        if (remove) {
            LOG.log(Level.ERROR, "Removing damaged checkpoint file={0}", path);
            remove(path);
            return new IOException("Checkpoint " + path + " was damaged (" + reason + ") and is removed; start again");
        }
        return new IOException("Checkpoint " + path + " is damaged (" + reason
                + "); start with --remove-corrupted-checkpoint to go back to an older one");
    }

    public void removeAll() throws IOException {
        files.lock();
        try {
            for (Path path : complete()) {
                remove(path);
            }
            removeUnfinished();
        } finally {
            files.unlock();
        }
    }

    private static void remove(Path path) throws IOException {
        // The commit mark goes first, so that a crash between the two leaves no half checkpoint that counts.
        Files.deleteIfExists(infoOf(path));
        Files.deleteIfExists(path);
    }

    private static Path infoOf(Path path) {
        return path.resolveSibling(path.getFileName() + INFO);
    }

    /// Newest first.
    private List<Path> complete() throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> file.getFileName().toString().matches("checkpoint\\.seal-[0-9]{9,10}"))
                    .filter(file -> Files.exists(infoOf(file)))
                    .forEach(found::add);
        }
        found.sort(Comparator.comparing((Path file) -> file.getFileName().toString())
                .reversed());
        return found;
    }
}
