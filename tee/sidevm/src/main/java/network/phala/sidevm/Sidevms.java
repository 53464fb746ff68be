package network.phala.sidevm;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import network.phala.crypto.Blake2b;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.sidevm.FairTurns.CrowdedException;
import network.phala.sidevm.SidevmException.Reason;
import network.phala.sidevm.message.HttpHead;
import network.phala.sidevm.message.HttpHeader;
import network.phala.sidevm.message.SystemMessage;
import network.phala.sidevm.ocall.Guest.Input;
import network.phala.sidevm.resource.Channel;
import org.jspecify.annotations.Nullable;

/// All programs of a worker, at most one for each contract, under the contract's id: their life from
/// deployment to destruction, and the ways in. One thread changes what runs ([#start] to [#finishBlock],
/// [#save], [#load]); any thread may talk to programs.
///
/// A program that panicked, was stifled or ran when a checkpoint was taken is started again at the end of a
/// block; others that ended stay ended.
///
/// Follows phala-blockchain crates/phactory/src/contracts/support.rs.
public final class Sidevms implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Sidevms.class.getName());
    /// What an evaluation may hold in memory.
    public static final long EVALUATION_BYTES = (long) Evaluation.MEMORY_PAGES_MAX << 16;

    /// Each has so much, and a thread.
    private static final int EVALUATIONS_MAX = 16;

    private static final int EVALUATIONS_WAITING = 32;

    /// Questions and HTTP requests that programs have not answered, of all programs: half of what a port of the worker
    /// has connections.
    private static final int VISITS_MAX = 4096;
    /// Where nobody says otherwise, programs may have one such part of the heap together, and messages to them another.
    private static final int HEAP_PARTS = 4;

    private static final int MESSAGES_PARTS = 16;

    /// What all programs of a worker may hold together.
    ///
    /// @param memoryBytes linear memories
    /// @param messageBytes messages that were not taken
    /// @param evaluations programs that are run once, at the same time
    /// @param visits questions and HTTP requests that were not answered
    public record Room(long memoryBytes, long messageBytes, int evaluations, int visits) {
        public Room(long memoryBytes, long messageBytes, int evaluations) {
            this(memoryBytes, messageBytes, Math.min(EVALUATIONS_MAX, evaluations), VISITS_MAX);
        }

        FairTurns.Limits evaluationLimits() {
            // Of few one contract may have half, of many no more than four.
            int each = Math.min(4, (evaluations + 1) / 2);
            int ever = evaluations >= 8 ? 2 * evaluations : evaluations + 1;
            return new FairTurns.Limits(evaluations, each, ever, EVALUATIONS_WAITING);
        }
    }

    /// A program in a checkpoint; one that ran says [ExitReason.Restore].
    public record Saved(
            H256 contract,
            Bytes code,
            H256 codeHash,
            String startTime,
            SidevmConfig config,
            int weight,
            ExitReason reason,
            List<Bytes> heard) {}

    private record Entry(
            Bytes code,
            H256 codeHash,
            String startTime,
            SidevmConfig config,
            int weight,
            @Nullable Program program,
            ExitReason reason,
            Heard heard) {
        /// The program, while it runs.
        Optional<Program> running() {
            return Optional.ofNullable(program).filter(each -> !each.end().isDone());
        }

        ExitReason reasonNow() {
            return program != null && program.end().isDone() ? program.end().join() : reason;
        }

        /// Whether it runs, or will again.
        boolean lives() {
            return running().isPresent() || reasonNow().isRestarted();
        }

        Entry with(SidevmConfig changed) {
            return new Entry(code, codeHash, startTime, changed, weight, program, reason, heard);
        }

        Entry withWeight(int changed) {
            return new Entry(code, codeHash, startTime, config, changed, program, reason, heard);
        }
    }

    private final SidevmHost host;
    private final Cores cores;
    private final ScheduledThreadPoolExecutor clock;
    private final ProgramCode programCode;
    private final Map<H256, Entry> entries = new ConcurrentHashMap<>();
    private final Set<Deaf> dropping = ConcurrentHashMap.newKeySet();

    /// A program that did not take the last message of a kind.
    private record Deaf(H256 contract, Input input) {}

    private final FairTurns<H256> evaluations;
    private final FairRoom<H256> visits;
    private final MemoryRoom memory;
    private final MemoryRoom messages;
    private final LateMessages late;

    /// @param coreCount threads that programs run on
    public Sidevms(SidevmHost host, int coreCount) {
        this(
                host,
                coreCount,
                new Room(
                        Runtime.getRuntime().maxMemory() / HEAP_PARTS,
                        Runtime.getRuntime().maxMemory() / MESSAGES_PARTS,
                        EVALUATIONS_MAX));
    }

    /// The same with less room, or more.
    public Sidevms(SidevmHost host, int coreCount, Room room) {
        this.host = host;
        this.evaluations = new FairTurns<>(room.evaluationLimits());
        this.visits = new FairRoom<>(room.visits());
        this.memory = new MemoryRoom(room.memoryBytes());
        this.messages = new MemoryRoom(room.messageBytes());
        this.cores = new Cores(coreCount);
        this.programCode = new ProgramCode(cores::away);
        this.clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "sidevm-clock");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
        this.late = new LateMessages(
                clock,
                (contract, message) ->
                        push(contract, Input.SYSTEM, SystemMessage.codec().encode(message)));
    }

    /// Deploys a program in place of the contract's earlier one, which is stopped first. Without code it waits for
    /// [#uploadCode].
    public void start(H256 contract, H256 codeHash, Optional<Bytes> code, SidevmConfig config, int weight) {
        Optional<Program> previous = Optional.ofNullable(entries.get(contract)).flatMap(Entry::running);
        previous.ifPresent(Program::stop);
        if (code.isEmpty()) {
            LOG.log(Level.INFO, "SideVM code is not here yet program={0} code={1}", contract, codeHash);
            entries.put(
                    contract,
                    new Entry(
                            Bytes.EMPTY,
                            codeHash,
                            now(),
                            config,
                            weight,
                            null,
                            new ExitReason.WaitingForCode(),
                            new Heard()));
            return;
        }
        startCode(contract, codeHash, code.get(), config, weight, previous, new Heard());
    }

    private void startCode(
            H256 contract,
            H256 codeHash,
            Bytes code,
            SidevmConfig config,
            int weight,
            Optional<Program> previous,
            Heard heard) {
        if (code.size() > Integer.toUnsignedLong(config.maxCodeSize())) {
            LOG.log(
                    Level.WARNING,
                    "SideVM code is too large program={0} size={1} limit={2}",
                    contract,
                    code.size(),
                    Integer.toUnsignedLong(config.maxCodeSize()));
            entries.put(
                    contract,
                    new Entry(code, codeHash, now(), config, weight, null, new ExitReason.CodeTooLarge(), heard));
            return;
        }
        Program program = new Program(
                contract,
                List.of(),
                () -> programCode.load(codeHash, code, config.maxMemoryPages()),
                config,
                weight,
                host,
                cores,
                memory.part(),
                messages.part(),
                clock);
        heard.all().forEach(message -> program.guest().offer(Input.SYSTEM, new Channel.Plain(message)));
        entries.put(
                contract, new Entry(code, codeHash, now(), config, weight, program, new ExitReason.Cancelled(), heard));
        previous.map(Program::end)
                .orElse(CompletableFuture.completedFuture(new ExitReason.Stopped()))
                .thenRun(program::begin);
    }

    private String now() {
        long nanos = host.nature().realtimeNanos();
        return Instant.ofEpochSecond(nanos / 1_000_000_000, nanos % 1_000_000_000)
                .toString();
    }

    /// Brings the code a program waits for.
    public void uploadCode(H256 contract, Bytes code, int block) throws SidevmException {
        Entry entry = entry(contract);
        if (Integer.compareUnsigned(block, entry.config().deadline()) > 0) {
            throw new SidevmException(Reason.EXPIRED);
        }
        if (!(entry.reasonNow() instanceof ExitReason.WaitingForCode)) {
            throw new SidevmException(Reason.NOT_WAITING_FOR_CODE);
        }
        H256 hash = H256.of(Blake2b.digest256(code.unsafeArray()));
        if (!hash.equals(entry.codeHash())) {
            throw new SidevmException(
                    Reason.WRONG_CODE, "Code hash mismatch, expected: " + entry.codeHash() + ", actual: " + hash);
        }
        startCode(contract, hash, code, entry.config(), entry.weight(), Optional.empty(), new Heard());
    }

    private Entry entry(H256 contract) throws SidevmException {
        Entry entry = entries.get(contract);
        if (entry == null) {
            throw new SidevmException(Reason.NOT_FOUND);
        }
        return entry;
    }

    private Program running(H256 contract) throws SidevmException {
        return entry(contract).running().orElseThrow(() -> new SidevmException(Reason.STOPPED));
    }

    /// Stops a contract's program, if it runs.
    public void stop(H256 contract) {
        Optional.ofNullable(entries.get(contract)).flatMap(Entry::running).ifPresent(Program::stop);
    }

    /// The contract is gone.
    public void destroy(H256 contract) {
        stop(contract);
        entries.remove(contract);
        dropping.removeIf(each -> each.contract().equals(contract));
    }

    /// Sets the last block of a program; false when there is none.
    public boolean setDeadline(H256 contract, int deadline) {
        return entries.computeIfPresent(contract, (_, entry) -> {
                    SidevmConfig old = entry.config();
                    return entry.with(
                            new SidevmConfig(old.maxCodeSize(), old.maxMemoryPages(), old.vitalCapacity(), deadline));
                })
                != null;
    }

    /// A contract's weight is its program's.
    public void setWeight(H256 contract, int weight) {
        Entry changed = entries.computeIfPresent(contract, (_, entry) -> entry.withWeight(weight));
        if (changed != null) {
            changed.running().ifPresent(program -> program.setWeight(weight));
        }
    }

    /// A block ends: programs that broke start again, and those past their deadline stop.
    public void finishBlock(int block) {
        for (Map.Entry<H256, Entry> each : new TreeMap<>(entries).entrySet()) {
            Entry entry = each.getValue();
            Optional<Program> running = entry.running();
            if (running.isPresent()) {
                if (Integer.compareUnsigned(block, entry.config().deadline()) > 0) {
                    LOG.log(Level.INFO, "SideVM deadline reached program={0}", each.getKey());
                    running.get().stop();
                }
            } else if (entry.reasonNow().isRestarted()) {
                startCode(
                        each.getKey(),
                        entry.codeHash(),
                        entry.code(),
                        entry.config(),
                        entry.weight(),
                        Optional.empty(),
                        heardAgain(entry));
            }
        }
    }

    /// After a restart of the worker a program is told again what it was told. One that broke may
    /// have broken of that.
    private static Heard heardAgain(Entry entry) {
        return entry.reasonNow() instanceof ExitReason.Restore ? entry.heard() : new Heard();
    }

    /// A message from the contract to its program. False when the program does not run, does not listen, or
    /// has too many waiting.
    public boolean pushMessage(H256 contract, Bytes message) {
        late.flush();
        return push(contract, Input.GENERAL, message);
    }

    /// A message from the worker to the program that is the cluster's log server. The newest are
    /// kept beside the program as long as it lives, and told again after the worker's restart: they
    /// are what it was made to remember.
    public boolean pushSystemMessage(H256 contract, SystemMessage message) {
        late.flush();
        Entry entry = entries.get(contract);
        if (entry == null || !entry.lives()) {
            return false;
        }
        Bytes encoded = SystemMessage.codec().encode(message);
        entry.heard().add(encoded);
        return push(contract, Input.SYSTEM, encoded);
    }

    /// Whether the contract has a program that runs, or will again after a block.
    public boolean lives(H256 contract) {
        return Optional.ofNullable(entries.get(contract)).filter(Entry::lives).isPresent();
    }

    /// The same for a message that does not hurry: it comes after all that were pushed before it, before all that are
    /// pushed after it and before later queries, at most some milliseconds from now.
    public void pushLateSystemMessage(H256 contract, SystemMessage message) {
        late.add(contract, message);
    }

    private boolean push(H256 contract, Input input, Bytes message) {
        boolean taken = Optional.ofNullable(entries.get(contract))
                .flatMap(Entry::running)
                .map(program -> program.guest().offer(input, new Channel.Plain(message)))
                .orElse(false);
        // One line for however many in a row: a contract can send more in a block than a log should hold.
        Deaf deaf = new Deaf(contract, input);
        if (taken) {
            dropping.remove(deaf);
        } else if (dropping.add(deaf)) {
            LOG.log(Level.WARNING, "SideVM messages dropped program={0} kind={1}", contract, input);
        }
        return taken;
    }

    /// Asks a program and waits for its answer.
    public Bytes query(H256 contract, Optional<Bytes32> origin, Bytes payload, Duration patience)
            throws SidevmException, InterruptedException {
        return query(contract, origin, payload, patience, Pauses.NONE);
    }

    /// The same for one that has a place to give.
    ///
    /// @param pauses told of the wait
    public Bytes query(H256 contract, Optional<Bytes32> origin, Bytes payload, Duration patience, Pauses pauses)
            throws SidevmException, InterruptedException {
        late.flush();
        Program program = running(contract);
        Question question = new Question(origin, payload, program.guest().resources());
        try (FairRoom<H256>.Place _ = visit(contract, question::giveWay)) {
            if (!program.guest().offer(Input.QUERY, question)) {
                throw new SidevmException(Reason.BUSY);
            }
            return HttpSession.await(question.answer(), patience, pauses);
        }
    }

    /// Questions and requests that programs have not answered.
    long visits() {
        return visits.used();
    }

    private FairRoom<H256>.Place visit(H256 contract, Runnable givesWay) throws SidevmException {
        return visits.take(contract, entry(contract).weight(), 1, givesWay)
                .orElseThrow(() -> new SidevmException(Reason.BUSY));
    }

    /// Hands an HTTP request to a program. Cookies are kept back, as they belong to the worker's other pages too.
    public HttpSession connect(H256 contract, HttpHead head) throws SidevmException {
        Program program = running(contract);
        HttpSession session = new HttpSession();
        List<HttpHeader> headers = head.headers().stream()
                .filter(header -> !header.name().equalsIgnoreCase("cookie"))
                .toList();
        HttpHead kept = new HttpHead(head.method(), head.url(), headers);
        session.holds(visit(contract, session::abandon));
        if (!program.guest()
                .offer(Input.HTTP, session.item(kept, program.guest().resources()))) {
            session.close();
            throw new SidevmException(Reason.BUSY);
        }
        return session;
    }

    /// Runs code once, in the name of a contract, and gives the first output it says.
    ///
    /// @param codeHash of `code`, by which its compiled form is remembered
    /// @param log where its lines go
    /// @param pauses told when it waits for its turn, and when the code waits for something
    public Bytes evaluate(
            H256 contract,
            H256 codeHash,
            Bytes code,
            List<String> arguments,
            SidevmHost.Log log,
            Duration limit,
            Pauses pauses)
            throws NoOutputException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        FairTurns<H256>.Turn turn;
        try {
            turn = evaluations.take(contract, limit, pauses);
        } catch (TimeoutException e) {
            throw new NoOutputException("Sidevm execution timeout");
        } catch (CrowdedException e) {
            throw new NoOutputException("Too many scripts of the contract at once");
        }
        return new Evaluation(
                        contract,
                        () -> programCode.load(codeHash, code, Evaluation.MEMORY_PAGES_MAX),
                        arguments,
                        host,
                        log,
                        clock,
                        pauses)
                .run(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())), turn::close);
    }

    /// Evaluations whose threads still run.
    int evaluationsUnderWay() {
        return evaluations.underWay();
    }

    public Optional<SidevmInfo> info(H256 contract) {
        return Optional.ofNullable(entries.get(contract)).map(entry -> {
            boolean runs = entry.running().isPresent();
            return new SidevmInfo(
                    runs ? "running" : "stopped",
                    entry.codeHash(),
                    entry.startTime(),
                    runs ? "" : entry.reasonNow().text(),
                    entry.config());
        });
    }

    public boolean isRunning(H256 contract) {
        return Optional.ofNullable(entries.get(contract))
                .flatMap(Entry::running)
                .isPresent();
    }

    /// Programs that run.
    public int liveCount() {
        return (int) entries.values().stream()
                .filter(entry -> entry.running().isPresent())
                .count();
    }

    /// Processor time the contract's running program has used, in nanoseconds.
    public long usedNanos(H256 contract) {
        return Optional.ofNullable(entries.get(contract))
                .flatMap(Entry::running)
                .map(Program::usedNanos)
                .orElse(0L);
    }

    /// Everything but what runs, for a checkpoint.
    public List<Saved> save() {
        List<Saved> saved = new ArrayList<>();
        new TreeMap<>(entries)
                .forEach((contract, entry) -> saved.add(new Saved(
                        contract,
                        entry.code(),
                        entry.codeHash(),
                        entry.startTime(),
                        entry.config(),
                        entry.weight(),
                        entry.running().isPresent() ? new ExitReason.Restore() : entry.reasonNow(),
                        entry.lives() ? entry.heard().all() : List.of())));
        return saved;
    }

    /// Puts programs back; those that ran start at the end of the next block.
    public void load(List<Saved> saved) {
        for (Saved each : saved) {
            entries.put(
                    each.contract(),
                    new Entry(
                            each.code(),
                            each.codeHash(),
                            each.startTime(),
                            each.config(),
                            each.weight(),
                            null,
                            each.reason(),
                            Heard.of(each.heard())));
        }
    }

    /// Stops all programs and the threads.
    @Override
    public void close() {
        List<CompletableFuture<ExitReason>> ends = new ArrayList<>();
        for (Entry entry : entries.values()) {
            entry.running().ifPresent(program -> {
                program.stop();
                ends.add(program.end());
            });
        }
        CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, 5, TimeUnit.SECONDS)
                .join();
        cores.close();
        clock.shutdownNow();
    }
}
