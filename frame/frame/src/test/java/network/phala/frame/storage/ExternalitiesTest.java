package network.phala.frame.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;
import network.phala.primitives.Bytes;
import network.phala.scale.Codecs;
import network.phala.scale.DecodeException;
import network.phala.storage.State;
import org.junit.jupiter.api.Test;

class ExternalitiesTest {
    private static final Bytes LOG = Bytes.ofUtf8("log");

    @Test
    void storageOutsideOfRunIsAMistake() {
        StorageValue<Integer> value = new StorageValue<>("Pallet", "Item", Codecs.U32, 0);
        assertThatThrownBy(value::get).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aLayerIsKeptOrForgottenAsAWhole() {
        StorageValue<Integer> value = new StorageValue<>("Pallet", "Item", Codecs.U32, 7);
        Externalities state = new Externalities(State.EMPTY);
        Externalities.run(state, () -> {
            assertThat(value.get()).isEqualTo(7);
            state.layer(() -> {
                value.put(8);
                assertThatThrownBy(() -> state.layer(() -> {
                            value.put(9);
                            throw new IllegalArgumentException("no");
                        }))
                        .hasMessage("no");
                return value;
            });
            assertThat(value.get()).isEqualTo(8);
            state.forget(() -> {
                value.remove();
                return value;
            });
            assertThat(value.get()).isEqualTo(8);
            return state;
        });
    }

    /// Keys that grow by appending must behave like any other key, in layers and out of them, however many they are: a
    /// map with a stack of copies is the model.
    @Test
    void appendingKeysAgreeWithAPlainMap() throws DecodeException {
        long seed = Long.getLong("seed", 20261121);
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 300; round++) {
            Bytes before = Codecs.BYTES.encode(Bytes.of((byte) 1));
            Externalities state = new Externalities(State.of(Map.of(LOG, before)));
            Deque<Map<Bytes, Bytes>> model = new ArrayDeque<>();
            model.push(new TreeMap<>(Map.of(LOG, before)));
            int keys = 1 + random.nextInt(20);
            for (int step = 0; step < 60; step++) {
                Bytes key = LOG.concat(Bytes.of(new byte[random.nextInt(keys)]));
                act(random, state, model, key);
                assertAgrees(state, model.element(), random.nextBoolean() ? key : LOG, seed);
            }
            while (state.depth() > 0) {
                state.commit();
                Map<Bytes, Bytes> top = model.pop();
                model.pop();
                model.push(top);
            }
            assertThat(state.overlay().state().root())
                    .as("seed %d", seed)
                    .isEqualTo(State.of(model.element()).root());
        }
    }

    private static void assertAgrees(Externalities state, Map<Bytes, Bytes> model, Bytes key, long seed) {
        assertThat(state.exists(key)).as("seed %d", seed).isEqualTo(model.containsKey(key));
        assertThat(state.keysWithPrefix(LOG)).as("seed %d", seed).containsExactlyElementsOf(model.keySet());
        assertThat(state.get(key)).as("seed %d", seed).isEqualTo(Optional.ofNullable(model.get(key)));
    }

    private static void act(SplittableRandom random, Externalities state, Deque<Map<Bytes, Bytes>> model, Bytes key)
            throws DecodeException {
        switch (random.nextInt(10)) {
            case 0 -> {
                state.begin();
                model.push(new TreeMap<>(model.element()));
            }
            case 1 -> {
                if (state.depth() > 0) {
                    state.rollback();
                    model.pop();
                }
            }
            case 2 -> {
                if (state.depth() > 0) {
                    state.commit();
                    Map<Bytes, Bytes> top = model.pop();
                    model.pop();
                    model.push(top);
                }
            }
            case 3 -> {
                state.remove(key);
                model.element().remove(key);
            }
            case 4 -> {
                Bytes value = Codecs.BYTES.encode(Bytes.of((byte) random.nextInt(), (byte) 2));
                state.put(key, value);
                model.element().put(key, value);
            }
            case 5 -> {
                if (random.nextInt(4) == 0) {
                    state.clearPrefix(key, OptionalInt.empty());
                    model.element().keySet().removeIf(each -> each.startsWith(key));
                }
            }
            default -> {
                Bytes element = Bytes.of((byte) random.nextInt());
                state.append(key, element);
                Bytes before = model.element().getOrDefault(key, Bytes.of((byte) 0));
                Bytes content = Codecs.BYTES.decodeAll(before);
                model.element().put(key, Codecs.BYTES.encode(content.concat(element)));
            }
        }
    }

    @Test
    void appendingToSomethingElseStartsOver() {
        Externalities state = new Externalities(State.of(Map.of(LOG, Bytes.fromHex("0xffffffffff"))));
        state.append(LOG, Bytes.of((byte) 5));
        assertThat(state.get(LOG)).contains(Bytes.fromHex("0x0405"));
    }

    @Test
    void mapsListTheirKeysInTheOrderOfTheirStorageKeys() {
        StorageMap<Integer, Long> map =
                new StorageMap<>("Pallet", "Map", Hasher.TWOX_64_CONCAT, Codecs.U32, Codecs.U64, null);
        StorageDoubleMap<Integer, Integer, Long> pairs = new StorageDoubleMap<>(
                "Pallet",
                "Pairs",
                new StorageDoubleMap.Key<>(Hasher.BLAKE2_128_CONCAT, Codecs.U32),
                new StorageDoubleMap.Key<>(Hasher.IDENTITY, Codecs.U32),
                Codecs.U64,
                null);
        CountedStorageMap<Integer, Long> counted =
                new CountedStorageMap<>("Pallet", "Counted", Hasher.IDENTITY, Codecs.U32, Codecs.U64, null);
        Externalities.run(new Externalities(State.EMPTY), () -> {
            for (int i = 0; i < 20; i++) {
                map.put(i, (long) i);
                pairs.put(i % 3, i, (long) i);
                counted.put(i % 5, (long) i);
            }
            assertThat(map.keys()).hasSize(20).doesNotHaveDuplicates();
            assertThat(map.entries()).allSatisfy(e -> assertThat(e.getValue()).isEqualTo((long) e.getKey()));
            assertThat(map.keys().stream().map(map::keyOf).toList()).isSorted();
            assertThat(pairs.entries(1)).hasSize(7);
            assertThat(pairs.entries()).hasSize(20);
            assertThat(pairs.clear(1).unique()).isEqualTo(7);
            assertThat(pairs.entries()).hasSize(13);
            assertThat(counted.count()).isEqualTo(5);
            counted.remove(2);
            counted.remove(2);
            assertThat(counted.count()).isEqualTo(4);
            return map;
        });
    }

    @Test
    void storageKeysAreThoseOfSubstrate() {
        StorageValue<Long> now = new StorageValue<>("Timestamp", "Now", Codecs.U64, 0L);
        assertThat(now.prefix().toHex())
                .isEqualTo("0xf0c365c3cf59d671eb72da0e7a4113c49f1f0515f462cdcf84e0f1d6045dfcbb");
    }
}
