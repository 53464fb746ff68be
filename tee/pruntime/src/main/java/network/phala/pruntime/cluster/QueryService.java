package network.phala.pruntime.cluster;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import network.phala.crypto.AesGcm;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Sr25519;
import network.phala.pink.Cluster;
import network.phala.pink.ExecutionMode;
import network.phala.pink.Outcome;
import network.phala.pink.Session;
import network.phala.pink.SessionContext;
import network.phala.pink.TransactionArguments;
import network.phala.pink.contracts.ContractModules;
import network.phala.pink.types.ContractResult;
import network.phala.pink.types.DispatchError;
import network.phala.pink.types.ExecReturn;
import network.phala.pink.types.SideEffects;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.prpc.PrpcException;
import network.phala.prpc.message.Query;
import network.phala.pruntime.HeapParts;
import network.phala.pruntime.cluster.ContractQuery.QueryError;
import network.phala.pruntime.outside.Outside;
import network.phala.pruntime.system.Snapshot;
import network.phala.scale.Codec;
import network.phala.scale.DecodeException;
import network.phala.scale.Result;
import network.phala.scale.Scale;
import network.phala.scale.ScaleReader;
import network.phala.sidevm.SidevmException;
import network.phala.sidevm.Sidevms;
import network.phala.types.contract.CommandPayload.EncryptedData;
import network.phala.types.query.OwnOutcome;
import network.phala.types.query.QuerySignature;
import network.phala.types.query.SignatureError;
import network.phala.wasm.GuestThread;
import network.phala.wasm.RunStoppedException;

/// Answers encrypted queries to contracts, each on the snapshot that was newest when it came. Nothing a
/// query does is kept. Any thread.
///
/// Follows phala-blockchain crates/phactory/src/prpc_service.rs, contract_query, and contracts/pink.rs.
public final class QueryService implements AutoCloseable {
    private static final long GAS_LIMIT = 10_000_000_000_000L;
    private static final int BACKLOG_MAX = 32;
    /// What a query gets to finish after it was told that waiting for others is over.
    private static final Duration END_GRACE = Duration.ofSeconds(2);
    /// How long those that are told to end may take: a host function of theirs may be at something long.
    private static final Duration KEEP_OUT_PATIENCE = Duration.ofSeconds(10);

    private static final Duration PROGRAM_PATIENCE = Duration.ofMinutes(5);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Codec<EncryptedData> ENCRYPTED_DATA = Scale.of(EncryptedData.class);

    private final ContractModules modules;
    private final LocalCache cache;
    private final RequestScheduler<AccountId> scheduler;
    private final QueryPlace.Rooms rooms;
    private final ThreadPoolExecutor guests;
    private final QueryWatch watch = new QueryWatch();
    private final QuerySessions sessions = new QuerySessions();
    private final QueryStatistics statistics = new QueryStatistics();
    private final Sidevms sidevms;
    private final Outcomes outcomes;
    private final QueryEffects effects;
    private final Reach reach;
    private volatile LogServer.Salt salt = LogServer.Salt.NONE;

    /// The world beyond the worker, and how long a query may wait for it.
    ///
    /// @param heap whose parts queries may hold together
    public record Reach(Outside outside, Duration timeLimit, HeapParts heap) {}

    /// Takes what queries ask for besides answers.
    public interface Effects {
        void apply(List<SideEffects.FromContract> events);
    }

    /// @param cores how many queries more than two run at once
    public QueryService(
            int cores,
            ContractModules modules,
            LocalCache cache,
            Reach reach,
            Sidevms sidevms,
            Outcomes outcomes,
            Effects effects) {
        this.modules = modules;
        this.cache = cache;
        this.reach = reach;
        this.sidevms = sidevms;
        this.outcomes = outcomes;
        int depth = places(cores);
        this.scheduler = new RequestScheduler<>(depth, BACKLOG_MAX);
        this.rooms = QueryPlace.Rooms.of(reach.heap().waiting(), reach.heap().running(depth));
        this.effects = new QueryEffects(effects, depth, reach.heap().effects());
        AtomicInteger number = new AtomicInteger();
        // Who comes here has a place, or waits in its room: there is a thread for each.
        this.guests =
                new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = GuestThread.of("query-" + number.getAndIncrement(), task);
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /// How many queries run at once on a worker with so many cores, and with a heap as this one.
    public static int places(int cores) {
        return HeapParts.here().places(cores + 2);
    }

    /// Ends all queries, and returns when they have ended, or after a while. None begins until what it gives is closed.
    public ChainSessions.Quiet keepOut() {
        watch.keepOut(true);
        long limit = System.nanoTime() + KEEP_OUT_PATIENCE.toNanos();
        while (watch.count() > 0 && System.nanoTime() < limit) {
            LockSupport.parkNanos(1_000_000);
        }
        return () -> watch.keepOut(false);
    }

    public QueryStatistics statistics() {
        return statistics;
    }

    /// How many queries have a place among those that run.
    public int running() {
        return scheduler.running();
    }

    /// What those hold in memory that wait for something else, in bytes.
    public long waitingBytes() {
        return rooms.waiting().used();
    }

    /// Verifies, decrypts, executes, encrypts.
    ///
    /// @param hasLeft whether the asker has gone; a query that nobody waits for is not begun, or ended soon
    /// @throws PrpcException when there is no telling who asks what; errors of the execution are inside the answer
    /// @throws DecodeException when the request is malformed
    public Query.ContractQueryResponse answer(
            Snapshot worker, Query.ContractQueryRequest request, BooleanSupplier hasLeft)
            throws PrpcException, DecodeException {
        Optional<AccountId> origin = origin(request, worker.lastBlock());
        EncryptedData data = ENCRYPTED_DATA.decodePrefix(request.encodedEncryptedData());
        AesGcm.Key key = agree(worker.identity().pair(), data);
        ScaleReader in = new ScaleReader(open(key, data));
        ContractQuery.Head head = ContractQuery.Head.decode(in);
        AccountId contract = new AccountId(head.id().value());
        ClusterView cluster = worker.cluster()
                .filter(view -> view.contract(contract).isPresent())
                .orElseThrow(() -> PrpcException.application("ContractNotFound"));
        ContractQuery query = decode(in);
        Result<Bytes, QueryError> result =
                switch (watched(new Asked(worker, cluster, contract, query, origin), hasLeft)) {
                    case Result.Ok<Answer, QueryError>(Answer.Executed(ContractResult executed)) ->
                        new Result.Ok<>(executed.encode());
                    case Result.Ok<Answer, QueryError>(Answer.Said(Bytes said)) -> new Result.Ok<>(said);
                    case Result.Err<Answer, QueryError>(QueryError error) -> new Result.Err<>(error);
                };
        byte[] iv = new byte[AesGcm.IV_SIZE];
        RANDOM.nextBytes(iv);
        byte[] sealed = key.seal(iv, ContractQuery.answer(head.nonce(), result).unsafeArray());
        EncryptedData answer = new EncryptedData(
                Bytes.wrap(iv), worker.identity().pair().publicKey().value(), Bytes.wrap(sealed));
        return new Query.ContractQueryResponse(ENCRYPTED_DATA.encode(answer), worker.lastBlock());
    }

    /// The account at the root of the certificate chain; nobody when the query is not signed.
    private Optional<AccountId> origin(Query.ContractQueryRequest request, int block) throws PrpcException {
        if (request.signature().isEmpty()) {
            return Optional.empty();
        }
        try {
            QuerySignature signature = signature(request.signature().get(), 0);
            return Optional.of(sessions.accounts(signature, request.encodedEncryptedData(), block)
                    .getFirst());
        } catch (SignatureError e) {
            throw PrpcException.application("Verifying signature failed: " + e.name());
        }
    }

    /// Longer chains than a worker accepts are cut where that already shows.
    private static QuerySignature signature(Query.Signature wire, int depth) {
        Optional<QuerySignature.Certificate> certificate = depth > QuerySignature.DEPTH_MAX
                ? Optional.empty()
                : wire.signedBy()
                        .map(signedBy -> new QuerySignature.Certificate(
                                signedBy.encodedBody(),
                                signedBy.signature().map(signature -> signature(signature, depth + 1))));
        return new QuerySignature(wire.signatureType(), wire.signature(), certificate);
    }

    private AesGcm.Key agree(Sr25519.Pair identity, EncryptedData data) throws PrpcException {
        try {
            return sessions.agree(identity, data.pubkey());
        } catch (CryptoException e) {
            throw PrpcException.application("EcdhInvalidPublicKey");
        }
    }

    private static Bytes open(AesGcm.Key key, EncryptedData data) throws PrpcException {
        try {
            return Bytes.wrap(key.open(data.iv().unsafeArray(), data.data().unsafeArray()));
        } catch (CryptoException e) {
            throw PrpcException.application("AeadDecryptError");
        }
    }

    private static ContractQuery decode(ScaleReader in) throws PrpcException {
        try {
            return ContractQuery.QUERY_CODEC.decode(in);
        } catch (DecodeException e) {
            throw PrpcException.application("DecodeError");
        }
    }

    /// What a query gives: the outcome of a contract's execution, or a program's words.
    sealed interface Answer {
        record Executed(ContractResult result) implements Answer {}

        record Said(Bytes answer) implements Answer {}
    }

    /// A query of a program to a contract of the same worker, in the program's own name.
    Result<Answer, QueryError> ask(
            Snapshot worker, ClusterView cluster, AccountId contract, Bytes query, AccountId origin)
            throws DecodeException {
        return watched(
                new Asked(worker, cluster, contract, ContractQuery.QUERY_CODEC.decodeAll(query), Optional.of(origin)),
                () -> false);
    }

    /// What is asked, of which state, by whom.
    private record Asked(
            Snapshot worker,
            ClusterView cluster,
            AccountId contract,
            ContractQuery query,
            Optional<AccountId> origin) {}

    private Result<Answer, QueryError> watched(Asked asked, BooleanSupplier hasLeft) {
        boolean isForProgram = asked.query() instanceof ContractQuery.SidevmQuery;
        Duration limit = isForProgram ? PROGRAM_PATIENCE : reach.timeLimit();
        long deadline = System.nanoTime() + limit.toNanos();
        try (QueryWatch.Watched watched = watch.watch(hasLeft, deadline + END_GRACE.toNanos())) {
            if (asked.query() instanceof ContractQuery.SidevmQuery(Bytes payload)) {
                return askProgram(asked.contract(), asked.origin(), payload);
            }
            if (asked.origin().isEmpty()) {
                return new Result.Err<>(new QueryError.BadOrigin());
            }
            AccountId origin = asked.origin().get();
            if (asked.query() instanceof ContractQuery.OwnOutcomes(long from)) {
                return new Result.Ok<>(new Answer.Said(OwnOutcome.listCodec().encode(outcomes.of(origin, from))));
            }
            return scheduled(asked, origin, watched, deadline);
        }
    }

    private Result<Answer, QueryError> askProgram(AccountId contract, Optional<AccountId> origin, Bytes payload) {
        try {
            return new Result.Ok<>(new Answer.Said(sidevms.query(
                    new H256(contract.value()), origin.map(AccountId::value), payload, PROGRAM_PATIENCE)));
        } catch (SidevmException e) {
            return new Result.Err<>(
                    switch (e.reason()) {
                        case TIMEOUT -> new QueryError.Timeout();
                        case BUSY -> new QueryError.ServiceUnavailable();
                        case NO_RESPONSE -> new QueryError.NoResponse();
                        default -> new QueryError.SidevmNotFound();
                    });
        } catch (InterruptedException e) {
            return new Result.Err<>(new QueryError.Timeout());
        }
    }

    private Result<Answer, QueryError> scheduled(
            Asked asked, AccountId origin, QueryWatch.Watched watched, long deadline) {
        AccountId contract = asked.contract();
        QueryPlace.Share share = share(asked);
        Ran ran;
        try (QueryPlace place =
                new QueryPlace(scheduler.acquire(share.payer(), share.weight()), rooms, share, watched)) {
            long admitted = System.nanoTime();
            try {
                if (!watched.isStillWanted()) {
                    return new Result.Err<>(new QueryError.Timeout());
                }
                if (asked.query() instanceof ContractQuery.InkMessage) {
                    logServer(asked.cluster())
                            .queryIn(origin, () -> salt(asked.cluster().cluster()));
                }
                ContractHost.Patience patience = new ContractHost.Patience(
                        new ClusterOutside(reach.outside(), sidevms, asked.cluster()),
                        deadline,
                        watched::isUnwanted,
                        Optional.of(place));
                ran = onDeepStack(watched, () -> Ran.of(asked.query(), run(asked, origin, patience)));
            } finally {
                statistics.count(contract, System.nanoTime() - admitted, false);
            }
        } catch (RequestScheduler.OverloadException e) {
            statistics.count(contract, 0, true);
            return new Result.Err<>(new QueryError.ServiceUnavailable());
        } catch (InterruptedException e) {
            statistics.count(contract, 0, true);
            return new Result.Err<>(new QueryError.Timeout());
        } catch (RunStoppedException e) {
            return new Result.Err<>(ended(watched));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RejectedExecutionException && guests.isShutdown()) {
                // The worker ends.
                return new Result.Err<>(new QueryError.ServiceUnavailable());
            }
            System.getLogger(QueryService.class.getName())
                    .log(System.Logger.Level.ERROR, "Query failed inside the contract runtime", e.getCause());
            return new Result.Err<>(new QueryError.RuntimeError("internal error"));
        }
        // The place is free again: effects wait for the writer, which may be at a long block.
        try {
            Optional<String> refusal = QueryEffects.refusal(ran.effects());
            if (refusal.isPresent()) {
                return new Result.Err<>(new QueryError.RuntimeError(refusal.get()));
            }
            return effects.apply(ran.effects(), ran.bytes(), share, watched::giveWay)
                    ? new Result.Ok<>(new Answer.Executed(ran.result()))
                    : new Result.Err<>(new QueryError.ServiceUnavailable());
        } catch (InterruptedException e) {
            return new Result.Err<>(ended(watched));
        }
    }

    private static QueryError ended(QueryWatch.Watched watched) {
        return watched.hasGivenWay() ? new QueryError.ServiceUnavailable() : new QueryError.Timeout();
    }

    /// A contract pays for what is asked of it. To try an instantiation may run any code in the name of any contract:
    /// this is paid for by the code, as if it were a contract without weight.
    private static QueryPlace.Share share(Asked asked) {
        ClusterView cluster = asked.cluster();
        return asked.query() instanceof ContractQuery.InkInstantiate tried
                        && cluster.cluster().codeExists(tried.codeHash())
                ? new QueryPlace.Share(new AccountId(tried.codeHash().value()), 0)
                : new QueryPlace.Share(
                        asked.contract(),
                        cluster.contract(asked.contract())
                                .map(ContractEntry::weight)
                                .orElse(0));
    }

    private LogServer.Salt salt(Cluster cluster) {
        LogServer.Salt found = salt.of(cluster);
        salt = found;
        return found;
    }

    private LogServer logServer(ClusterView cluster) {
        return new LogServer(sidevms, cluster.logHandler());
    }

    /// What is left of a query when its state is gone.
    private record Ran(ContractResult result, List<SideEffects.FromContract> effects) {
        static Ran of(ContractQuery query, Outcome<ContractResult> outcome) {
            boolean isTrial = !(query instanceof ContractQuery.InkMessage message) || message.estimating();
            List<SideEffects.FromContract> asked =
                    isTrial ? List.of() : outcome.effects().pinkEvents();
            return new Ran(
                    outcome.result(),
                    asked.stream().filter(each -> each.event().allowedInQuery()).toList());
        }

        /// What the answer holds in memory.
        int bytes() {
            return result.debugMessage().size()
                    + switch (result.result()) {
                        case Result.Ok<ExecReturn, DispatchError>(ExecReturn output) ->
                            output.data().size();
                        case Result.Err<ExecReturn, DispatchError> _ -> 0;
                    };
        }
    }

    /// Runs it where a guest can recurse: here, if this thread's stack is deep, else on a thread that is made for it.
    private <T> T onDeepStack(QueryWatch.Watched watched, Callable<T> work) throws ExecutionException {
        try {
            return DeepStacks.isHere() ? work.call() : onGuestThread(watched, work);
        } catch (ExecutionException | RunStoppedException e) {
            throw e;
        } catch (Exception | StackOverflowError | OutOfMemoryError e) {
            throw new ExecutionException(e);
        }
    }

    /// The place in the scheduler is kept until the guest has really ended, so nothing interrupts this wait: the watch
    /// speaks to the guest's thread.
    private <T> T onGuestThread(QueryWatch.Watched watched, Callable<T> work) throws ExecutionException {
        Future<T> result = guests.submit(() -> {
            watched.runsHere();
            try {
                return work.call();
            } finally {
                watched.leavesHere();
            }
        });
        while (true) {
            try {
                return result.get();
            } catch (InterruptedException e) {
                // The guest is told, too.
            } catch (CancellationException e) {
                throw new RunStoppedException();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RunStoppedException stopped) {
                    throw stopped;
                }
                throw e;
            }
        }
    }

    private Outcome<ContractResult> run(Asked asked, AccountId origin, ContractHost.Patience patience) {
        Cluster cluster = asked.cluster().cluster();
        return switch (asked.query()) {
            case ContractQuery.InkMessage message ->
                cluster.call(
                        session(asked, message.estimating() ? ExecutionMode.ESTIMATING : ExecutionMode.QUERY, patience),
                        asked.contract(),
                        message.payload(),
                        arguments(origin, message.transfer(), message.deposit()));
            case ContractQuery.InkInstantiate(H256 codeHash, Bytes salt, Bytes data, var deposit, var transfer) ->
                cluster.instantiate(
                        session(asked, ExecutionMode.ESTIMATING, patience),
                        codeHash,
                        data,
                        salt,
                        arguments(origin, transfer, deposit));
            case ContractQuery.SidevmQuery _, ContractQuery.OwnOutcomes _ ->
                throw new IllegalArgumentException("Not a query to an ink! contract");
        };
    }

    private static TransactionArguments arguments(
            AccountId origin, network.phala.primitives.U128 transfer, network.phala.primitives.U128 deposit) {
        return new TransactionArguments(origin, transfer, GAS_LIMIT, true, Optional.empty(), deposit);
    }

    private Session session(Asked asked, ExecutionMode mode, ContractHost.Patience patience) {
        Snapshot worker = asked.worker();
        ClusterView view = asked.cluster();
        SessionContext context = new SessionContext(
                mode,
                worker.lastBlock(),
                worker.blockMillis(),
                Optional.empty(),
                Optional.of(asked.contract()),
                Optional.empty());
        LogServer server = logServer(view);
        ContractHost host = new ContractHost(
                worker.identity().publicKey().value(),
                worker.storage()::pinkSystemCode,
                cache,
                // A query may make contracts that are gone when it ends, as many as it likes.
                contract -> view.contract(contract).isPresent(),
                (source, level, text) -> server.line(context, source, level, text),
                patience);
        return new Session(context, host, modules);
    }

    @Override
    public void close() {
        watch.close();
        for (Runnable each : guests.shutdownNow()) {
            ((Future<?>) each).cancel(true);
        }
    }
}
