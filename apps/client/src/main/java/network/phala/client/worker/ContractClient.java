package network.phala.client.worker;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import network.phala.client.worker.QueryException.Reason;
import network.phala.crypto.AesGcm;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Clusters;
import network.phala.prpc.message.Empty;
import network.phala.prpc.message.Query;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;
import network.phala.types.contract.CommandPayload;
import network.phala.types.contract.CommandPayload.EncryptedData;
import network.phala.types.contract.InkCommand;
import network.phala.types.contract.PinkVersion;
import network.phala.types.query.OwnOutcome;
import org.jspecify.annotations.Nullable;

/// Encrypts queries for a worker and commands for a contract. Follows `@phala/sdk`, PinkContract.
public final class ContractClient {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int OWN_OUTCOMES = 128;
    private static final Pattern RELEASE = Pattern.compile("([0-9]{1,9})\\.([0-9]{1,9})");

    private final PrpcClient worker;
    private final Sr25519.PublicKey workerKey;
    private @Nullable QuerySession latest;

    /// @param workerKey the worker's public key as the chain knows it
    public ContractClient(PrpcClient worker, Sr25519.PublicKey workerKey) {
        this.worker = worker;
        this.workerKey = workerKey;
    }

    /// How to run a query. `deposit` is given to the caller first, in the throw-away state; `transfer` goes with the
    /// call.
    public record Mode(U128 deposit, U128 transfer, boolean estimating) {
        public static final Mode PLAIN = new Mode(U128.ZERO, U128.ZERO, false);
        public static final Mode ESTIMATE = new Mode(U128.parse("1000000000000000000000"), U128.ZERO, true);

        public Mode withTransfer(U128 value) {
            return new Mode(deposit, value, estimating);
        }
    }

    /// Asks an ink! contract, as `account`.
    ///
    /// @param message selector and arguments
    /// @throws QueryException when the worker ran into an error it tells only the asker
    /// @throws IOException when it refuses or cannot be reached
    public ExecutionResult query(H256 contract, Bytes message, Mode mode, Sr25519.Pair account)
            throws IOException, QueryException {
        return ExecutionResult.ofCall(exchange(plaintext(contract, message, mode), account), this::release);
    }

    /// The same query ready to be sent later, and by others: sealed and signed, with a nonce of its own.
    public Query.ContractQueryRequest sealedQuery(H256 contract, Bytes message, Mode mode, Sr25519.Pair account)
            throws CryptoException {
        return session(account).seal(plaintext(contract, message, mode));
    }

    private static Bytes plaintext(H256 contract, Bytes message, Mode mode) {
        ScaleWriter query = head(contract);
        query.writeByte(0);
        query.writeVec(message);
        query.writeU128(mode.deposit());
        query.writeU128(mode.transfer());
        query.writeBoolean(mode.estimating());
        return query.toBytes();
    }

    /// Estimates an instantiation; `system` is the system contract, which lends its place in the queue.
    public ExecutionResult estimateInstantiation(H256 system, H256 code, Bytes salt, Bytes data, Sr25519.Pair account)
            throws IOException, QueryException {
        return estimateInstantiation(system, code, salt, data, U128.ZERO, account);
    }

    /// The same with money for the new contract.
    public ExecutionResult estimateInstantiation(
            H256 system, H256 code, Bytes salt, Bytes data, U128 transfer, Sr25519.Pair account)
            throws IOException, QueryException {
        ScaleWriter query = head(system);
        query.writeByte(2);
        query.write(code.toBytes());
        query.writeVec(salt);
        query.writeVec(data);
        query.writeU128(Mode.ESTIMATE.deposit());
        query.writeU128(transfer);
        return ExecutionResult.ofInstantiation(exchange(query.toBytes(), account), this::release);
    }

    /// Asks the program beside a contract (SideVM), in its own language.
    public Bytes querySidevm(H256 contract, Bytes payload, Sr25519.Pair account) throws IOException, QueryException {
        return exchange(sidevmQuery(contract, payload), account);
    }

    /// The same with a limit of the wait; a worker itself waits five minutes for a program.
    ///
    /// @param account who asks; absent asks as nobody, which programs may allow
    public Bytes querySidevm(H256 contract, Bytes payload, Optional<Sr25519.Pair> account, Duration limit)
            throws IOException, QueryException {
        Bytes query = sidevmQuery(contract, payload);
        try {
            if (account.isPresent()) {
                return exchange(query, session(account.get()), limit);
            }
            try (QuerySession nobody = QuerySession.unsigned(workerKey)) {
                return exchange(query, nobody, limit);
            }
        } catch (CryptoException e) {
            throw unreadable(e);
        }
    }

    private static Bytes sidevmQuery(H256 contract, Bytes payload) {
        ScaleWriter query = head(contract);
        query.writeByte(1);
        query.writeVec(payload);
        return query.toBytes();
    }

    /// What became of what `account` sent to the cluster lately, the oldest first. Only our workers know this query.
    ///
    /// @param system any contract of the cluster; it lends its place in the queue
    /// @param from the first number wanted
    public List<OwnOutcome> ownOutcomes(H256 system, long from, Sr25519.Pair account)
            throws IOException, QueryException {
        ScaleWriter query = head(system);
        query.writeByte(OWN_OUTCOMES);
        query.writeLong(from);
        try {
            return OwnOutcome.listCodec().decodeAll(exchange(query.toBytes(), account));
        } catch (DecodeException e) {
            throw new IOException("The worker's outcomes cannot be read: " + e.getMessage(), e);
        }
    }

    /// The result in an outcome of a command or an instantiation that was executed. Errors have the names of the
    /// release that it was executed by; the cluster may have been upgraded since.
    ///
    /// @throws IllegalArgumentException when nothing was executed
    public static ExecutionResult result(OwnOutcome outcome) throws IOException {
        if (outcome.output().isEmpty()) {
            throw new IllegalArgumentException("Outcome " + outcome.number() + " has no result: "
                    + outcome.refusal().orElse("an upload has none"));
        }
        return outcome.kind() == OwnOutcome.Kind.INSTANTIATION
                ? ExecutionResult.ofInstantiation(outcome.output(), outcome::release)
                : ExecutionResult.ofCall(outcome.output(), outcome::release);
    }

    /// A call's result that came by another way, as through the log server.
    public ExecutionResult callResult(Bytes encoded) throws IOException {
        return ExecutionResult.ofCall(encoded, this::release);
    }

    /// The release of the contract runtime that the worker's cluster runs.
    private PinkVersion release() throws IOException {
        String text = worker.call(PrpcMethod.GET_CLUSTER_INFO, Empty.INSTANCE)
                .info()
                .map(Clusters.ClusterInfo::runtimeVersion)
                .orElseThrow(() -> new IOException("The worker hosts no cluster any more"));
        Matcher parts = RELEASE.matcher(text);
        if (!parts.matches()) {
            throw new IOException("The worker's cluster runs contract runtime \"" + text + "\"; expected two numbers");
        }
        return new PinkVersion(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)));
    }

    private static ScaleWriter head(H256 contract) {
        ScaleWriter out = new ScaleWriter();
        out.write(contract.toBytes());
        out.write(random(32));
        return out;
    }

    private Bytes exchange(Bytes plaintext, Sr25519.Pair account) throws IOException, QueryException {
        try {
            return exchange(plaintext, session(account), PrpcClient.TIMEOUT);
        } catch (CryptoException e) {
            throw unreadable(e);
        }
    }

    private Bytes exchange(Bytes plaintext, QuerySession session, Duration limit) throws IOException, QueryException {
        try {
            Bytes answer = worker.call(PrpcMethod.CONTRACT_QUERY, session.seal(plaintext), limit)
                    .encodedEncryptedData();
            Bytes opened = session.open(Scale.of(EncryptedData.class).decodeAll(answer));
            return response(opened, plaintext.slice(32, 64));
        } catch (CryptoException | DecodeException e) {
            throw unreadable(e);
        }
    }

    private static IOException unreadable(Exception e) {
        return new IOException("The worker's answer cannot be read: " + e.getMessage(), e);
    }

    /// The account's session, kept until another account asks.
    private synchronized QuerySession session(Sr25519.Pair account) throws CryptoException {
        QuerySession known = latest;
        if (known == null || !known.isOf(account)) {
            known = QuerySession.open(account, workerKey);
            latest = known;
        }
        return known;
    }

    private static Bytes seal(byte[] shared, Sr25519.Pair session, Bytes plaintext) throws CryptoException {
        byte[] iv = random(12);
        byte[] ciphertext = AesGcm.seal(shared, iv, plaintext.toArray());
        EncryptedData data =
                new EncryptedData(Bytes.wrap(iv), session.publicKey().value(), Bytes.wrap(ciphertext));
        return Scale.of(EncryptedData.class).encode(data);
    }

    /// `nonce ‖ Result<Response, QueryError>`.
    private static Bytes response(Bytes opened, Bytes nonce) throws DecodeException, QueryException, IOException {
        ScaleReader in = new ScaleReader(opened);
        if (!in.readBytes(32).equals(nonce)) {
            throw new IOException("The worker's answer is to another query");
        }
        if (in.readByte() == 0) {
            int kind = in.readByte();
            if (kind != 0) {
                throw new DecodeException(33, "response variant " + kind + " is unknown");
            }
            return in.readVec();
        }
        int error = in.readByte();
        throw switch (error) {
            case 0 -> new QueryException(Reason.BAD_ORIGIN, "BadOrigin: the query is not signed");
            case 1 -> new QueryException(Reason.RUNTIME_ERROR, in.readVec().toUtf8());
            case 2 -> new QueryException(Reason.SIDEVM_NOT_FOUND, "SidevmNotFound");
            case 3 -> new QueryException(Reason.NO_RESPONSE, "NoResponse");
            case 4 -> new QueryException(Reason.SERVICE_UNAVAILABLE, "ServiceUnavailable: the worker is overloaded");
            case 5 -> new QueryException(Reason.TIMEOUT, "Timeout");
            default -> new QueryException(Reason.OTHER, "error " + error);
        };
    }

    /// What a command carries besides the message: gas (ref time), money, the most that may be held for
    /// storage, and the nonce by which its sender finds what became of it.
    public record Terms(long gasLimit, U128 transfer, Optional<U128> storageDepositLimit, Bytes nonce) {
        /// With a nonce by chance.
        public Terms(long gasLimit, U128 transfer, Optional<U128> storageDepositLimit) {
            this(gasLimit, transfer, storageDepositLimit, Bytes.wrap(random(32)));
        }

        public static Terms gas(long gasLimit) {
            return new Terms(gasLimit, U128.ZERO, Optional.empty());
        }
    }

    /// Seals a command for the contract's key, with a fresh sender key: the payload of `push_contract_message`.
    public static Bytes encryptedCommand(Sr25519.PublicKey contractKey, Bytes message, long gasLimit)
            throws CryptoException {
        return encryptedCommand(contractKey, message, Terms.gas(gasLimit));
    }

    public static Bytes encryptedCommand(Sr25519.PublicKey contractKey, Bytes message, Terms terms)
            throws CryptoException {
        byte[] seed = random(32);
        try (Sr25519.Pair session = Sr25519.Pair.fromSeed(seed)) {
            byte[] shared = session.agree(contractKey);
            Bytes command = InkCommand.codec().encode(inkMessage(message, terms));
            Bytes sealed = seal(shared, session, command);
            Arrays.fill(shared, (byte) 0);
            return Bytes.concat(Bytes.of((byte) 1), sealed);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    /// A command that everyone may read.
    public static Bytes plainCommand(Bytes message, long gasLimit) {
        return plainCommand(message, Terms.gas(gasLimit));
    }

    public static Bytes plainCommand(Bytes message, Terms terms) {
        return CommandPayload.codec().encode(new CommandPayload.Plain(inkMessage(message, terms)));
    }

    private static InkCommand.InkMessage inkMessage(Bytes message, Terms terms) {
        return new InkCommand.InkMessage(
                terms.nonce(), message, terms.transfer(), terms.gasLimit(), terms.storageDepositLimit());
    }

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /// A key of the chain's registry as an agreement key.
    public static Sr25519.PublicKey key(Bytes bytes) {
        return new Sr25519.PublicKey(Bytes32.of(bytes));
    }
}
