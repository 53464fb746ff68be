package network.phala.pruntime.seal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import network.phala.crypto.AesGcm;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Hkdf;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;

/// Checkpoint files: the whole state of a worker after a block, encrypted under a key of its identity.
///
/// `checkpoint.seal-NNNNNNNNN` is a 12-byte IV and AES-256-GCM ciphertext with its tag; it counts only when
/// `checkpoint.seal-NNNNNNNNN.info.json` is there, which is written last. Both are flushed to the disk.
public final class Checkpoints {
    private static final Logger LOG = System.getLogger(Checkpoints.class.getName());
    private static final Bytes PURPOSE = Bytes.ofUtf8("/checkpoint");
    private static final String PREFIX = "checkpoint.seal-";
    private static final String INFO = ".info.json";

    private final Path directory;

    public Checkpoints(SealedFiles files) {
        this.directory = files.storageFiles();
    }

    /// Encrypts and writes; older ones beyond `keep` go.
    public void save(Sr25519.Pair identity, int block, Bytes content, String info, int keep) throws IOException {
        byte[] iv = new byte[AesGcm.IV_SIZE];
        new SecureRandom().nextBytes(iv);
        byte[] sealed = AesGcm.seal(key(identity), iv, content.unsafeArray());
        byte[] file = new byte[iv.length + sealed.length];
        System.arraycopy(iv, 0, file, 0, iv.length);
        System.arraycopy(sealed, 0, file, iv.length, sealed.length);
        Path path = directory.resolve(String.format(Locale.ROOT, "%s%09d", PREFIX, Integer.toUnsignedLong(block)));
        SealedFiles.write(path, file);
        SealedFiles.write(infoOf(path), Bytes.ofUtf8(info).unsafeArray());
        List<Path> all = complete();
        for (Path old : all.subList(Math.min(keep, all.size()), all.size())) {
            remove(old);
        }
    }

    /// HKDF-SHA256 of the identity's secret. The original's key has 16 bytes; nobody else reads these files.
    private static byte[] key(Sr25519.Pair identity) {
        byte[] secret = identity.exposeSecret();
        byte[] key = Hkdf.sha256(new byte[0], secret, 32, PURPOSE.toArray());
        Arrays.fill(secret, (byte) 0);
        return key;
    }

    /// The newest complete checkpoint, opened.
    ///
    /// @param removeDamaged removes one that does not open, for the next start
    /// @throws IOException when it does not open
    public Optional<Bytes> load(Sr25519.Pair identity, boolean removeDamaged) throws IOException {
        List<Path> all = complete();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        Path newest = all.getFirst();
        Bytes file = Bytes.wrap(Files.readAllBytes(newest));
        try {
            if (file.size() < AesGcm.IV_SIZE + AesGcm.TAG_SIZE) {
                throw new CryptoException("it has only " + file.size() + " bytes");
            }
            return Optional.of(Bytes.wrap(AesGcm.open(
                    key(identity),
                    file.slice(0, AesGcm.IV_SIZE).toArray(),
                    file.slice(AesGcm.IV_SIZE, file.size()).toArray())));
        } catch (CryptoException e) {
            throw damaged(newest, String.valueOf(e.getMessage()), removeDamaged);
        }
    }

    /// The error for a newest checkpoint that cannot be used.
    public IOException damaged(String reason, boolean remove) throws IOException {
        return damaged(complete().getFirst(), reason, remove);
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
        for (Path path : complete()) {
            remove(path);
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
