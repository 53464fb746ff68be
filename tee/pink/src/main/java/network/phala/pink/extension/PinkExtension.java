package network.phala.pink.extension;

import java.util.Optional;
import java.util.function.Supplier;
import network.phala.crypto.Blake2b;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Ecdsa;
import network.phala.crypto.Sr25519;
import network.phala.pink.ExecutionMode;
import network.phala.pink.PinkHost;
import network.phala.pink.contracts.Contracts;
import network.phala.pink.contracts.Determinism;
import network.phala.pink.contracts.StackContext;
import network.phala.pink.state.AccountInfo;
import network.phala.pink.state.UnpaidWork;
import network.phala.pink.types.CacheOp;
import network.phala.pink.types.ContractError;
import network.phala.pink.types.ContractsEvent;
import network.phala.pink.types.DispatchError;
import network.phala.pink.types.DispatchException;
import network.phala.pink.types.PinkError;
import network.phala.pink.types.PinkEvent;
import network.phala.pink.types.PinkRuntime;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;
import network.phala.types.keys.KeyDerivation;

/// Answers the extension calls of one contract. In a query the outside world is asked; in transactions and estimates
/// the answers are fixed, so that every worker computes the same.
///
/// Follows phala-blockchain crates/pink/runtime/src/runtime/extension.rs.
public final class PinkExtension {
    private static final Bytes KEYGEN = Bytes.ofUtf8("keygen");

    private final StackContext context;
    private final AccountId contract;
    private final OutsideCalls outside;

    public PinkExtension(StackContext context, AccountId contract) {
        this.context = context;
        this.contract = contract;
        this.outside = new OutsideCalls(context.runtime(), context.host(), contract);
    }

    /// The status for the contract (0, or the error of the functions that report one) and the encoded result.
    public record Answer(int status, Bytes output) {
        static Answer ok(Bytes output) {
            return new Answer(0, output);
        }
    }

    /// The call's input in the contract's memory.
    public interface Input {
        /// How many bytes to read at most.
        long size();

        Bytes read() throws DispatchException;
    }

    /// Runs function `function` of extension `extension`.
    public Answer call(int extension, int function, Input input) throws DispatchException {
        if (extension != 0) {
            throw PinkError.UNKNOWN_CHAIN_EXTENSION_ID.raise();
        }
        if (function < 1 || function > context.runtime().extensionFunctions()) {
            throw PinkError.UNKNOWN_CHAIN_EXTENSION_FUNCTION.raise();
        }
        spend(input.size() * UnpaidWork.PER_BYTE);
        try {
            ScaleReader in = new ScaleReader(input.read());
            return dispatch(function, in);
        } catch (DecodeException _) {
            throw ContractError.DECODING_FAILED.raise();
        }
    }

    private Answer dispatch(int function, ScaleReader in) throws DecodeException, DispatchException {
        return switch (function) {
            case 1 -> outside.httpRequest(in, inQuery());
            case 2 -> sign(in);
            case 3 -> verify(in);
            case 4 -> deriveKey(in);
            case 5 -> publicKey(in);
            case 6 -> cacheSet(in);
            case 7 -> cacheSetExpiration(in);
            case 8 -> cacheGet(in);
            case 9 -> cacheRemove(in);
            case 10 -> log(in);
            case 11 -> random(in);
            case 12 -> none(in, () -> bool(!inQuery()));
            case 13 -> signPrehashed(in);
            case 14 -> verifyPrehashed(in);
            case 15 -> systemContract(in);
            case 16 -> balanceOf(in);
            case 17 -> none(in, this::workerPubkey);
            case 18 -> none(in, () -> u64(inQuery() ? host().untrustedMillis() : 0));
            case 19 -> codeExists(in);
            case 20 -> importLatestSystemCode(in);
            case 21 -> none(in, context.runtime()::encoded);
            case 22 -> outside.batchHttpRequest(in, inQuery());
            case 23 -> eventChainHead(in);
            case 24 -> outside.jsEval(in, inQuery());
            default -> outside.workerSgxQuote(in, inQuery());
        };
    }

    /// A query has its time instead: it ends when that is over.
    private void spend(long nanos) throws DispatchException {
        if (!inQuery()) {
            context.state().unpaidWork().add(nanos);
        }
    }

    private void spendSignature(SigType type) throws DispatchException {
        spend(type == SigType.ECDSA ? UnpaidWork.ECDSA_SIGNATURE : UnpaidWork.SIGNATURE);
    }

    private boolean inQuery() {
        return context.session().mode() == ExecutionMode.QUERY;
    }

    private PinkHost host() {
        return context.host();
    }

    /// The answer of a function without arguments.
    private static Answer none(ScaleReader in, Supplier<Bytes> output) throws DecodeException {
        in.expectEnd();
        return Answer.ok(output.get());
    }

    private Bytes workerPubkey() {
        return (inQuery() ? host().workerPubkey() : Bytes32.ZERO).toBytes();
    }

    private Answer sign(ScaleReader in) throws DecodeException, DispatchException {
        SigType type = sigType(in);
        Bytes key = in.readVec();
        Bytes message = in.readVec();
        in.expectEnd();
        if (type == SigType.SR25519 && !inQuery()) {
            return Answer.ok(vec(Bytes.EMPTY));
        }
        spendSignature(type);
        return Answer.ok(vec(Signing.sign(type, key, message, host().random())));
    }

    private Answer verify(ScaleReader in) throws DecodeException, DispatchException {
        SigType type = sigType(in);
        Bytes key = in.readVec();
        Bytes message = in.readVec();
        Bytes signature = in.readVec();
        in.expectEnd();
        spendSignature(type);
        return Answer.ok(bool(Signing.verify(context.runtime(), type, key, message, signature)));
    }

    private static SigType sigType(ScaleReader in) throws DecodeException {
        int index = in.readByte();
        if (index >= SigType.values().length) {
            throw new DecodeException(0, "signature type " + index + "; expected 0 to 2");
        }
        return SigType.values()[index];
    }

    private Answer deriveKey(ScaleReader in) throws DecodeException, DispatchException {
        Bytes salt = in.readVec();
        in.expectEnd();
        spend(2 * UnpaidWork.SIGNATURE);
        Bytes clusterKey = context.pink().key().orElseThrow(PinkError.KEY_SEED_MISSING::raise);
        try (Sr25519.Pair base = Sr25519.Pair.fromSecret(clusterKey.unsafeArray());
                Sr25519.Pair derived = KeyDerivation.derive(base, contract.toBytes(), salt, KEYGEN)) {
            return Answer.ok(vec(Bytes.wrap(derived.exposeSecret())));
        } catch (CryptoException _) {
            throw PinkError.DERIVE_KEY_FAILED.raise();
        }
    }

    private Answer publicKey(ScaleReader in) throws DecodeException, DispatchException {
        SigType type = sigType(in);
        Bytes key = in.readVec();
        in.expectEnd();
        spendSignature(type);
        return Answer.ok(vec(Signing.publicKey(type, key)));
    }

    private Answer cacheSet(ScaleReader in) throws DecodeException, DispatchException {
        Bytes key = in.readVec();
        Bytes value = in.readVec();
        in.expectEnd();
        if (!inQuery()) {
            depositCacheOp(new CacheOp.Set(key, value));
            return Answer.ok(Bytes.EMPTY);
        }
        return new Answer(host().cacheSet(contract, key, value) ? 0 : 1, Bytes.EMPTY);
    }

    private Answer cacheSetExpiration(ScaleReader in) throws DecodeException, DispatchException {
        Bytes key = in.readVec();
        long seconds = in.readLong();
        in.expectEnd();
        if (inQuery()) {
            host().cacheSetExpiration(contract, key, seconds);
        } else {
            depositCacheOp(new CacheOp.SetExpiration(key, seconds));
        }
        return Answer.ok(Bytes.EMPTY);
    }

    private Answer cacheGet(ScaleReader in) throws DecodeException {
        Bytes key = in.readVec();
        in.expectEnd();
        return Answer.ok(option(inQuery() ? host().cacheGet(contract, key).map(PinkExtension::vec) : Optional.empty()));
    }

    private Answer cacheRemove(ScaleReader in) throws DecodeException, DispatchException {
        Bytes key = in.readVec();
        in.expectEnd();
        if (inQuery()) {
            return Answer.ok(option(host().cacheRemove(contract, key).map(PinkExtension::vec)));
        }
        depositCacheOp(new CacheOp.Remove(key));
        return Answer.ok(option(Optional.empty()));
    }

    private void depositCacheOp(CacheOp op) throws DispatchException {
        Bytes data = PinkEvent.CODEC_OF_EVENT.encode(new PinkEvent.Cache(op));
        context.state().growth().addEvent(1, data.size());
        context.state().deposit(new ContractsEvent.ContractEmitted(contract, data), PinkEvent.TOPIC);
    }

    private Answer log(ScaleReader in) throws DecodeException {
        int level = in.readByte();
        String message = in.readString();
        in.expectEnd();
        host().log(contract, level, message);
        return Answer.ok(Bytes.EMPTY);
    }

    private Answer random(ScaleReader in) throws DecodeException {
        int length = in.readByte();
        in.expectEnd();
        return Answer.ok(vec(inQuery() ? Bytes.wrap(host().random().bytes(length)) : Bytes.EMPTY));
    }

    private Answer signPrehashed(ScaleReader in) throws DecodeException, DispatchException {
        Bytes key = in.readVec();
        byte[] digest = in.readArray(32);
        in.expectEnd();
        spendSignature(SigType.ECDSA);
        return Answer.ok(Signing.signPrehashed(key, digest));
    }

    private Answer verifyPrehashed(ScaleReader in) throws DecodeException, DispatchException {
        byte[] signature = in.readArray(Ecdsa.SIGNATURE_SIZE);
        byte[] digest = in.readArray(32);
        Bytes key = in.readBytes(33);
        in.expectEnd();
        spendSignature(SigType.ECDSA);
        return Answer.ok(bool(Ecdsa.verifyPrehashed(key, digest, signature)));
    }

    private Answer systemContract(ScaleReader in) throws DecodeException, DispatchException {
        in.expectEnd();
        spend(UnpaidWork.LOOKUP);
        AccountId system = context.pink().systemContract().orElseThrow(PinkError.SYSTEM_CONTRACT_MISSING::raise);
        return Answer.ok(system.toBytes());
    }

    /// Before runtime 1.2 only the system contract could ask.
    private Answer balanceOf(ScaleReader in) throws DecodeException, DispatchException {
        AccountId account = AccountId.of(in.readArray(32));
        in.expectEnd();
        spend(UnpaidWork.LOOKUP);
        if (!context.runtime().atLeast(PinkRuntime.V1_2)) {
            ensureSystem();
        }
        AccountInfo info = context.balances().account(account);
        ScaleWriter out = new ScaleWriter();
        out.writeU128(info.total());
        out.writeU128(info.free());
        return Answer.ok(out.toBytes());
    }

    private void ensureSystem() throws DispatchException {
        if (!context.pink().systemContract().equals(Optional.of(contract))) {
            throw DispatchError.Plain.BAD_ORIGIN.raise();
        }
    }

    /// Ink code is looked for in the storage as it was before this session.
    private Answer codeExists(ScaleReader in) throws DecodeException, DispatchException {
        H256 hash = H256.of(in.readArray(32));
        boolean sidevm = in.readBoolean();
        in.expectEnd();
        spend(UnpaidWork.LOOKUP);
        boolean exists = sidevm
                ? context.pink().sidevmCodeExists(hash)
                : Contracts.codeExists(context.committed(), hash, context.runtime());
        return Answer.ok(bool(exists));
    }

    private Answer importLatestSystemCode(ScaleReader in) throws DecodeException, DispatchException {
        AccountId payer = AccountId.of(in.readArray(32));
        in.expectEnd();
        ensureSystem();
        Bytes code = host().latestSystemCode();
        spend(code.size() * UnpaidWork.PER_BYTE);
        if (code.isEmpty()) {
            return Answer.ok(option(Optional.empty()));
        }
        H256 hash = new H256(Blake2b.hash256(code.unsafeArray()));
        if (!Contracts.codeExists(context.committed(), hash, context.runtime())) {
            new Contracts(context).uploadCode(payer, code, Determinism.ENFORCED);
        }
        return Answer.ok(option(Optional.of(hash.toBytes())));
    }

    private Answer eventChainHead(ScaleReader in) throws DecodeException, DispatchException {
        in.expectEnd();
        spend(UnpaidWork.LOOKUP);
        ScaleWriter out = new ScaleWriter();
        out.writeLong(context.pink().nextEventBlockNumber());
        out.write(context.pink().lastEventBlockHash().toBytes());
        return Answer.ok(out.toBytes());
    }

    private static Bytes bool(boolean value) {
        return Bytes.of((byte) (value ? 1 : 0));
    }

    private static Bytes u64(long value) {
        ScaleWriter out = new ScaleWriter();
        out.writeLong(value);
        return out.toBytes();
    }

    static Bytes vec(Bytes value) {
        ScaleWriter out = new ScaleWriter();
        out.writeVec(value);
        return out.toBytes();
    }

    private static Bytes option(Optional<Bytes> encoded) {
        return encoded.isPresent() ? Bytes.concat(Bytes.of((byte) 1), encoded.get()) : Bytes.of((byte) 0);
    }
}
