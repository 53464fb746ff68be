package network.phala.pruntime.seal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.DecodeException;
import network.phala.scale.Fixed;
import network.phala.scale.Index;
import network.phala.scale.Scale;
import network.phala.types.mq.SignedContent;

/// The gatekeepers' master keys, first to newest, in `master_key.seal`: index 1, the rotations, and the
/// worker's signature over them. Index 0, one secret with a signature, is the older form and is still read.
///
/// Follows phala-blockchain crates/phactory/src/system/master_key.rs.
public final class MasterKeys {
    public static final String FILE = "master_key.seal";

    private static final Codec<List<Rotation>> ROTATIONS = Codecs.vec(Scale.of(Rotation.class));
    private static final Codec<MasterKeyFile> CODEC = Scale.of(MasterKeyFile.class);

    /// One master key and the block from which it holds.
    public record Generation(long rotationId, int blockHeight, Sr25519.Pair key) {}

    private record Rotation(
            long rotationId, int blockHeight, @Fixed(64) Bytes secret) {
        @Override
        public String toString() {
            return "Rotation " + rotationId + " at block " + blockHeight;
        }
    }

    private sealed interface MasterKeyFile {
        @Index(0)
        record V1(@Fixed(64) Bytes secret, @Fixed(64) Bytes signature) implements MasterKeyFile {
            @Override
            public String toString() {
                return "MasterKeyFile.V1";
            }
        }

        @Index(1)
        record V2(List<Rotation> secrets, @Fixed(64) Bytes signature) implements MasterKeyFile {}
    }

    private MasterKeys() {}

    /// The sealed keys; none when there is no file.
    ///
    /// @throws IOException when the file is damaged or another worker signed it
    public static List<Generation> load(SealedFiles files, Sr25519.Pair identity) throws IOException {
        var sealed = files.readProtected(FILE);
        if (sealed.isEmpty()) {
            return List.of();
        }
        try {
            return switch (CODEC.decodeAll(sealed.get())) {
                case MasterKeyFile.V1(Bytes secret, Bytes signature) -> {
                    verify(identity, secret, signature);
                    yield List.of(new Generation(0, 0, Sr25519.Pair.fromSecret(secret.toArray())));
                }
                case MasterKeyFile.V2(List<Rotation> rotations, Bytes signature) -> {
                    verify(identity, ROTATIONS.encode(rotations), signature);
                    yield restore(rotations);
                }
            };
        } catch (DecodeException | CryptoException e) {
            throw new IOException(
                    "The sealed master key " + FILE + " is damaged: " + e.getMessage()
                            + ". Put a copy of it back, or begin anew with an empty data folder: as another worker",
                    e);
        }
    }

    private static List<Generation> restore(List<Rotation> rotations) throws CryptoException {
        List<Generation> generations = new ArrayList<>();
        for (Rotation each : rotations) {
            generations.add(new Generation(
                    each.rotationId(),
                    each.blockHeight(),
                    Sr25519.Pair.fromSecret(each.secret().toArray())));
        }
        return List.copyOf(generations);
    }

    private static void verify(Sr25519.Pair identity, Bytes content, Bytes signature) throws IOException {
        byte[] signed = SignedContent.MASTER_KEY_STORE.wrap(content).unsafeArray();
        if (!identity.publicKey().verify(signed, signature.unsafeArray())) {
            throw new IOException("The sealed master key " + FILE + " was not signed by this worker");
        }
    }

    public static void save(SealedFiles files, Sr25519.Pair identity, List<Generation> generations) throws IOException {
        List<Rotation> rotations = generations.stream()
                .map(each -> new Rotation(
                        each.rotationId(),
                        each.blockHeight(),
                        Bytes.wrap(each.key().exposeSecret())))
                .toList();
        byte[] toSign =
                SignedContent.MASTER_KEY_STORE.wrap(ROTATIONS.encode(rotations)).unsafeArray();
        files.writeProtected(FILE, CODEC.encode(new MasterKeyFile.V2(rotations, Bytes.wrap(identity.sign(toSign)))));
    }
}
