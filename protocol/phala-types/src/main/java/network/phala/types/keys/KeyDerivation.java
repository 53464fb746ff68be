package network.phala.types.keys;

import network.phala.crypto.Blake2b;
import network.phala.crypto.Hkdf;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.Hex;

/// Derives sr25519 pairs: HKDF-SHA256 over the base pair's 64-byte secret, 32 bytes out, which are the new pair's seed.
///
/// Follows phala-blockchain crates/phala-crypto/src/sr25519.rs, KDF, and crates/phactory/src/system/mod.rs.
public final class KeyDerivation {
    /// A gatekeeper's key for sealing the master key to another gatekeeper.
    public static final Bytes MASTER_KEY_SHARING = Bytes.ofUtf8("master_key_sharing");
    /// A gatekeeper's key for sealing a cluster key to a worker.
    public static final Bytes CLUSTER_KEY_SHARING = Bytes.ofUtf8("cluster_key_sharing");
    /// The key by which an identity is handed to the next pRuntime.
    public static final Bytes WORKER_KEY_HANDOVER = Bytes.ofUtf8("worker_key_handover");
    public static final Bytes RANDOM_NUMBER = Bytes.ofUtf8("random_number");
    public static final Bytes IV_GENERATOR = Bytes.ofUtf8("iv_generator");
    public static final Bytes I2P_KEY = Bytes.ofUtf8("PhalaI2PKey");

    /// The genesis hash of Phala's fourth proof of concept.
    private static final byte[] SALT = Hex.parse("0x18e876adfa74cc743b4b7d7f92c96e03de559a3c15270581fce445963d90f85e");

    private KeyDerivation() {}

    /// The pair for these info parts, which are joined without lengths.
    public static Sr25519.Pair derive(Sr25519.Pair base, Bytes... info) {
        byte[] secret = base.exposeSecret();
        try {
            return fromSeed(Hkdf.sha256(SALT, secret, 32, Bytes.concat(info).unsafeArray()));
        } finally {
            wipe(secret);
        }
    }

    private static Sr25519.Pair fromSeed(byte[] seed) {
        try {
            return Sr25519.Pair.fromSeed(seed);
        } finally {
            wipe(seed);
        }
    }

    public static Sr25519.Pair clusterKey(Sr25519.Pair master, H256 clusterId) {
        return derive(master, Bytes.ofUtf8("cluster_key"), clusterId.toBytes());
    }

    public static Sr25519.Pair contractKey(Sr25519.Pair cluster, H256 contractId) {
        return derive(cluster, Bytes.ofUtf8("contract_key"), contractId.toBytes());
    }

    /// The 16-byte key of checkpoint files: BLAKE2b-128 of the length-prefixed identity secret and `/checkpoint`.
    public static byte[] checkpointKey(Sr25519.Pair identity) {
        byte[] secret = identity.exposeSecret();
        try {
            return Blake2b.digest128(
                    new byte[] {1, 1}, secret, Bytes.ofUtf8("/checkpoint").unsafeArray());
        } finally {
            wipe(secret);
        }
    }

    /// The 16-byte key of a cluster state file: BLAKE2b-128 of the length-prefixed agreed secret and `/cluster_state`.
    public static byte[] clusterStateKey(byte[] agreed) {
        return Blake2b.digest128(
                new byte[] {(byte) (32 << 2)},
                agreed,
                Bytes.ofUtf8("/cluster_state").unsafeArray());
    }

    private static void wipe(byte[] secret) {
        java.util.Arrays.fill(secret, (byte) 0);
    }
}
