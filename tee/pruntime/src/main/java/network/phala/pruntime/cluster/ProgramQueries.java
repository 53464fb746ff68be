package network.phala.pruntime.cluster;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import network.phala.crypto.Blake2b;
import network.phala.pink.types.ContractResult;
import network.phala.pink.types.DispatchError;
import network.phala.pink.types.ExecReturn;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.pruntime.cluster.ContractQuery.QueryError;
import network.phala.pruntime.cluster.QueryService.Answer;
import network.phala.pruntime.system.Snapshot;
import network.phala.scale.DecodeException;
import network.phala.scale.Result;
import network.phala.scale.ScaleWriter;
import network.phala.sidevm.SidevmHost;

/// Queries of SideVM programs to contracts of the same worker. A program asks as the account
/// `blake2_256(program ‖ "/sidevm")`.
///
/// The reply is SCALE `Result<QueryResponse, QueryError>`: 0, then 0 with {output, gas consumed u64, gas required u64,
/// storage deposit u128, whether it is charged} or 1 with the words of a program; or 1 and the error.
///
/// Follows phala-blockchain crates/phactory/src/lib.rs, sidevm_query.
public final class ProgramQueries implements SidevmHost.Contracts {
    private static final Bytes ORIGIN_END = Bytes.ofUtf8("/sidevm");
    private static final int CONTRACT_NOT_FOUND = 8;
    private static final int DECODE_ERROR = 9;
    private static final int DISPATCH_ERROR = 13;

    private final QueryService queries;
    private final Supplier<Optional<Snapshot>> worker;

    /// @param worker the newest state
    public ProgramQueries(QueryService queries, Supplier<Optional<Snapshot>> worker) {
        this.queries = queries;
        this.worker = worker;
    }

    @Override
    public void query(H256 program, H256 contract, Bytes query, Consumer<Bytes> reply) {
        Thread.ofVirtual().name("sidevm-query").start(() -> reply.accept(answer(program, contract, query)));
    }

    private Bytes answer(H256 program, H256 contract, Bytes query) {
        AccountId asked = new AccountId(contract.value());
        Optional<Snapshot> now = worker.get();
        Optional<ClusterView> cluster = now.flatMap(Snapshot::cluster)
                .filter(view -> view.contract(asked).isPresent());
        if (now.isEmpty() || cluster.isEmpty()) {
            return error(CONTRACT_NOT_FOUND);
        }
        AccountId origin = new AccountId(
                Blake2b.hash256(program.toBytes().concat(ORIGIN_END).unsafeArray()));
        try {
            return encoded(queries.ask(now.get(), cluster.get(), asked, query, origin));
        } catch (DecodeException e) {
            return error(DECODE_ERROR);
        }
    }

    private static Bytes error(int index) {
        return Bytes.of((byte) 1, (byte) index);
    }

    private static Bytes error(int index, String text) {
        ScaleWriter out = new ScaleWriter();
        out.write(error(index));
        out.writeVec(Bytes.ofUtf8(text));
        return out.toBytes();
    }

    private static Bytes encoded(Result<Answer, QueryError> result) {
        return switch (result) {
            case Result.Ok<Answer, QueryError>(Answer.Executed(ContractResult executed)) -> encoded(executed);
            case Result.Ok<Answer, QueryError>(Answer.Said(Bytes said)) -> {
                ScaleWriter out = new ScaleWriter();
                out.writeByte(0);
                out.writeByte(1);
                out.writeVec(said);
                yield out.toBytes();
            }
            case Result.Err<Answer, QueryError>(QueryError error) ->
                switch (error) {
                    case QueryError.BadOrigin _ -> error(1);
                    case QueryError.RuntimeError(String message) -> error(2, message);
                    case QueryError.SidevmNotFound _ -> error(3);
                    case QueryError.NoResponse _ -> error(4);
                    case QueryError.ServiceUnavailable _ -> error(5);
                    case QueryError.Timeout _ -> error(6);
                };
        };
    }

    private static Bytes encoded(ContractResult executed) {
        return switch (executed.result()) {
            case Result.Err<ExecReturn, DispatchError>(DispatchError error) -> error(DISPATCH_ERROR, error.debug());
            case Result.Ok<ExecReturn, DispatchError>(ExecReturn value) -> {
                ScaleWriter out = new ScaleWriter();
                out.writeByte(0);
                out.writeByte(0);
                out.writeVec(value.data());
                out.writeLong(executed.gasConsumed().refTime());
                out.writeLong(executed.gasRequired().refTime());
                out.writeU128(executed.storageDeposit().amount());
                out.writeByte(executed.storageDeposit().charge() ? 1 : 0);
                yield out.toBytes();
            }
        };
    }
}
