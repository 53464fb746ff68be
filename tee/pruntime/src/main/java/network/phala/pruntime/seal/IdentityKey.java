package network.phala.pruntime.seal;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.scale.Codec;
import network.phala.scale.DecodeException;
import network.phala.scale.Fixed;
import network.phala.scale.Index;
import network.phala.scale.Scale;

/// The worker's sr25519 key: its name on the chain, its signature, and its end of every encrypted channel.
///
/// It is bound to one chain by genesis hash and parachain id. `devMode` says that a person set it;
/// `trusted`, that it was made in this enclave. Sealed in `runtime-data.seal`: index 0, then the fields in
/// order, the secret as 64 raw bytes.
public final class IdentityKey {
    public static final String FILE = "runtime-data.seal";

    private static final Codec<RuntimeData> CODEC = Scale.of(RuntimeData.class);

    private final Sr25519.Pair pair;
    private final boolean devMode;
    private final boolean trusted;

    private sealed interface RuntimeData {
        @Index(0)
        record V1(
                H256 genesisBlockHash,
                int paraId,
                @Fixed(64) Bytes sk,
                boolean trustedSk,
                boolean devMode) implements RuntimeData {
            @Override
            public String toString() {
                return "RuntimeData of chain " + genesisBlockHash;
            }
        }
    }

    private IdentityKey(Sr25519.Pair pair, boolean devMode, boolean trusted) {
        this.pair = pair;
        this.devMode = devMode;
        this.trusted = trusted;
    }

    /// A key that a person set: a 32-byte seed or a 64-byte secret.
    public static IdentityKey injected(Bytes key) throws CryptoException {
        return switch (key.size()) {
            case 32 -> new IdentityKey(Sr25519.Pair.fromSeed(key.toArray()), true, false);
            case 64 -> new IdentityKey(Sr25519.Pair.fromSecret(key.toArray()), true, false);
            default ->
                throw new CryptoException(
                        "A debug key of " + key.size() + " bytes; expected a seed of 32 or a secret of 64");
        };
    }

    /// A key that nobody knows.
    public static IdentityKey generate() {
        byte[] seed = new byte[32];
        new SecureRandom().nextBytes(seed);
        return new IdentityKey(Sr25519.Pair.fromSeed(seed), false, true);
    }

    /// The sealed key, if there is one.
    ///
    /// @throws IOException when the file is damaged or belongs to another chain
    public static Optional<IdentityKey> load(SealedFiles files, H256 genesis, int paraId) throws IOException {
        Optional<Bytes> sealed = files.readProtected(FILE);
        if (sealed.isEmpty()) {
            return Optional.empty();
        }
        RuntimeData.V1 data = decode(sealed.get());
        if (!data.genesisBlockHash().equals(genesis) || data.paraId() != paraId) {
            throw new IOException("The sealed identity belongs to chain " + data.genesisBlockHash() + " parachain "
                    + data.paraId() + "; this is chain " + genesis + " parachain " + paraId);
        }
        return Optional.of(restore(data));
    }

    /// The sealed key of whatever chain, to open a checkpoint with.
    public static Optional<IdentityKey> loadAny(SealedFiles files) throws IOException {
        Optional<Bytes> sealed = files.readProtected(FILE);
        return sealed.isEmpty() ? Optional.empty() : Optional.of(restore(decode(sealed.get())));
    }

    private static RuntimeData.V1 decode(Bytes sealed) throws IOException {
        try {
            return switch (CODEC.decodeAll(sealed)) {
                case RuntimeData.V1 v1 -> v1;
            };
        } catch (DecodeException e) {
            throw new IOException(
                    "The sealed identity " + FILE + " is damaged: " + e.getMessage()
                            + ". Put a copy of it back, or begin anew with an empty data folder: as another worker",
                    e);
        }
    }

    private static IdentityKey restore(RuntimeData.V1 data) throws IOException {
        try {
            return new IdentityKey(Sr25519.Pair.fromSecret(data.sk().toArray()), data.devMode(), data.trustedSk());
        } catch (CryptoException e) {
            throw new IOException("The sealed identity " + FILE + " holds no key", e);
        }
    }

    public void save(SealedFiles files, H256 genesis, int paraId) throws IOException {
        RuntimeData data = new RuntimeData.V1(genesis, paraId, Bytes.wrap(pair.exposeSecret()), trusted, devMode);
        files.writeProtected(FILE, CODEC.encode(data));
    }

    public Sr25519.Pair pair() {
        return pair;
    }

    public Sr25519Public publicKey() {
        return new Sr25519Public(pair.publicKey().value());
    }

    public boolean isDevMode() {
        return devMode;
    }

    public boolean isTrusted() {
        return trusted;
    }
}
