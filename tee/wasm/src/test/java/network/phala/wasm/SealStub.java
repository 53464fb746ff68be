package network.phala.wasm;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.phala.primitives.Bytes;

/// The small host for contracts of `quality/bench/wasmi-peer/src/seal.rs`, function by function.
final class SealStub {
    private static final int NOT_FOUND = 3;
    private static final int NO_LENGTH = -1;

    private final Map<String, byte[]> storage = new TreeMap<>();
    private byte[] input = new byte[0];
    private String ended = "";

    /// How a contract ends itself.
    private static final class End extends HostTrap {
        private static final long serialVersionUID = 1;

        End() {
            super("Host");
        }
    }

    /// One call of a host function.
    private record Call(Guest.Hash log, Instance<Guest.Log> instance, long[] args) {
        long arg(int index) throws Trap {
            if (index >= args.length) {
                throw new End();
            }
            return args[index] & 0xffffffffL;
        }

        byte[] pair(int first) throws Trap {
            return instance.memory().read(arg(first), arg(first + 1));
        }

        void give(int out, byte[] data) throws Trap {
            if (instance.memory().readU32(arg(out + 1)) < data.length) {
                throw new End();
            }
            instance.memory().write(arg(out), data);
            instance.memory().writeU32(arg(out + 1), data.length);
        }
    }

    /// Starts one more message.
    void begin(byte[] message) {
        input = message;
        ended = "";
    }

    /// How the message ended: by the contract itself, or as the engine says.
    String ended(String outcome) {
        return ended.isEmpty() ? outcome.split(" ")[0] : ended;
    }

    void digest(Guest.Hash hash) {
        storage.forEach((key, value) -> {
            hash.add(HexFormat.of().parseHex(key));
            hash.add(value);
        });
    }

    private static byte[] number(long value, int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < Math.min(8, size); i++) {
            bytes[i] = (byte) (value >>> 8 * i);
        }
        return bytes;
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static byte[] digest(byte[] data, int size) {
        byte[] all = new byte[size];
        for (int i = 0; i < size / 8; i++) {
            Guest.Hash hash = new Guest.Hash(i);
            hash.add(data);
            System.arraycopy(number(hash.value(), 8), 0, all, 8 * i, 8);
        }
        return all;
    }

    private static int length(Optional<byte[]> value) {
        return value.map(bytes -> bytes.length).orElse(NO_LENGTH);
    }

    long called(String imported, Guest.Hash log, Instance<Guest.Log> instance, long[] args) throws Trap {
        Call c = new Call(log, instance, args);
        boolean old = imported.startsWith("seal_");
        String name = old ? imported.substring("seal_".length()) : imported;
        if (name.endsWith("_storage")) {
            byte[] key = old ? instance.memory().read(c.arg(0), 32) : c.pair(0);
            return storage(name, Bytes.of(key).toHex().substring(2), old ? 1 : 2, c);
        }
        switch (name) {
            case "input" -> c.give(0, input);
            case "return" -> {
                long flags = c.arg(0);
                log.add(c.pair(1));
                ended = "return:" + flags;
                throw new End();
            }
            case "caller" -> c.give(0, filled(0x11));
            case "address" -> c.give(0, filled(0x22));
            case "own_code_hash" -> c.give(0, filled(0x33));
            case "value_transferred" -> c.give(0, new byte[16]);
            case "balance", "minimum_balance" -> c.give(0, number(1_000_000_007, 16));
            case "block_number" -> c.give(0, number(77, 4));
            case "now" -> c.give(0, number(1_700_000_000_000L, 8));
            case "gas_left" -> c.give(0, number(123_456_789, 8));
            case "deposit_event" -> {
                log.add(c.pair(0));
                log.add(c.pair(2));
            }
            case "debug_message" -> log.add(c.pair(0));
            case "terminate" -> throw new End();
            default -> {
                if (!name.startsWith("hash_")) {
                    return log.value() & 15;
                }
                byte[] data = c.pair(0);
                instance.memory().write(c.arg(2), digest(data, name.endsWith("128") ? 16 : 32));
            }
        }
        return 0;
    }

    private long storage(String name, String key, int after, Call c) throws Trap {
        switch (name) {
            case "get_storage", "take_storage" -> {
                byte[] found = storage.get(key);
                if (found == null) {
                    return NOT_FOUND;
                }
                c.give(after, found);
                if (name.startsWith("take")) {
                    storage.remove(key);
                }
                return 0;
            }
            case "set_storage" -> {
                return length(Optional.ofNullable(storage.put(key, c.pair(after))));
            }
            case "contains_storage" -> {
                return length(Optional.ofNullable(storage.get(key)));
            }
            case "clear_storage" -> {
                return length(Optional.ofNullable(storage.remove(key)));
            }
            default -> throw new IllegalArgumentException(String.format(Locale.ROOT, "no function %s", name));
        }
    }
}
