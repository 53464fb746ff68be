package network.phala.client.worker;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import network.phala.crypto.AesGcm;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.prpc.message.Query;
import network.phala.scale.Scale;
import network.phala.scale.ScaleWriter;
import network.phala.types.contract.CommandPayload.EncryptedData;

/// An account's way to one worker: a fresh key that the account has certified, and the key agreed with the worker. It
/// serves any number of queries, so that agreement and certificate are paid for once, by both sides.
///
/// Secrets: never printed; wiped by [#close]. Any thread.
final class QuerySession implements AutoCloseable {
    private static final int SR25519 = 1;
    /// The largest block number there is: the certificate does not expire.
    private static final int NEVER = 0x7fffffff;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Optional<Sr25519.PublicKey> account;
    private final Sr25519.Pair key;
    private final byte[] shared;
    private final Optional<Query.Certificate> certificate;

    private QuerySession(
            Optional<Sr25519.PublicKey> account,
            Sr25519.Pair key,
            byte[] shared,
            Optional<Query.Certificate> certificate) {
        this.account = account;
        this.key = key;
        this.shared = shared;
        this.certificate = certificate;
    }

    static QuerySession open(Sr25519.Pair account, Sr25519.PublicKey worker) throws CryptoException {
        Sr25519.Pair key = fresh();
        Bytes body = certificateBody(key.publicKey());
        var root = new Query.Certificate(certificateBody(account.publicKey()), Optional.empty());
        var voucher = new Query.Signature(Optional.of(root), SR25519, Bytes.wrap(account.sign(body.toArray())));
        return new QuerySession(
                Optional.of(account.publicKey()),
                key,
                key.agree(worker),
                Optional.of(new Query.Certificate(body, Optional.of(voucher))));
    }

    /// Of nobody: encrypted, and not signed.
    static QuerySession unsigned(Sr25519.PublicKey worker) throws CryptoException {
        Sr25519.Pair key = fresh();
        return new QuerySession(Optional.empty(), key, key.agree(worker), Optional.empty());
    }

    private static Sr25519.Pair fresh() {
        byte[] seed = random(32);
        Sr25519.Pair key = Sr25519.Pair.fromSeed(seed);
        Arrays.fill(seed, (byte) 0);
        return key;
    }

    boolean isOf(Sr25519.Pair asker) {
        return account.filter(asker.publicKey()::equals).isPresent();
    }

    Query.ContractQueryRequest seal(Bytes plaintext) {
        byte[] iv = random(AesGcm.IV_SIZE);
        byte[] ciphertext = AesGcm.seal(shared, iv, plaintext.toArray());
        Bytes sealed = Scale.of(EncryptedData.class)
                .encode(new EncryptedData(Bytes.wrap(iv), key.publicKey().value(), Bytes.wrap(ciphertext)));
        return new Query.ContractQueryRequest(
                sealed,
                certificate.map(vouched ->
                        new Query.Signature(Optional.of(vouched), SR25519, Bytes.wrap(key.sign(sealed.toArray())))));
    }

    Bytes open(EncryptedData answer) throws CryptoException {
        return Bytes.wrap(
                AesGcm.open(shared, answer.iv().toArray(), answer.data().toArray()));
    }

    private static Bytes certificateBody(Sr25519.PublicKey key) {
        ScaleWriter out = new ScaleWriter();
        out.writeVec(key.value().toBytes());
        out.writeInt(NEVER);
        out.writeInt(0);
        return out.toBytes();
    }

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    @Override
    public void close() {
        key.close();
        Arrays.fill(shared, (byte) 0);
    }
}
