package network.phala.pruntime.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    @Test
    void theNewestCompleteCheckpointComesBackAndOldOnesGo() throws Exception {
        Checkpoints checkpoints = new Checkpoints(files);
        assertThat(checkpoints.load(pair, false)).isEmpty();
        for (int block = 8; block <= 12; block++) {
            checkpoints.save(pair, block, CONTENT.concat(Bytes.of((byte) block)), "{}", 3);
        }
        assertThat(checkpoints.load(pair, false)).contains(CONTENT.concat(Bytes.of((byte) 12)));
        Files.delete(files.storageFiles().resolve("checkpoint.seal-000000012.info.json"));
        assertThat(checkpoints.load(pair, false))
                .as("without its mark a checkpoint does not count")
                .contains(CONTENT.concat(Bytes.of((byte) 11)));
        try (Stream<Path> all = Files.list(files.storageFiles())) {
            assertThat(all.filter(file -> file.toString().endsWith(".info.json")))
                    .hasSize(2);
        }
        checkpoints.removeAll();
        assertThat(checkpoints.load(pair, false)).isEmpty();
    }

    @Test
    void aDamagedCheckpointIsNamedAndRemovedWhenTold() throws Exception {
        Checkpoints checkpoints = new Checkpoints(files);
        checkpoints.save(pair, 5, CONTENT, "{}", 3);
        checkpoints.save(pair, 6, CONTENT, "{}", 3);
        Path newest = files.storageFiles().resolve("checkpoint.seal-000000006");
        byte[] bytes = Files.readAllBytes(newest);
        assertThat(Bytes.wrap(bytes).toHex()).doesNotContain(CONTENT.toHex().substring(2));
        bytes[20] ^= 1;
        Files.write(newest, bytes);
        assertThatThrownBy(() -> checkpoints.load(pair, false))
                .hasMessageContaining("checkpoint.seal-000000006")
                .hasMessageContaining("--remove-corrupted-checkpoint");
        assertThatThrownBy(() -> checkpoints.load(pair, true)).hasMessageContaining("is removed");
        assertThat(checkpoints.load(pair, true)).contains(CONTENT);
    }
}
