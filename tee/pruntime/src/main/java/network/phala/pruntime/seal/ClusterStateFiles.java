package network.phala.pruntime.seal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import network.phala.crypto.AesGcm;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Hkdf;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;

/// Files in which a worker hands a cluster's state to another one:
/// `cluster-<cluster>-<receiver>-<block>.bin`, ids in hex. Written into the folder of downloads; read from the folder
/// above it, where the receiver's operator puts them.
///
/// The writer's public key (32) ‖ IV (12) ‖ AES-256-GCM ciphertext with its tag, under HKDF-SHA256 of what the two
/// workers' keys agree on: nobody else can read it or make one. The original's frames differ; only workers of ours read
/// these.
///
/// Follows phala-blockchain crates/phactory/src/prpc_service.rs, save_cluster_state and load_cluster_state.
public final class ClusterStateFiles {
    /// A receiver that is further behind is not served.
    public static final int MOST_BLOCKS_LATE = 128;

    private static final Bytes PURPOSE = Bytes.ofUtf8("/cluster_state");
    private static final Pattern NAME = Pattern.compile("cluster-[0-9a-f]{64}-[0-9a-f]{64}-[0-9]{1,10}\\.bin");

    private final SealedFiles files;

    public ClusterStateFiles(SealedFiles files) {
        this.files = files;
    }

    /// A file for download, and the block after which the state in it was.
    public record Written(int block, String name) {}

    /// Writes the state, unless it is there already; earlier ones for the same receiver go.
    ///
    /// @throws CryptoException when the receiver's key is not a point
    public Written write(Sr25519.Pair own, Sr25519Public receiver, H256 cluster, int block, Supplier<Bytes> state)
            throws IOException, CryptoException {
        String start = "cluster-" + digits(cluster.toBytes()) + "-" + digits(receiver.toBytes()) + "-";
        Written written = new Written(block, start + Integer.toUnsignedString(block) + ".bin");
        Path file = files.publicFiles().resolve(written.name());
        if (Files.exists(file)) {
            return written;
        }
        byte[] key = key(own, receiver.value());
        for (Path old : earlier(start)) {
            Files.deleteIfExists(old);
        }
        byte[] iv = new byte[AesGcm.IV_SIZE];
        new SecureRandom().nextBytes(iv);
        byte[] sealed = AesGcm.seal(key, iv, state.get().unsafeArray());
        Arrays.fill(key, (byte) 0);
        Bytes content = Bytes.concat(own.publicKey().value().toBytes(), Bytes.wrap(iv), Bytes.wrap(sealed));
        SealedFiles.write(file, content.unsafeArray());
        return written;
    }

    private static String digits(Bytes bytes) {
        return bytes.toHex().substring(2);
    }

    private List<Path> earlier(String start) throws IOException {
        try (Stream<Path> all = Files.list(files.publicFiles())) {
            return all.filter(file -> file.getFileName().toString().startsWith(start))
                    .toList();
        }
    }

    private static byte[] key(Sr25519.Pair own, Bytes32 peer) throws CryptoException {
        byte[] agreed = own.agree(new Sr25519.PublicKey(peer));
        byte[] key = Hkdf.sha256(new byte[0], agreed, 32, PURPOSE.toArray());
        Arrays.fill(agreed, (byte) 0);
        return key;
    }

    /// Opens a state that was written for us.
    ///
    /// @param known whether the chain has registered a worker
    /// @throws IOException when there is no such file, or an unknown worker wrote it
    /// @throws CryptoException when it was not written for us, or was changed
    public Bytes read(Sr25519.Pair own, String name, Predicate<Sr25519Public> known)
            throws IOException, CryptoException {
        if (!NAME.matcher(name).matches()) {
            throw new IOException("Invalid filename \"" + name + "\"; expected cluster-CLUSTER-RECEIVER-BLOCK.bin");
        }
        Bytes file = SealedFiles.read(files.storageFiles().resolve(name))
                .orElseThrow(() -> new IOException("No file " + name + " in " + files.storageFiles()
                        + "; put there what the other worker's /download/" + name + " gives"));
        int head = 32 + AesGcm.IV_SIZE;
        if (file.size() < head + AesGcm.TAG_SIZE) {
            throw new CryptoException("it has only " + file.size() + " bytes");
        }
        Sr25519Public sender = new Sr25519Public(Bytes32.of(file.slice(0, 32)));
        if (!known.test(sender)) {
            throw new IOException("The pubkey " + digits(sender.toBytes()) + " is not registered");
        }
        byte[] key = key(own, sender.value());
        try {
            byte[] iv = file.slice(32, head).toArray();
            return Bytes.wrap(AesGcm.open(key, iv, file.slice(head, file.size()).toArray()));
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }
}
