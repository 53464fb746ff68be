package network.phala.pruntime.cluster;

import java.util.Optional;
import network.phala.crypto.AesGcm;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Sr25519;
import network.phala.pink.Cluster;
import network.phala.pink.ClusterSetup;
import network.phala.pink.ExecutionMode;
import network.phala.pink.Session;
import network.phala.pink.SessionContext;
import network.phala.pink.contracts.ContractModules;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.prpc.PrpcException;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Query;
import network.phala.pruntime.system.Snapshot;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.scale.ScaleWriter;
import network.phala.trie.Trie;
import network.phala.types.contract.CommandPayload.EncryptedData;
import network.phala.types.query.CertificateBody;

/// Many queries of one session to a contract that does nothing, in a cluster made here: what they go through is what
/// the JDK's ahead-of-time cache remembers to compile soon. Nothing of it reaches the worker's state.
public final class QueryTraining {
    private static final int QUERIES = 6_000;
    private static final int SR25519 = 1;

    /// A module with a memory and the two entry points, both empty.
    private static final Bytes NOTHING = Bytes.fromHex("0x0061736d01000000" + "010401600000"
            + "02100103656e76066d656d6f727902010110" + "0303020000"
            + "0711020463616c6c00000664" + "65706c6f790001" + "0a070202000b02000b");

    private QueryTraining() {}

    /// Asks many times.
    public static void run(QueryService queries, ContractModules modules, Snapshot worker) {
        try (Sr25519.Pair account = Sr25519.Pair.fromSeed(new byte[32])) {
            AccountId owner = new AccountId(account.publicKey().value());
            Cluster cluster = cluster(modules, worker, owner);
            AccountId contract = cluster.systemContract().orElseThrow();
            ClusterView view = new ClusterView(H256.ZERO, cluster, Trie.EMPTY, 0, Optional.empty(), Optional.empty())
                    .withContract(contract, ContractEntry.NEW);
            Snapshot hosting = worker.withCluster(view);
            byte[] shared = account.agree(worker.identity().pair().publicKey());
            for (int i = 0; i < QUERIES; i++) {
                Query.ContractQueryRequest request = request(account, shared, contract, i);
                queries.answer(
                        hosting,
                        PrpcMethod.CONTRACT_QUERY
                                .request()
                                .decode(PrpcMethod.CONTRACT_QUERY.request().encode(request)),
                        () -> false);
            }
        } catch (CryptoException | PrpcException | DecodeException e) {
            throw new IllegalStateException("The training run's queries are not answered", e);
        }
    }

    private static Cluster cluster(ContractModules modules, Snapshot worker, AccountId owner) {
        SessionContext context = SessionContext.of(ExecutionMode.TRANSACTION, worker.lastBlock(), worker.blockMillis());
        ContractHost host = new ContractHost(
                worker.identity().publicKey().value(),
                () -> NOTHING,
                new LocalCache(java.time.InstantSource.system()),
                (_, _, _) -> {});
        ClusterSetup setup = new ClusterSetup(
                H256.ZERO, owner, U128.parse("1000000000000000000"), U128.ONE, U128.ONE, U128.ONE, owner, NOTHING);
        return Cluster.EMPTY.setup(new Session(context, host, modules), setup).cluster();
    }

    private static Query.ContractQueryRequest request(
            Sr25519.Pair account, byte[] shared, AccountId contract, int number) {
        ScaleWriter query = new ScaleWriter();
        query.write(contract.toBytes());
        query.write(new byte[32]);
        query.writeByte(0);
        query.writeVec(Bytes.fromHex("0x2f865bd9"));
        query.writeU128(U128.ZERO);
        query.writeU128(U128.ZERO);
        query.writeBoolean(false);
        byte[] iv = new byte[AesGcm.IV_SIZE];
        iv[0] = (byte) number;
        iv[1] = (byte) (number >>> 8);
        Bytes32 key = account.publicKey().value();
        Bytes sealed = Scale.of(EncryptedData.class)
                .encode(new EncryptedData(Bytes.wrap(iv), key, Bytes.wrap(AesGcm.seal(shared, iv, query.toArray()))));
        Bytes body = CertificateBody.codec().encode(new CertificateBody(key.toBytes(), CertificateBody.NEVER, 0));
        Query.Certificate root = new Query.Certificate(body, Optional.empty());
        Query.Signature voucher =
                new Query.Signature(Optional.of(root), SR25519, Bytes.wrap(account.sign(body.toArray())));
        return new Query.ContractQueryRequest(
                sealed,
                Optional.of(new Query.Signature(
                        Optional.of(new Query.Certificate(body, Optional.of(voucher))),
                        SR25519,
                        Bytes.wrap(account.sign(sealed.toArray())))));
    }
}
