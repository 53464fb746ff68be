package network.phala.sidevm.ocall;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.sidevm.SidevmHost;
import network.phala.sidevm.resource.Channel;
import network.phala.sidevm.resource.Connections;
import network.phala.sidevm.resource.OcallError;
import network.phala.sidevm.resource.OcallException;
import network.phala.sidevm.resource.Resources;
import network.phala.sidevm.resource.Wakeups;
import org.jspecify.annotations.Nullable;

/// The host's side of one running program: what it holds, what is ready, where its messages come in. The program's own
/// thread works on it; other threads only through [#offer] and the wakeups.
public final class Guest {
    /// Where messages come in.
    public enum Input {
        /// A log server hears everything a block does at once, and what it misses is gone.
        SYSTEM(1, 10_000),
        GENERAL(2, 20),
        /// Requests wait for a place a while before they are refused.
        QUERY(3, 148),
        HTTP(4, 148);

        private final int number;
        private final int capacity;

        Input(int number, int capacity) {
            this.number = number;
            this.capacity = capacity;
        }

        static Input of(int number) throws OcallException {
            for (Input input : values()) {
                if (input.number == number) {
                    return input;
                }
            }
            throw OcallError.INVALID_PARAMETER.exception();
        }
    }

    private static final int MESSAGES_PER_TURN = 20;

    private final H256 id;
    private final List<String> arguments;
    private final SidevmHost host;
    private final ScheduledExecutorService clock;
    private final Wakeups wakeups;
    private final Channel.Room room;
    private final long breath;
    private final Resources resources = new Resources();
    private final Connections connections = new Connections();
    private final AtomicBoolean queryUnderWay = new AtomicBoolean();
    private final LogBudget logBudget = new LogBudget();
    private final ReentrantLock inputLock = new ReentrantLock();
    private final Map<Input, Channel> inputs = new EnumMap<>(Input.class);
    private final Map<Input, Boolean> opened = new EnumMap<>(Input.class);
    private boolean settled;
    private boolean tracing;
    private @Nullable Bytes stashed;

    /// One whose messages take no room of others.
    public Guest(
            H256 id,
            List<String> arguments,
            long breath,
            SidevmHost host,
            ScheduledExecutorService clock,
            Wakeups wakeups) {
        this(id, arguments, breath, host, clock, wakeups, Channel.Room.ENDLESS);
    }

    /// @param breath fuel of one turn
    /// @param room for messages that were not taken
    public Guest(
            H256 id,
            List<String> arguments,
            long breath,
            SidevmHost host,
            ScheduledExecutorService clock,
            Wakeups wakeups,
            Channel.Room room) {
        this.room = room;
        this.id = id;
        this.arguments = List.copyOf(arguments);
        this.breath = breath;
        this.host = host;
        this.clock = clock;
        this.wakeups = wakeups;
        for (Input input : Input.values()) {
            inputs.put(input, new Channel(input.capacity, MESSAGES_PER_TURN, room));
        }
    }

    /// Before each turn.
    public void refresh() {
        inputLock.lock();
        try {
            inputs.values().forEach(Channel::refresh);
        } finally {
            inputLock.unlock();
        }
    }

    /// A message for the program. False when it does not listen, or too many wait. Before its first turn it is taken to
    /// listen.
    public boolean offer(Input input, Channel.Item item) {
        inputLock.lock();
        try {
            return (!settled || opened.containsKey(input)) && channel(input).offer(item);
        } finally {
            inputLock.unlock();
        }
    }

    private Channel channel(Input input) {
        Channel channel = inputs.get(input);
        if (channel == null) {
            throw new IllegalStateException("No channel for " + input);
        }
        return channel;
    }

    /// The program's first turn is over: who does not listen by now gets no messages kept.
    public void settle() {
        inputLock.lock();
        try {
            if (!settled) {
                settled = true;
                inputs.forEach((input, channel) -> {
                    if (!opened.containsKey(input)) {
                        channel.close();
                        inputs.put(input, new Channel(input.capacity, MESSAGES_PER_TURN, room));
                    }
                });
            }
        } finally {
            inputLock.unlock();
        }
    }

    Channel open(Input input) throws OcallException {
        inputLock.lock();
        try {
            if (opened.putIfAbsent(input, true) != null) {
                throw OcallError.ALREADY_EXISTS.exception();
            }
            return channel(input);
        } finally {
            inputLock.unlock();
        }
    }

    /// The program is gone.
    public void close() {
        resources.closeAll();
        inputLock.lock();
        try {
            inputs.values().forEach(Channel::close);
        } finally {
            inputLock.unlock();
        }
    }

    void stash(Bytes result) {
        stashed = result;
    }

    Optional<Bytes> takeStashed() {
        Bytes result = stashed;
        stashed = null;
        return Optional.ofNullable(result);
    }

    void setTracing(boolean on) {
        tracing = on;
    }

    /// A line about an ocall, if the program wants them.
    void trace(Supplier<String> line) {
        if (tracing) {
            log(OcallTrace.LEVEL, line.get());
        }
    }

    void log(int level, String text) {
        logBudget.spend(host.nature().monotonicNanos()).ifPresent(lost -> {
            if (lost > 0) {
                host.log().line(id, 2, lost + " lines were lost: too many at once");
            }
            host.log().line(id, level, text);
        });
    }

    H256 id() {
        return id;
    }

    List<String> arguments() {
        return arguments;
    }

    long breath() {
        return breath;
    }

    SidevmHost host() {
        return host;
    }

    ScheduledExecutorService clock() {
        return clock;
    }

    public Wakeups wakeups() {
        return wakeups;
    }

    public Resources resources() {
        return resources;
    }

    Connections connections() {
        return connections;
    }

    AtomicBoolean queryUnderWay() {
        return queryUnderWay;
    }
}
