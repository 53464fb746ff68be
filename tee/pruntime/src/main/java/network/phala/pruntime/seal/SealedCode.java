package network.phala.pruntime.seal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import network.phala.crypto.AesGcm;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Hkdf;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.wasm.CodeStore;
import org.jspecify.annotations.Nullable;

/// Compiled contracts on the worker's disk, which belongs to the host and is not trusted.
///
/// `code/<code hash>` is: magic `PHCC`, [CodeStore#EMISSION] (4), then the parts: size (4), and so many bytes of a
/// 12-byte IV and AES-256-GCM ciphertext with its tag. In it: size of the name (4), name, size of the content (4), the
/// content deflated (that makes opening twice as fast in a young process). Integers are big-endian. The key comes from
/// the worker's identity, the emission and the code hash, so that what another worker
/// or compiler wrote, or what was written for other code, does not open. The first part names all others.
///
/// What does not open is dropped, compiled anew and written again. Files are written whole or not at all by one thread
/// of low priority; when all together are too large, those go first that were not used for the longest time.
public final class SealedCode implements CodeStore, AutoCloseable {
    /// Bytes of all files together.
    public static final long BYTES_MAX = 256L << 20;

    private static final Logger LOG = System.getLogger(SealedCode.class.getName());
    private static final Bytes PURPOSE = Bytes.ofUtf8("/compiled-code");
    private static final int MAGIC = 0x50484343;
    private static final int HEADER = 8;
    private static final int WAITING_MAX = 64;
    private static final int PART_BYTES_MAX = 64 << 20;

    /// @param done counted down when the work was done, or was not to be done
    private record Work(H256 hash, Supplier<Map<String, Bytes>> parts, CountDownLatch done) {}

    private final Path directory;
    private final int emission;
    private final long bytesMax;
    private final InstantSource clock;
    private final BlockingQueue<Work> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final ReentrantLock writing = new ReentrantLock();
    private volatile byte @Nullable [] key;
    private volatile boolean closed;
    private @Nullable Thread writer;

    /// The code files of a worker. Nothing is read or written before [#belongTo].
    public SealedCode(SealedFiles files) {
        this(files.storageFiles().resolve("code"), EMISSION, BYTES_MAX, InstantSource.system());
    }

    SealedCode(Path directory, int emission, long bytesMax, InstantSource clock) {
        this.directory = directory;
        this.emission = emission;
        this.bytesMax = bytesMax;
        this.clock = clock;
    }

    /// From now on reads and writes what is this identity's.
    public void belongTo(Sr25519.Pair identity) {
        byte[] secret = identity.exposeSecret();
        belongTo(secret);
        Arrays.fill(secret, (byte) 0);
    }

    void belongTo(byte[] secret) {
        key = Hkdf.sha256(new byte[0], secret, 32, PURPOSE.toArray());
    }

    private Path file(H256 hash) {
        return directory.resolve(hash.toHex().substring(2));
    }

    private byte[] fileKey(byte[] master, H256 hash) {
        byte[] number = ByteBuffer.allocate(4).putInt(emission).array();
        return Hkdf.sha256(
                new byte[0],
                master,
                32,
                PURPOSE.toArray(),
                number,
                hash.toBytes().toArray());
    }

    // Reading

    @Override
    public Parts open(H256 codeHash) {
        Path path = file(codeHash);
        byte[] master = key;
        try {
            if (Files.exists(path) && (!Files.isRegularFile(path) || Files.size(path) > bytesMax)) {
                // Not even read: the disk is the host's, who may put anything there.
                drop(path, "it is no file of at most " + bytesMax + " bytes");
                return Parts.NONE;
            }
            Optional<Bytes> content = SealedFiles.read(path);
            if (content.isEmpty() || master == null) {
                return Parts.NONE;
            }
            ByteBuffer in = ByteBuffer.wrap(content.get().unsafeArray());
            if (in.remaining() < HEADER || in.getInt() != MAGIC || in.getInt() != emission) {
                drop(path, "it is not of this compiler");
                return Parts.NONE;
            }
            Parts opened = new OpenFile(path, fileKey(master, codeHash), sealed(in));
            Files.setLastModifiedTime(path, FileTime.from(clock.instant()));
            return opened;
        } catch (CryptoException e) {
            drop(path, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Compiled code cannot be read file={0} reason={1}", path, e.getMessage());
        }
        return Parts.NONE;
    }

    private static List<ByteBuffer> sealed(ByteBuffer in) throws CryptoException {
        List<ByteBuffer> parts = new ArrayList<>();
        while (in.hasRemaining()) {
            int size = in.remaining() < 4 ? -1 : in.getInt();
            if (size < AesGcm.IV_SIZE + AesGcm.TAG_SIZE || size > in.remaining()) {
                throw new CryptoException(
                        "part " + parts.size() + " has " + size + " bytes; " + in.remaining() + " are left");
            }
            parts.add(in.slice(in.position(), size));
            in.position(in.position() + size);
        }
        return parts;
    }

    private static void drop(Path path, String reason) {
        LOG.log(Level.WARNING, "Dropping compiled code file={0} reason={1}", path, reason);
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Compiled code cannot be dropped file={0} reason={1}", path, e.getMessage());
        }
    }

    private static byte[] deflate(Bytes content) {
        try (Deflater deflater = new Deflater(Deflater.BEST_SPEED)) {
            deflater.setInput(content.unsafeArray());
            deflater.finish();
            // No content grows by more than a few bytes in 16 KiB.
            byte[] out = new byte[content.size() + content.size() / 1000 + 64];
            int size = deflater.deflate(out);
            if (!deflater.finished()) {
                throw new IllegalStateException(content.size() + " bytes deflate to more than " + out.length);
            }
            return Arrays.copyOf(out, size);
        }
    }

    private static byte[] inflate(ByteBuffer in) throws CryptoException {
        int size = in.remaining() < 4 ? -1 : in.getInt();
        if (size < 0 || size > PART_BYTES_MAX) {
            throw new CryptoException("a part of " + size + " bytes; at most " + PART_BYTES_MAX);
        }
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(in);
            byte[] out = new byte[size];
            if (inflater.inflate(out) != size) {
                throw new CryptoException("a part is shorter than the " + size + " bytes it should have");
            }
            return out;
        } catch (DataFormatException e) {
            throw new CryptoException("a part does not inflate");
        }
    }

    /// A file whose list of parts was opened; the parts themselves are when they are asked for.
    private static final class OpenFile implements Parts {
        private final Path path;
        private final byte[] key;
        private final Map<String, ByteBuffer> parts = new HashMap<>();

        OpenFile(Path path, byte[] key, List<ByteBuffer> sealed) throws CryptoException {
            this.path = path;
            this.key = key;
            String[] names = sealed.isEmpty()
                    ? new String[0]
                    : new String(unseal(sealed.getFirst(), ""), StandardCharsets.UTF_8).split("\n");
            if (names.length == 0 || names.length != sealed.size() - 1) {
                throw new CryptoException("it names " + names.length + " parts and has " + (sealed.size() - 1));
            }
            for (int i = 0; i < names.length; i++) {
                parts.put(names[i], sealed.get(i + 1));
            }
        }

        private byte[] unseal(ByteBuffer part, String name) throws CryptoException {
            byte[] iv = new byte[AesGcm.IV_SIZE];
            byte[] sealed = new byte[part.remaining() - iv.length];
            part.duplicate().get(iv).get(sealed);
            ByteBuffer opened = ByteBuffer.wrap(AesGcm.open(key, iv, sealed));
            byte[] expected = name.getBytes(StandardCharsets.UTF_8);
            if (opened.remaining() < 4 + expected.length
                    || opened.getInt() != expected.length
                    || !opened.slice(4, expected.length).equals(ByteBuffer.wrap(expected))) {
                throw new CryptoException("a part has another name than " + name);
            }
            opened.position(4 + expected.length);
            return inflate(opened);
        }

        @Override
        public long bytes() {
            return parts.values().stream().mapToLong(ByteBuffer::remaining).sum();
        }

        @Override
        public Optional<Bytes> part(String name) {
            ByteBuffer sealed = parts.get(name);
            if (sealed == null) {
                return Optional.empty();
            }
            try {
                return Optional.of(Bytes.wrap(unseal(sealed, name)));
            } catch (CryptoException e) {
                drop(path, name + ": " + e.getMessage());
                return Optional.empty();
            }
        }
    }

    // Writing

    /// Writes later, unless too much is waiting.
    @Override
    public void save(H256 codeHash, Supplier<Map<String, Bytes>> parts) {
        if (waiting.offer(new Work(codeHash, parts, new CountDownLatch(1)))) {
            startWriter();
        }
    }

    private synchronized void startWriter() {
        if (writer == null) {
            writer = Thread.ofPlatform()
                    .name("code writer")
                    .daemon()
                    .priority(Thread.MIN_PRIORITY)
                    .start(this::writeAll);
        }
    }

    /// The next to write; the thread ends when there is none.
    private synchronized Optional<Work> next() {
        Work work = waiting.poll();
        if (work == null) {
            writer = null;
        }
        return Optional.ofNullable(work);
    }

    private void writeAll() {
        for (Optional<Work> work = next(); work.isPresent(); work = next()) {
            try {
                byte[] master = key;
                if (!closed && master != null && Files.notExists(file(work.get().hash()))) {
                    write(master, work.get().hash(), work.get().parts().get());
                }
            } catch (IOException e) {
                // Another process that shares the folder may have made room for its own.
                LOG.log(Level.WARNING, "Compiled code cannot be kept: {0}", e.toString());
            } catch (RuntimeException | Error e) {
                // Without the file the next process compiles again; nothing else is lost.
                LOG.log(Level.WARNING, "Compiled code cannot be kept", e);
            } finally {
                work.get().done().countDown();
            }
        }
    }

    /// Waits until everything that was to be saved before is written.
    void flush() throws InterruptedException {
        Work last = new Work(H256.ZERO, Map::of, new CountDownLatch(1));
        waiting.put(last);
        startWriter();
        last.done().await();
    }

    private void write(byte[] master, H256 hash, Map<String, Bytes> parts) throws IOException {
        if (parts.isEmpty()) {
            return;
        }
        byte[] fileKey = fileKey(master, hash);
        SecureRandom random = new SecureRandom();
        List<byte[]> sealed = new ArrayList<>();
        sealed.add(seal(fileKey, random, "", Bytes.ofUtf8(String.join("\n", parts.keySet()))));
        parts.forEach((name, content) -> sealed.add(seal(fileKey, random, name, content)));
        int size = HEADER + sealed.stream().mapToInt(part -> 4 + part.length).sum();
        if (size > bytesMax) {
            return;
        }
        ByteBuffer out = ByteBuffer.allocate(size).putInt(MAGIC).putInt(emission);
        sealed.forEach(part -> out.putInt(part.length).put(part));
        writing.lock();
        try {
            if (!closed) {
                Files.createDirectories(directory);
                evict(size);
                SealedFiles.write(file(hash), out.array());
                Files.setLastModifiedTime(file(hash), FileTime.from(clock.instant()));
            }
        } finally {
            writing.unlock();
        }
    }

    private static byte[] seal(byte[] key, SecureRandom random, String name, Bytes content) {
        byte[] iv = new byte[AesGcm.IV_SIZE];
        random.nextBytes(iv);
        byte[] named = name.getBytes(StandardCharsets.UTF_8);
        byte[] deflated = deflate(content);
        byte[] plain = ByteBuffer.allocate(8 + named.length + deflated.length)
                .putInt(named.length)
                .put(named)
                .putInt(content.size())
                .put(deflated)
                .array();
        byte[] sealed = AesGcm.seal(key, iv, plain);
        return ByteBuffer.allocate(iv.length + sealed.length)
                .put(iv)
                .put(sealed)
                .array();
    }

    private record Entry(Path path, FileTime used, long size) {}

    /// Makes room for so many bytes.
    private void evict(long needed) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path path : files.toList()) {
                try {
                    entries.add(new Entry(path, Files.getLastModifiedTime(path), Files.size(path)));
                } catch (NoSuchFileException e) {
                    // Dropped by a reader in this moment.
                }
            }
        }
        entries.sort(Comparator.comparing(Entry::used).thenComparing(Entry::path));
        long total = needed + entries.stream().mapToLong(Entry::size).sum();
        for (Entry entry : entries) {
            if (total <= bytesMax) {
                return;
            }
            Files.deleteIfExists(entry.path());
            total -= entry.size();
        }
    }

    /// Writes nothing any more, and returns when nothing is being written. What was waiting is not lost but for the
    /// time to compile it.
    @Override
    public void close() {
        writing.lock();
        closed = true;
        writing.unlock();
    }
}
