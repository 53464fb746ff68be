package network.phala.runtime;

import network.phala.crypto.Twox;
import network.phala.frame.storage.Externalities;
import network.phala.primitives.Bytes;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.DecodeException;

/// The parameters that follow from the time between blocks. They are kept in storage under twox128 of
/// `:Name:`, so that a chain can be started with blocks of any length; without them, blocks take three
/// seconds.
public final class BlockTimes {
    private static final long DEFAULT_MILLIS = 3000;
    private static final int MINUTE_MILLIS = 60_000;

    private BlockTimes() {}

    /// Writes all parameters for blocks of this many milliseconds: part of genesis.
    public static void put(long millis) {
        int minutes = minutes(millis);
        int hours = minutes * 60;
        put("MillisecsPerBlock", Codecs.U64, millis);
        put("SecsPerBlock", Codecs.U64, millis / 1000);
        put("SlotDuration", Codecs.U64, millis);
        put("Minutes", Codecs.U32, minutes);
        put("Hours", Codecs.U32, hours);
        put("Days", Codecs.U32, hours * 24);
        put("EpochDurationInBlocks", Codecs.U32, hours);
        put("EpochDurationInSlots", Codecs.U64, (long) hours);
    }

    private static int minutes(long millis) {
        return (int) (MINUTE_MILLIS / millis);
    }

    public static long millisPerBlock() {
        return get("MillisecsPerBlock", Codecs.U64, DEFAULT_MILLIS);
    }

    /// Zero for blocks of less than a second.
    public static int secondsPerBlock() {
        return get("SecsPerBlock", Codecs.U64, DEFAULT_MILLIS / 1000).intValue();
    }

    public static long slotDurationMillis() {
        return get("SlotDuration", Codecs.U64, DEFAULT_MILLIS);
    }

    public static long epochDurationSlots() {
        return get("EpochDurationInSlots", Codecs.U64, (long) minutes(DEFAULT_MILLIS) * 60);
    }

    private static Bytes key(String name) {
        return Bytes.wrap(Twox.hash128(":" + name + ":"));
    }

    private static <T> void put(String name, Codec<T> codec, T value) {
        Externalities.current().put(key(name), codec.encode(value));
    }

    private static <T> T get(String name, Codec<T> codec, T fallback) {
        Bytes found = Externalities.current().get(key(name)).orElse(null);
        if (found == null) {
            return fallback;
        }
        try {
            return codec.decodePrefix(found);
        } catch (DecodeException e) {
            throw new IllegalStateException("Parameter " + name + " is corrupt: " + found, e);
        }
    }
}
