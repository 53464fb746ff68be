package network.phala.pruntime.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.wasm.CodeStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Compiled code on a disk that belongs to somebody else.
@Timeout(300)
class SealedCodeTest {
    private static final byte[] SECRET = {1, 2, 3};
    private static final Map<String, Bytes> PARTS = parts(5);

    /// What is dropped is a warning each time; here that is hundreds.
    private static final Logger QUIET = Logger.getLogger(SealedCode.class.getName());

    @TempDir
    private Path directory;

    private final AtomicLong seconds = new AtomicLong(1_000_000);

    @BeforeAll
    static void quiet() {
        QUIET.setLevel(Level.OFF);
    }

    @AfterAll
    static void loud() {
        QUIET.setLevel(null);
    }

    private static Map<String, Bytes> parts(int seed) {
        Map<String, Bytes> parts = new LinkedHashMap<>();
        Random random = new Random(seed);
        for (String name : List.of("facts", "guest/F0", "guest/F1", "guest/T3")) {
            byte[] content = new byte[1 + random.nextInt(3000)];
            random.nextBytes(content);
            parts.put(name, Bytes.wrap(content));
        }
        return parts;
    }

    private static H256 hash(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return H256.of(bytes);
    }

    private SealedCode store(byte[] secret, int emission, long bytesMax) {
        SealedCode store = new SealedCode(directory, emission, bytesMax, () -> Instant.ofEpochSecond(seconds.get()));
        store.belongTo(secret);
        return store;
    }

    private SealedCode store() {
        return store(SECRET, 1, 1 << 20);
    }

    private void save(SealedCode store, H256 hash, Map<String, Bytes> parts) throws InterruptedException {
        seconds.incrementAndGet();
        store.save(hash, () -> parts);
        store.flush();
    }

    private Path file(H256 hash) {
        return directory.resolve(hash.toHex().substring(2));
    }

    private static boolean isWhole(CodeStore.Parts parts) {
        return PARTS.entrySet().stream()
                .allMatch(entry -> parts.part(entry.getKey()).equals(Optional.of(entry.getValue())));
    }

    /// Opens and reads every part: each is what was saved, or absent.
    private static boolean readsTruly(CodeStore.Parts parts) {
        boolean whole = true;
        for (Map.Entry<String, Bytes> entry : PARTS.entrySet()) {
            var part = parts.part(entry.getKey());
            part.ifPresent(content -> assertThat(content).isEqualTo(entry.getValue()));
            whole &= part.isPresent();
        }
        return whole;
    }

    @Test
    void whatWasSavedIsReadByTheNextProcess() throws Exception {
        save(store(), hash(1), PARTS);
        CodeStore.Parts parts = store().open(hash(1));
        assertThat(isWhole(parts)).isTrue();
        assertThat(parts.part("guest/F9")).isEmpty();
        assertThat(store().open(hash(2))).isSameAs(CodeStore.Parts.NONE);
    }

    @Test
    void codeThatBreaksTheWriterDoesNotStopIt() throws Exception {
        SealedCode store = store();
        store.save(hash(1), () -> {
            throw new OutOfMemoryError("on purpose");
        });
        store.flush();
        save(store, hash(2), PARTS);
        assertThat(store.open(hash(1))).isSameAs(CodeStore.Parts.NONE);
        assertThat(isWhole(store.open(hash(2)))).isTrue();
    }

    @Test
    void nothingIsReadOrWrittenWithoutAnIdentityOrAfterTheEnd() throws Exception {
        SealedCode nobody = new SealedCode(directory, 1, 1 << 20, () -> Instant.EPOCH);
        save(nobody, hash(1), PARTS);
        assertThat(file(hash(1))).doesNotExist();
        SealedCode store = store();
        save(store, hash(1), PARTS);
        assertThat(nobody.open(hash(1))).isSameAs(CodeStore.Parts.NONE);
        store.close();
        save(store, hash(2), PARTS);
        assertThat(file(hash(2))).doesNotExist();
        assertThat(isWhole(store.open(hash(1)))).isTrue();
    }

    @Test
    void aFileWithAnyByteChangedIsDropped() throws Exception {
        save(store(), hash(1), PARTS);
        byte[] file = Files.readAllBytes(file(hash(1)));
        Random random = new Random(7);
        for (int i = 0; i < 400; i++) {
            byte[] changed = file.clone();
            int at = i < 80 ? i : random.nextInt(file.length);
            changed[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file(hash(1)), changed);
            assertThat(readsTruly(store().open(hash(1)))).as("byte %d", at).isFalse();
            assertThat(file(hash(1))).as("byte %d", at).doesNotExist();
        }
    }

    @Test
    void aTruncatedOrLengthenedFileIsDropped() throws Exception {
        save(store(), hash(1), PARTS);
        byte[] file = Files.readAllBytes(file(hash(1)));
        for (int length = 0; length < file.length; length += length < 100 ? 1 : 61) {
            Files.write(file(hash(1)), Arrays.copyOf(file, length));
            assertThat(readsTruly(store().open(hash(1))))
                    .as("length %d", length)
                    .isFalse();
            assertThat(file(hash(1))).as("length %d", length).doesNotExist();
        }
        Files.write(file(hash(1)), Arrays.copyOf(file, file.length + 3));
        assertThat(store().open(hash(1))).isSameAs(CodeStore.Parts.NONE);
        assertThat(file(hash(1))).doesNotExist();
    }

    /// The host may put anything there. To read it would take the memory of the worker, in the middle of a block.
    @Test
    void whatIsNoFileOfOursIsNotEvenRead() throws Exception {
        save(store(), hash(1), PARTS);
        try (RandomAccessFile file = new RandomAccessFile(file(hash(1)).toFile(), "rw")) {
            file.setLength(1L << 40);
        }
        assertThat(store().open(hash(1))).isSameAs(CodeStore.Parts.NONE);
        assertThat(file(hash(1))).doesNotExist();
        Files.createDirectory(file(hash(1)));
        assertThat(store().open(hash(1))).isSameAs(CodeStore.Parts.NONE);
        assertThat(file(hash(1))).doesNotExist();
        Files.createSymbolicLink(file(hash(1)), Path.of("/dev/zero"));
        assertThat(store().open(hash(1))).isSameAs(CodeStore.Parts.NONE);
        save(store(), hash(1), PARTS);
        assertThat(isWhole(store().open(hash(1)))).isTrue();
    }

    @Test
    void aFileOfOtherCodeIsDropped() throws Exception {
        save(store(), hash(1), PARTS);
        Files.copy(file(hash(1)), file(hash(2)));
        assertThat(store().open(hash(2))).isSameAs(CodeStore.Parts.NONE);
        assertThat(file(hash(2))).doesNotExist();
        assertThat(isWhole(store().open(hash(1)))).isTrue();
    }

    @Test
    void aFileOfAnotherCompilerIsDroppedAlsoWhenItsHeaderLies() throws Exception {
        save(store(), hash(1), PARTS);
        byte[] old = Files.readAllBytes(file(hash(1)));
        assertThat(store(SECRET, 2, 1 << 20).open(hash(1))).isSameAs(CodeStore.Parts.NONE);
        assertThat(file(hash(1))).doesNotExist();
        old[7] = 2;
        Files.write(file(hash(1)), old);
        assertThat(store(SECRET, 2, 1 << 20).open(hash(1))).isSameAs(CodeStore.Parts.NONE);
        assertThat(file(hash(1))).doesNotExist();
    }

    @Test
    void aFileOfAnotherWorkerIsDropped() throws Exception {
        save(store(new byte[] {9}, 1, 1 << 20), hash(1), PARTS);
        assertThat(store().open(hash(1))).isSameAs(CodeStore.Parts.NONE);
        assertThat(file(hash(1))).doesNotExist();
    }

    @Test
    void partsOfOneFileCannotChangePlaces() throws Exception {
        Map<String, Bytes> parts = new LinkedHashMap<>();
        parts.put("a", Bytes.of((byte) 1));
        parts.put("b", Bytes.of((byte) 2));
        save(store(), hash(1), parts);
        byte[] file = Files.readAllBytes(file(hash(1)));
        // The last two parts are equally long; their size is before them.
        int size = 0;
        for (int at = 8; at < file.length; at += size) {
            size = 4 + ByteBuffer.wrap(file).getInt(at);
        }
        byte[] swapped = file.clone();
        System.arraycopy(file, file.length - 2 * size, swapped, file.length - size, size);
        System.arraycopy(file, file.length - size, swapped, file.length - 2 * size, size);
        Files.write(file(hash(1)), swapped);
        assertThat(store().open(hash(1)).part("a")).isEmpty();
        assertThat(file(hash(1))).doesNotExist();
    }

    @Test
    void nothingOfTheCodeIsReadable() throws Exception {
        byte[] content = Bytes.ofUtf8("a contract's secret way of doing things").toArray();
        save(store(), hash(1), Map.of("facts", Bytes.wrap(content)));
        String file = new String(Files.readAllBytes(file(hash(1))), StandardCharsets.ISO_8859_1);
        assertThat(file).doesNotContain("secret").doesNotContain("facts");
    }

    @Test
    void theOldestGoWhenThereIsTooMuch() throws Exception {
        save(store(), hash(1), PARTS);
        long one = Files.size(file(hash(1))) + 10;
        SealedCode store = store(SECRET, 1, 3 * one);
        for (int i = 1; i <= 3; i++) {
            save(store, hash(i), PARTS);
        }
        seconds.incrementAndGet();
        assertThat(isWhole(store.open(hash(1)))).isTrue();
        save(store, hash(4), PARTS);
        assertThat(file(hash(2))).doesNotExist();
        assertThat(isWhole(store.open(hash(1)))).isTrue();
        assertThat(isWhole(store.open(hash(3)))).isTrue();
        assertThat(isWhole(store.open(hash(4)))).isTrue();
        for (int i = 5; i < 40; i++) {
            save(store, hash(i), PARTS);
        }
        assertThat(bytes()).isLessThanOrEqualTo(3 * one);
    }

    private long bytes() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    /// Two programs of different versions, or two workers, that were given one folder: each reads only what it wrote
    /// itself, whole, or nothing.
    @Test
    void storesThatShareAFolderNeverReadEachOthersFiles() throws Exception {
        List<Callable<Integer>> users = List.of(
                () -> sharesTheFolder(SECRET, 1, 11),
                () -> sharesTheFolder(SECRET, 1, 11),
                () -> sharesTheFolder(SECRET, 2, 22),
                () -> sharesTheFolder(new byte[] {9}, 1, 33));
        try (ExecutorService all = Executors.newFixedThreadPool(users.size())) {
            for (Future<Integer> user : all.invokeAll(users)) {
                assertThat(user.get()).as("files of its own read").isPositive();
            }
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.filter(file -> file.toString().endsWith(SealedFiles.PART)))
                    .isEmpty();
        }
    }

    private int sharesTheFolder(byte[] secret, int emission, int content) throws InterruptedException {
        Map<String, Bytes> mine = parts(content);
        SealedCode store = store(secret, emission, 1 << 20);
        int found = 0;
        // Others may drop what was written at once; going on until some was read needs no luck, only patience.
        for (int round = 0; round < 300 || found == 0; round++) {
            H256 hash = hash(round % 3);
            store.save(hash, () -> mine);
            store.flush();
            CodeStore.Parts opened = store.open(hash);
            for (Map.Entry<String, Bytes> entry : mine.entrySet()) {
                var part = opened.part(entry.getKey());
                part.ifPresent(bytes -> assertThat(bytes).isEqualTo(entry.getValue()));
                found += part.isPresent() ? 1 : 0;
            }
        }
        return found;
    }

    @Test
    void whatIsThereIsNotMadeAgain() throws Exception {
        SealedCode store = store();
        AtomicInteger made = new AtomicInteger();
        for (int i = 0; i < 5; i++) {
            store.save(hash(1), () -> {
                made.incrementAndGet();
                return PARTS;
            });
            store.flush();
        }
        assertThat(made).hasValue(1);
    }
}
