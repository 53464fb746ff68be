package network.phala.pruntime.seal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// A worker's folder belongs to one process: two with one identity would sign against each other and remove each
/// other's checkpoints.
///
/// The system lets go of the lock when the process ends, however that comes. The file `worker.lock` stays; it names the
/// process that had it last.
public final class FolderLock implements AutoCloseable {
    static final String FILE = "worker.lock";

    /// Folders of this virtual machine. Asked first: to open the file once more and close it would let go of the lock.
    private static final Set<Path> HELD = new HashSet<>();

    private final Path folder;
    private final FileChannel file;

    private FolderLock(Path folder, FileChannel file) {
        this.folder = folder;
        this.file = file;
    }

    /// Takes the folder, which exists, and removes what a process left there that was killed while it wrote.
    ///
    /// @throws IOException when another process has it
    public static FolderLock take(Path directory) throws IOException {
        Path folder = directory.toRealPath();
        synchronized (HELD) {
            if (HELD.contains(folder)) {
                throw inUse(directory, "this process");
            }
            FileChannel file = FileChannel.open(
                    folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                if (file.tryLock() == null) {
                    throw inUse(directory, "process " + holder(file));
                }
                file.truncate(0);
                file.write(StandardCharsets.US_ASCII.encode(
                        Long.toString(ProcessHandle.current().pid())));
                removeUnfinished(folder);
            } catch (IOException e) {
                file.close();
                throw e;
            }
            HELD.add(folder);
            return new FolderLock(folder, file);
        }
    }

    private static IOException inUse(Path directory, String by) {
        return new IOException("The data folder " + directory + " is in use by another worker (" + by
                + "); stop it or choose another one with --data-dir");
    }

    private static String holder(FileChannel file) throws IOException {
        ByteBuffer number = ByteBuffer.allocate(20);
        file.read(number, 0);
        String text = StandardCharsets.US_ASCII.decode(number.flip()).toString();
        return text.matches("[0-9]+") ? text : "unknown";
    }

    private static void removeUnfinished(Path folder) throws IOException {
        for (String name : List.of("protected_files", "storage_files", "storage_files/public")) {
            try (Stream<Path> files = Files.list(folder.resolve(name))) {
                for (Path file : files.toList()) {
                    if (file.getFileName().toString().endsWith(SealedFiles.PART)) {
                        Files.delete(file);
                    }
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (HELD) {
            if (file.isOpen()) {
                file.close();
                HELD.remove(folder);
            }
        }
    }
}
