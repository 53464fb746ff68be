package network.phala.sidevm.ocall;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.scale.Signed;
import network.phala.scale.TupleType;
import network.phala.sidevm.message.TlsClientConfig;
import network.phala.sidevm.message.TlsServerConfig;
import network.phala.sidevm.resource.Channel;
import network.phala.sidevm.resource.Connecting;
import network.phala.sidevm.resource.GuestWaker;
import network.phala.sidevm.resource.Listener;
import network.phala.sidevm.resource.OcallError;
import network.phala.sidevm.resource.OcallException;
import network.phala.sidevm.resource.Timer;
import network.phala.wasm.Instance;
import network.phala.wasm.WasmTrap;

/// One ocall. Arguments are the registers `p0` to `p3`; a text or list of bytes is an address and a length.
final class Ocalls {
    private static final int HOST_LENGTH_MAX = 253;
    /// A program asks again for what did not fit.
    private static final int TRANSFER_MAX = 64 << 10;

    private static final int LOG_LENGTH_MAX = 16 << 10;
    private static final long RANDOM_FUEL_PER_BYTE = 1_000_000 / Imports.GAS_PER_FUEL;
    private static final long GAS_REMAINING_FUEL = 1_000_000 / Imports.GAS_PER_FUEL;
    /// Copies and keeps cost the host about this much a byte.
    private static final long BYTES_PER_FUEL = 8;
    /// Making room for what a stream may take or give costs less, but is done even when it is not ready.
    private static final long ROOM_BYTES_PER_FUEL = 64;

    /// A thread, a socket, and what the system does for them.
    private static final long CONNECT_FUEL = 20_000;

    private static final long LISTEN_FUEL = 50_000;
    /// Reading certificate and key, and making a server of them.
    private static final long TLS_FUEL = 25_000_000;

    private static final long TLS_FUEL_PER_BYTE = 100;

    private static final Codec<List<Integer>> WAKERS = Codecs.vec(Codecs.U32);
    private static final Codec<Optional<Bytes>> MAYBE_BYTES = Codecs.option(Codecs.BYTES);

    @TupleType
    record ListenInput(String address, Optional<TlsServerConfig> tls) {
        static final Codec<ListenInput> SCALE = Scale.of(ListenInput.class);
    }

    @TupleType
    record ConnectTlsInput(String host, short port, TlsClientConfig config) {
        static final Codec<ConnectTlsInput> SCALE = Scale.of(ConnectTlsInput.class);
    }

    @TupleType
    record QueryInput(Bytes32 contract, Bytes payload) {
        static final Codec<QueryInput> SCALE = Scale.of(QueryInput.class);
    }

    @TupleType
    record AcceptOutput(@Signed int stream, String peer) {
        static final Codec<AcceptOutput> SCALE = Scale.of(AcceptOutput.class);
    }

    private final Guest guest;
    private final Instance<Guest> instance;
    private final Memory memory;
    private final int task;
    private final int p0;
    private final int p1;
    private final int p2;
    private final int p3;

    Ocalls(Guest guest, Instance<Guest> instance, int task, long[] args) {
        this.guest = guest;
        this.instance = instance;
        this.memory = Memory.of(instance);
        this.task = task;
        this.p0 = (int) args[2];
        this.p1 = (int) args[3];
        this.p2 = (int) args[4];
        this.p3 = (int) args[5];
    }

    /// Calls whose result is a number.
    int fast(int number) throws OcallException, WasmTrap {
        return switch (number) {
            case 0 -> getReturn();
            case 101 -> done(() -> guest.resources().close(p0));
            case 103 -> pollRead();
            case 104 -> pollWrite();
            case 105 -> {
                GuestWaker waker = guest.wakeups().waker(task, p0);
                waker.drop();
                yield done(() -> guest.resources().get(p1).endOutput());
            }
            case 106 ->
                guest.resources()
                        .add(withWaker(waker -> guest.resources().get(p1).result(waker)));
            case 109 -> done(() -> guest.wakeups().markReady(p0));
            case 110 -> guest.wakeups().nextReady().orElseThrow(OcallError.NOT_FOUND::exception);
            case 111 -> trace();
            case 113 -> random();
            case 201 -> guest.resources().add(Timer.after(guest.clock(), p0));
            case 202 -> oneshotSend();
            case 203 -> gasRemaining();
            case 210 -> listen();
            case 212 -> guest.resources().add(accept().stream());
            case 213 -> connect(host(), p2, false);
            case 214 -> connectTls();
            case 220 -> log();
            case 231 -> cacheSet();
            case 232 -> cacheExpire();
            case 241 -> queryContract();
            case 243 -> output();
            default -> throw OcallError.UNKNOWN_CALL_NUMBER.exception();
        };
    }

    /// Calls whose result is more than a number; it is the SCALE of it.
    Bytes slow(int number) throws OcallException, WasmTrap {
        Bytes result = result(number);
        instance.consumeFuel(result.size() / BYTES_PER_FUEL);
        return result;
    }

    private Bytes result(int number) throws OcallException, WasmTrap {
        return switch (number) {
            case 102 ->
                Codecs.BYTES.encode(withWaker(waker -> guest.resources().get(p1).poll(waker)));
            case 112 -> WAKERS.encode(guest.wakeups().takeWakers());
            case 211 -> {
                Listener.Accepted accepted = accept();
                int id = guest.resources().add(accepted.stream());
                yield AcceptOutput.SCALE.encode(new AcceptOutput(id, accepted.peer()));
            }
            case 230 -> MAYBE_BYTES.encode(guest.host().cache().get(guest.id(), bytes(p0, p1)));
            case 233 -> MAYBE_BYTES.encode(guest.host().cache().remove(guest.id(), bytes(p0, p1)));
            case 240 -> Codecs.U32.encode(guest.resources().add(guest.open(Guest.Input.of(p0))));
            case 242 -> guest.id().toBytes();
            default -> throw OcallError.UNKNOWN_CALL_NUMBER.exception();
        };
    }

    private interface Action {
        void run() throws OcallException;
    }

    private static int done(Action action) throws OcallException {
        action.run();
        return 0;
    }

    private interface Polled<T> {
        T poll(GuestWaker waker) throws OcallException;
    }

    /// Runs an operation that may keep the waker `p0`; it keeps it exactly when it refuses with PENDING.
    private <T> T withWaker(Polled<T> operation) throws OcallException {
        GuestWaker waker = guest.wakeups().waker(task, p0);
        try {
            T result = operation.poll(waker);
            waker.drop();
            return result;
        } catch (OcallException e) {
            if (e.error() != OcallError.PENDING) {
                waker.drop();
            }
            throw e;
        }
    }

    private Bytes bytes(int address, int length) throws OcallException, WasmTrap {
        memory.check(address, length);
        instance.consumeFuel(Integer.toUnsignedLong(length) / BYTES_PER_FUEL);
        return Bytes.wrap(memory.read(address, length));
    }

    private <T> T input(Codec<T> codec) throws OcallException, WasmTrap {
        try {
            return codec.decodePrefix(bytes(p0, p1));
        } catch (DecodeException e) {
            throw OcallError.INVALID_PARAMETER.exception();
        }
    }

    private int trace() throws OcallException {
        if (p0 != 0 && p0 != 1) {
            throw OcallError.INVALID_ENCODING.exception();
        }
        guest.setTracing(p0 == 1);
        return 0;
    }

    private int getReturn() throws OcallException {
        Bytes result = guest.takeStashed().orElseThrow(OcallError.NOT_FOUND::exception);
        if (result.size() != p1) {
            throw OcallError.INVALID_PARAMETER.exception();
        }
        memory.write(p0, result.unsafeArray());
        return p1;
    }

    private int pollRead() throws OcallException, WasmTrap {
        memory.check(p2, p3);
        byte[] buffer = new byte[room()];
        int size = withWaker(waker -> guest.resources().get(p1).read(waker, buffer));
        instance.consumeFuel(size / BYTES_PER_FUEL);
        memory.write(p2, buffer, size);
        return size;
    }

    private int pollWrite() throws OcallException, WasmTrap {
        memory.check(p2, p3);
        byte[] data = memory.read(p2, room());
        int size = withWaker(waker -> guest.resources().get(p1).write(waker, data));
        instance.consumeFuel(size / BYTES_PER_FUEL);
        return size;
    }

    /// How much of a stream's buffer is used at once.
    private int room() throws WasmTrap {
        int size = (int) Math.min(Integer.toUnsignedLong(p3), TRANSFER_MAX);
        instance.consumeFuel(size / ROOM_BYTES_PER_FUEL);
        return size;
    }

    private int random() throws OcallException, WasmTrap {
        memory.check(p0, p1);
        long length = Integer.toUnsignedLong(p1);
        instance.consumeFuel(length * RANDOM_FUEL_PER_BYTE);
        byte[] random = new byte[(int) length];
        guest.host().nature().random(random);
        memory.write(p0, random);
        return 0;
    }

    private int oneshotSend() throws OcallException, WasmTrap {
        guest.resources().get(p0).send(bytes(p1, p2));
        return 0;
    }

    /// Percent of the breath.
    private int gasRemaining() throws WasmTrap {
        instance.consumeFuel(GAS_REMAINING_FUEL);
        return guest.breath() == 0 ? 100 : (int) (instance.fuel() * 100 / guest.breath());
    }

    private int listen() throws OcallException, WasmTrap {
        ListenInput input = input(ListenInput.SCALE);
        instance.consumeFuel(input.tls().isPresent() ? TLS_FUEL + TLS_FUEL_PER_BYTE * p1 : LISTEN_FUEL);
        try {
            return guest.resources()
                    .add(Listener.on(
                            guest.host().network().listen(input.address(), input.tls()),
                            guest.clock(),
                            guest.connections()));
        } catch (IOException e) {
            throw OcallError.IO_ERROR.exception();
        } catch (IllegalArgumentException e) {
            throw OcallError.INVALID_PARAMETER.exception();
        }
    }

    private Listener.Accepted accept() throws OcallException {
        return withWaker(waker -> guest.resources().get(p1).accept(waker));
    }

    /// Its length first: a text of the whole memory is not read to be refused.
    private String host() throws OcallException {
        if (Integer.compareUnsigned(p1, HOST_LENGTH_MAX) > 0) {
            throw OcallError.INVALID_PARAMETER.exception();
        }
        return memory.text(p0, p1);
    }

    private int connect(String host, int port, boolean tls) throws OcallException, WasmTrap {
        instance.consumeFuel(CONNECT_FUEL);
        if (port < 0 || port > 0xffff) {
            throw OcallError.INVALID_ENCODING.exception();
        }
        if (Bytes.ofUtf8(host).size() > HOST_LENGTH_MAX) {
            throw OcallError.INVALID_PARAMETER.exception();
        }
        return guest.resources()
                .add(Connecting.to(
                        guest.host().network(),
                        guest.clock(),
                        guest.connections(),
                        new Connecting.Target(guest.id(), host, port, tls)));
    }

    private int connectTls() throws OcallException, WasmTrap {
        ConnectTlsInput input = input(ConnectTlsInput.SCALE);
        return connect(input.host(), Short.toUnsignedInt(input.port()), true);
    }

    private int log() throws OcallException, WasmTrap {
        if (p0 < 1 || p0 > 5) {
            throw OcallError.INVALID_ENCODING.exception();
        }
        memory.check(p1, p2);
        String text = memory.text(p1, p2);
        instance.consumeFuel(Integer.toUnsignedLong(p2) / BYTES_PER_FUEL);
        guest.log(p0, text.length() > LOG_LENGTH_MAX ? text.substring(0, LOG_LENGTH_MAX) + "…" : text);
        return 0;
    }

    private int cacheSet() throws OcallException, WasmTrap {
        if (!guest.host().cache().set(guest.id(), bytes(p0, p1), bytes(p2, p3))) {
            throw OcallError.RESOURCE_LIMITED.exception();
        }
        return 0;
    }

    /// The seconds are two registers, the upper half first. The original's host joins the halves with `and`, so that
    /// nearly every time becomes none and the entry is removed; no program can want that.
    private int cacheExpire() throws OcallException, WasmTrap {
        long seconds = Integer.toUnsignedLong(p2) << 32 | Integer.toUnsignedLong(p3);
        guest.host().cache().expire(guest.id(), bytes(p0, p1), seconds);
        return 0;
    }

    /// One query at a time.
    private int queryContract() throws OcallException, WasmTrap {
        QueryInput input = input(QueryInput.SCALE);
        if (!guest.queryUnderWay().compareAndSet(false, true)) {
            throw OcallError.RESOURCE_LIMITED.exception();
        }
        Channel answer = new Channel(1, 1);
        int id;
        try {
            id = guest.resources().add(answer);
        } catch (OcallException e) {
            guest.queryUnderWay().set(false);
            throw e;
        }
        guest.host().contracts().query(guest.id(), new H256(input.contract()), input.payload(), reply -> {
            guest.queryUnderWay().set(false);
            answer.offer(new Channel.Plain(reply));
            answer.end();
        });
        return id;
    }

    private int output() throws OcallException, WasmTrap {
        if (!guest.host().output().take(guest.id(), bytes(p0, p1))) {
            throw OcallError.IO_ERROR.exception();
        }
        return 0;
    }
}
