package network.phala.pruntime.seal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import network.phala.primitives.Bytes;

/// The folders of a worker, and files written whole or not at all.
///
/// In an enclave the host's file system shield encrypts `protected_files` under a key that only the same enclave gets
/// (gramine's encrypted mount). Outside one this is **simulation**: the files are as readable as any other.
public final class SealedFiles {
    /// Ends the names of files that are not whole.
    static final String PART = ".part";

    private static final AtomicLong NUMBER = new AtomicLong();

    private final Path directory;

    /// Makes the folders.
    public SealedFiles(Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(protectedFiles());
        Files.createDirectories(publicFiles());
    }

    /// Nobody else's until it is closed.
    ///
    /// @throws IOException when another process has these folders
    public FolderLock lock() throws IOException {
        return FolderLock.take(directory);
    }

    public Path protectedFiles() {
        return directory.resolve("protected_files");
    }

    public Path storageFiles() {
        return directory.resolve("storage_files");
    }

    /// What `/download` serves.
    public Path publicFiles() {
        return storageFiles().resolve("public");
    }

    public Optional<Bytes> readProtected(String name) throws IOException {
        return read(protectedFiles().resolve(name));
    }

    public void writeProtected(String name, Bytes content) throws IOException {
        write(protectedFiles().resolve(name), content.unsafeArray());
    }

    static Optional<Bytes> read(Path file) throws IOException {
        try {
            return Optional.of(Bytes.wrap(Files.readAllBytes(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /// Writes beside, flushes to the disk, then renames: a crash leaves the old file or the new one.
    static void write(Path file, byte[] content) throws IOException {
        write(file, out -> {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
        });
    }

    /// What is to be in a file.
    @FunctionalInterface
    interface Content {
        void writeTo(WritableByteChannel out) throws IOException;
    }

    /// The same for content that is not in memory. Nothing is left of content that fails.
    static void write(Path file, Content content) throws IOException {
        // Of its own name: two that write one file do not write into each other's.
        Path beside = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet() + PART);
        try (FileChannel out = FileChannel.open(
                beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            content.writeTo(out);
            out.force(true);
        } catch (IOException | RuntimeException | Error e) {
            Files.deleteIfExists(beside);
            throw e;
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}
