package network.phala.pruntime.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.pruntime.seal.MasterKeys.Generation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sealed files: what comes back, and what is refused.
class SealTest {
    private static final H256 GENESIS = H256.fromHex("0x" + "ab".repeat(32));
    private static final Bytes CONTENT = Bytes.ofUtf8("everything the worker knows");

    @TempDir
    Path data;

    private SealedFiles files;
    private final Sr25519.Pair pair = Sr25519.Pair.fromSeed(new byte[32]);

    @BeforeEach
    void makeFolders() throws IOException {
        files = new SealedFiles(data);
    }

    @Test
    void anIdentityComesBackForItsChainOnly() throws Exception {
        IdentityKey fresh = IdentityKey.generate();
        fresh.save(files, GENESIS, 7);
        IdentityKey loaded = IdentityKey.load(files, GENESIS, 7).orElseThrow();
        assertThat(loaded.publicKey()).isEqualTo(fresh.publicKey());
        assertThat(loaded.isTrusted()).isTrue();
        assertThat(loaded.isDevMode()).isFalse();
        // Index, genesis hash, parachain id, secret, trusted, dev mode.
        assertThat(files.readProtected(IdentityKey.FILE).orElseThrow().size()).isEqualTo(1 + 32 + 4 + 64 + 2);
        assertThatThrownBy(() -> IdentityKey.load(files, H256.ZERO, 7)).hasMessageContaining("belongs to chain");
        assertThatThrownBy(() -> IdentityKey.load(files, GENESIS, 8)).hasMessageContaining("parachain 7");
    }

    @Test
    void aDamagedIdentityIsRefusedNotReplaced() throws Exception {
        files.writeProtected(IdentityKey.FILE, Bytes.of((byte) 0, (byte) 1));
        assertThatThrownBy(() -> IdentityKey.load(files, GENESIS, 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged");
    }

    @Test
    void twoThatWriteOneFileDoNotWriteIntoEachOthers() throws Exception {
        Path file = files.storageFiles().resolve("shared");
        Bytes first = Bytes.ofUtf8("of the first, who is slower");
        Bytes second = Bytes.ofUtf8("the second's");
        SealedFiles.write(file, out -> {
            out.write(ByteBuffer.wrap(first.slice(0, 9).toArray()));
            SealedFiles.write(file, second.toArray());
            assertThat(SealedFiles.read(file)).contains(second);
            out.write(ByteBuffer.wrap(first.slice(9, first.size()).toArray()));
            assertThat(SealedFiles.read(file)).as("not touched any more").contains(second);
        });
        assertThat(SealedFiles.read(file)).contains(first);
    }

    @Test
    void aFolderBelongsToOne() throws Exception {
        FolderLock lock = files.lock();
        for (int i = 0; i < 2; i++) {
            // The second refusal says that the first has not let go of the lock.
            assertThatThrownBy(() -> new SealedFiles(data.resolve("../" + data.getFileName())).lock())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(data.getFileName().toString())
                    .hasMessageContaining("in use")
                    .hasMessageContaining("--data-dir");
        }
        lock.close();
        lock.close();
        try (FolderLock again = files.lock()) {
            assertThat(again).isNotSameAs(lock);
        }
    }

    @Test
    void whatAKilledProcessLeftHalfWrittenGoes() throws Exception {
        Path half = Files.write(files.protectedFiles().resolve("runtime-data.seal.7-1.part"), new byte[5]);
        Path whole = Files.write(files.protectedFiles().resolve("runtime-data.seal"), new byte[5]);
        try (FolderLock lock = files.lock()) {
            assertThat(lock).isNotNull();
            assertThat(half).doesNotExist();
            assertThat(whole).exists();
        }
    }

    @Test
    void secretsDoNotPrint() throws Exception {
        byte[] secret = pair.exposeSecret();
        assertThat(IdentityKey.injected(Bytes.of(secret)).toString())
                .doesNotContain(Bytes.wrap(secret).toHex().substring(2, 20));
    }

    @Test
    void masterKeysComeBackForTheirWorkerOnly() throws Exception {
        List<Generation> keys = List.of(
                new Generation(
                        0,
                        0,
                        Sr25519.Pair.fromSeed(
                                Bytes.fromHex("0x" + "11".repeat(32)).toArray())),
                new Generation(
                        1,
                        44,
                        Sr25519.Pair.fromSeed(
                                Bytes.fromHex("0x" + "22".repeat(32)).toArray())));
        assertThat(MasterKeys.load(files, pair)).isEmpty();
        MasterKeys.save(files, pair, keys);
        assertThat(MasterKeys.load(files, pair))
                .extracting(each -> each.blockHeight() + " " + each.key().publicKey())
                .containsExactly(
                        "0 " + keys.get(0).key().publicKey(),
                        "44 " + keys.get(1).key().publicKey());
        Sr25519.Pair other =
                Sr25519.Pair.fromSeed(Bytes.fromHex("0x" + "01".repeat(32)).toArray());
        assertThatThrownBy(() -> MasterKeys.load(files, other)).hasMessageContaining("not signed by this worker");
    }

    private void save(Checkpoints checkpoints, int block, Bytes content) throws IOException {
        checkpoints.save(pair, block, out -> out.write(content.unsafeArray()), "{}", 3, () -> false);
    }

    private Optional<Bytes> load(Checkpoints checkpoints, boolean removeDamaged) throws IOException {
        return checkpoints.load(pair, removeDamaged, in -> Bytes.wrap(in.readAllBytes()));
    }

    @Test
    void theNewestCompleteCheckpointComesBackAndOldOnesGo() throws Exception {
        Checkpoints checkpoints = new Checkpoints(files);
        assertThat(load(checkpoints, false)).isEmpty();
        for (int block = 8; block <= 12; block++) {
            save(checkpoints, block, CONTENT.concat(Bytes.of((byte) block)));
        }
        assertThat(load(checkpoints, false)).contains(CONTENT.concat(Bytes.of((byte) 12)));
        Files.delete(files.storageFiles().resolve("checkpoint.seal-000000012.info.json"));
        assertThat(load(checkpoints, false))
                .as("without its mark a checkpoint does not count")
                .contains(CONTENT.concat(Bytes.of((byte) 11)));
        try (Stream<Path> all = Files.list(files.storageFiles())) {
            assertThat(all.filter(file -> file.toString().endsWith(".info.json")))
                    .hasSize(2);
        }
        checkpoints.removeAll();
        assertThat(load(checkpoints, false)).isEmpty();
    }

    @Test
    void aDamagedCheckpointIsNamedAndRemovedWhenTold() throws Exception {
        Checkpoints checkpoints = new Checkpoints(files);
        save(checkpoints, 5, CONTENT);
        save(checkpoints, 6, CONTENT);
        Path newest = files.storageFiles().resolve("checkpoint.seal-000000006");
        byte[] bytes = Files.readAllBytes(newest);
        assertThat(Bytes.wrap(bytes).toHex()).doesNotContain(CONTENT.toHex().substring(2));
        bytes[60] ^= 1;
        Files.write(newest, bytes);
        assertThatThrownBy(() -> load(checkpoints, false))
                .hasMessageContaining("checkpoint.seal-000000006")
                .hasMessageContaining("--remove-corrupted-checkpoint");
        assertThatThrownBy(() -> load(checkpoints, true)).hasMessageContaining("is removed");
        assertThat(load(checkpoints, true)).contains(CONTENT);
    }

    @Test
    void noPieceOfACheckpointCanBeTakenOutTurnedRoundOrCutOff() throws Exception {
        Checkpoints checkpoints = new Checkpoints(files);
        byte[] content = new byte[3 * SealedOutput.PIECE_BYTES];
        new Random(20261121).nextBytes(content);
        save(checkpoints, 1, Bytes.wrap(content));
        assertThat(load(checkpoints, false)).contains(Bytes.wrap(content));
        Path file = files.storageFiles().resolve("checkpoint.seal-000000001");
        byte[] sealed = Files.readAllBytes(file);
        int head = 4 + 32;
        int piece = 4 + SealedOutput.PIECE_BYTES + 16;
        assertThat(sealed).hasSize(head + 3 * piece);
        Bytes whole = Bytes.wrap(sealed);
        Bytes start = whole.slice(0, head);
        Bytes first = whole.slice(head, head + piece);
        Bytes second = whole.slice(head + piece, head + 2 * piece);
        Bytes third = whole.slice(head + 2 * piece, head + 3 * piece);
        byte[] otherChance = start.toArray();
        otherChance[10] ^= 1;
        List<Bytes> damaged = List.of(
                Bytes.EMPTY,
                start,
                start.concat(first).concat(second),
                start.concat(second).concat(first).concat(third),
                start.concat(first).concat(third),
                start.concat(third),
                whole.concat(third),
                whole.concat(Bytes.of((byte) 0)),
                whole.slice(0, sealed.length - 1),
                Bytes.wrap(otherChance).concat(whole.slice(head, sealed.length)));
        for (Bytes each : damaged) {
            Files.write(file, each.toArray());
            assertThatThrownBy(() -> load(checkpoints, false))
                    .as("%d bytes", each.size())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is damaged");
        }
        Files.write(file, sealed);
        Sr25519.Pair other =
                Sr25519.Pair.fromSeed(Bytes.fromHex("0x" + "01".repeat(32)).toArray());
        assertThatThrownBy(() -> checkpoints.load(other, false, in -> Bytes.wrap(in.readAllBytes())))
                .hasMessageContaining("does not authenticate");
    }

    @Test
    void aCheckpointThatFailsOrIsAbandonedLeavesTheOneBeforeIt() throws Exception {
        Checkpoints checkpoints = new Checkpoints(files);
        save(checkpoints, 1, CONTENT);
        assertThatThrownBy(() -> checkpoints.save(
                        pair,
                        2,
                        out -> {
                            out.write(new byte[SealedOutput.PIECE_BYTES * 2]);
                            throw new IOException("no space left on device");
                        },
                        "{}",
                        3,
                        () -> false))
                .hasMessageContaining("no space left");
        assertThatThrownBy(() -> checkpoints.save(
                        pair, 3, out -> out.write(new byte[SealedOutput.PIECE_BYTES * 2]), "{}", 3, () -> true))
                .hasMessageContaining("abandoned");
        assertThat(load(checkpoints, false)).contains(CONTENT);
        // As a process leaves it that is killed while it writes.
        Path half = files.storageFiles().resolve("checkpoint.seal-000000004.part");
        Files.write(half, new byte[100]);
        assertThat(load(checkpoints, false)).contains(CONTENT);
        save(checkpoints, 5, CONTENT);
        try (Stream<Path> all = Files.list(files.storageFiles())) {
            assertThat(all.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.endsWith(".part"))
                    .contains("checkpoint.seal-000000001", "checkpoint.seal-000000005");
        }
    }
}
