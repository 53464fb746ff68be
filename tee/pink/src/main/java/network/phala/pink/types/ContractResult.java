package network.phala.pink.types;

import java.util.Optional;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.scale.Result;
import network.phala.scale.ScaleWriter;

/// The outcome of one call or instantiation as the client sees it; `account` is present for instantiations.
///
/// On the wire (`ContractExecResult` / `ContractInstantiateResult`): gas consumed, gas required, storage deposit, debug
/// message, `Result` of {flags u32, data, account for instantiations} or [DispatchError], and from runtime 1.1 on one
/// byte 0 (no collected events). The error is the one that `runtime` reports.
public record ContractResult(
        Weight gasConsumed,
        Weight gasRequired,
        StorageDeposit storageDeposit,
        Bytes debugMessage,
        Result<ExecReturn, DispatchError> result,
        Optional<AccountId> account,
        PinkRuntime runtime) {
    public ContractResult {
        if (result instanceof Result.Err<ExecReturn, DispatchError>(DispatchError error)) {
            result = new Result.Err<>(error.in(runtime));
        }
    }

    /// A refusal before anything ran.
    public static ContractResult refused(DispatchError error, PinkRuntime runtime) {
        return new ContractResult(
                Weight.ZERO,
                Weight.ZERO,
                StorageDeposit.NONE,
                Bytes.EMPTY,
                new Result.Err<>(error),
                Optional.empty(),
                runtime);
    }

    /// True when the contract ran and did not revert.
    public boolean succeeded() {
        return result instanceof Result.Ok<ExecReturn, DispatchError>(ExecReturn value) && !value.reverted();
    }

    public Bytes encode() {
        ScaleWriter out = new ScaleWriter();
        gasConsumed.encode(out);
        gasRequired.encode(out);
        storageDeposit.encode(out);
        out.writeVec(debugMessage);
        switch (result) {
            case Result.Ok<ExecReturn, DispatchError>(ExecReturn value) -> {
                out.writeByte(0);
                out.writeInt(value.flags());
                out.writeVec(value.data());
                account.ifPresent(id -> out.write(id.toBytes()));
            }
            case Result.Err<ExecReturn, DispatchError>(DispatchError error) -> {
                out.writeByte(1);
                error.encode(out);
            }
        }
        if (runtime.resultsListEvents()) {
            out.writeByte(0);
        }
        return out.toBytes();
    }
}
