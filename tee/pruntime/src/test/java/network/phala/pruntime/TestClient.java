package network.phala.pruntime;

import java.security.SecureRandom;
import java.util.Optional;
import network.phala.crypto.AesGcm;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Query;
import network.phala.scale.Scale;
import network.phala.scale.ScaleWriter;
import network.phala.types.contract.CommandPayload.EncryptedData;
import network.phala.types.keys.SecretChannel;
import network.phala.types.query.CertificateBody;

/// Asks a worker's contracts as the JavaScript SDK does: an ephemeral key certified by the account, everything
/// encrypted.
record TestClient(Sr25519.Pair account, Sr25519.PublicKey workerKey) {
    private static final SecureRandom RANDOM = new SecureRandom();

    /// The decrypted answer after the nonce: `Result<Response, QueryError>`.
    Bytes query(TestWorker worker, H256 contract, Bytes message) throws Exception {
        return query(worker, contract, message, Optional.of(account));
    }

    Bytes query(TestWorker worker, H256 contract, Bytes message, Optional<Sr25519.Pair> signer) throws Exception {
        return ask(worker, contract, inkMessage(message), signer);
    }

    /// Any query, as the worker finds it after the head.
    Bytes ask(TestWorker worker, H256 contract, Bytes query, Optional<Sr25519.Pair> signer) throws Exception {
        Sr25519.Pair session = Sr25519.Pair.fromSeed(random(32).toArray());
        Bytes nonce = random(32);
        Bytes data = sealed(session, contract, nonce, query);
        Query.ContractQueryResponse answer = worker.call(
                PrpcMethod.CONTRACT_QUERY,
                new Query.ContractQueryRequest(data, signer.map(account -> sign(account, session, data))));
        EncryptedData sealed = Scale.of(EncryptedData.class).decodeAll(answer.encodedEncryptedData());
        Bytes opened = Bytes.wrap(AesGcm.open(
                session.agree(workerKey), sealed.iv().toArray(), sealed.data().toArray()));
        if (!opened.slice(0, 32).equals(nonce)) {
            throw new AssertionError("answer to another query");
        }
        return opened.slice(32, opened.size());
    }

    Bytes request(Sr25519.Pair session, H256 contract, Bytes nonce, Bytes message) throws Exception {
        return sealed(session, contract, nonce, inkMessage(message));
    }

    /// A query as it goes over the wire, signed by the account in a session of its own.
    Bytes signedRequest(H256 contract, Bytes message) throws Exception {
        Sr25519.Pair session = Sr25519.Pair.fromSeed(random(32).toArray());
        Bytes sealed = request(session, contract, random(32), message);
        return PrpcMethod.CONTRACT_QUERY
                .request()
                .encode(new Query.ContractQueryRequest(sealed, Optional.of(sign(account, session, sealed))));
    }

    private static Bytes inkMessage(Bytes message) {
        ScaleWriter query = new ScaleWriter();
        query.writeByte(0);
        query.writeVec(message);
        query.writeU128(U128.ZERO);
        query.writeU128(U128.ZERO);
        query.writeBoolean(false);
        return query.toBytes();
    }

    private Bytes sealed(Sr25519.Pair session, H256 contract, Bytes nonce, Bytes query) throws Exception {
        ScaleWriter plain = new ScaleWriter();
        plain.write(contract.toBytes());
        plain.write(nonce);
        plain.write(query);
        return Scale.of(EncryptedData.class)
                .encode(SecretChannel.seal(session, workerKey, random(12), plain.toBytes()));
    }

    static Query.Signature sign(Sr25519.Pair account, Sr25519.Pair session, Bytes data) {
        Bytes root = body(account);
        Bytes ephemeral = body(session);
        Query.Certificate rootCertificate = new Query.Certificate(root, Optional.empty());
        Query.Signature rootSignature =
                new Query.Signature(Optional.of(rootCertificate), 1, Bytes.wrap(account.sign(ephemeral.toArray())));
        return new Query.Signature(
                Optional.of(new Query.Certificate(ephemeral, Optional.of(rootSignature))),
                1,
                Bytes.wrap(session.sign(data.toArray())));
    }

    private static Bytes body(Sr25519.Pair key) {
        return CertificateBody.codec()
                .encode(new CertificateBody(key.publicKey().value().toBytes(), CertificateBody.NEVER, 0));
    }

    static Bytes random(int size) {
        byte[] bytes = new byte[size];
        RANDOM.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }
}
