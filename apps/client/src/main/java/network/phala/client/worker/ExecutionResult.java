package network.phala.client.worker;

import java.io.IOException;
import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import network.phala.types.contract.PinkVersion;

/// What a contract call or instantiation came to (`ContractExecResult`, `ContractInstantiateResult`).
///
/// @param gasConsumed ref time, in picoseconds of the reference machine
/// @param gasRequired ref time to ask for
/// @param storageDeposit what is held for storage; negative amounts are [#refunded]
public record ExecutionResult(
        long gasConsumed,
        long gasRequired,
        U128 storageDeposit,
        boolean refunded,
        String debugMessage,
        Outcome outcome) {
    private static final int REVERTED = 1;

    /// How it ended.
    public sealed interface Outcome {
        /// The contract returned; `data` is its answer, for ink! 4 and 5 a `Result<T, LangError>`.
        record Returned(boolean reverted, Bytes data, Optional<H256> account) implements Outcome {}

        /// The runtime stopped it; `error` is a SCALE `DispatchError` and `name` what it is called.
        record Failed(Bytes error, String name) implements Outcome {}
    }

    /// Tells the release of the contract runtime that a result is of. Asked only when the name of an error depends on
    /// it.
    public interface Release {
        PinkVersion version() throws IOException;
    }

    /// Reads the result of a call.
    public static ExecutionResult ofCall(Bytes bytes, Release release) throws IOException {
        return decode(bytes, false, release);
    }

    public static ExecutionResult ofInstantiation(Bytes bytes, Release release) throws IOException {
        return decode(bytes, true, release);
    }

    private static ExecutionResult decode(Bytes bytes, boolean instantiation, Release release) throws IOException {
        try {
            ScaleReader in = new ScaleReader(bytes);
            long consumed = in.readCompact(64).low();
            in.readCompact(64);
            long required = in.readCompact(64).low();
            in.readCompact(64);
            boolean refund = in.readByte() == 0;
            U128 deposit = in.readU128();
            String debug = in.readVec().toUtf8();
            return new ExecutionResult(consumed, required, deposit, refund, debug, outcome(in, instantiation, release));
        } catch (DecodeException e) {
            throw new IOException("The contract result does not decode: " + e.getMessage(), e);
        }
    }

    private static Outcome outcome(ScaleReader in, boolean instantiation, Release release)
            throws DecodeException, IOException {
        if (in.readByte() == 0) {
            int flags = in.readInt();
            Bytes data = in.readVec();
            Optional<H256> account = instantiation ? Optional.of(H256.of(in.readArray(32))) : Optional.empty();
            return new Outcome.Returned((flags & REVERTED) != 0, data, account);
        }
        Bytes error = in.readBytes(Math.min(in.remaining(), 6));
        PinkVersion version = ExecutionError.dependsOnRelease(error) ? release.version() : PinkVersion.FIRST;
        return new Outcome.Failed(error, ExecutionError.name(error, version));
    }
}
