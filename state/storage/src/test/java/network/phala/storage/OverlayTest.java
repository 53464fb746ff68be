package network.phala.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import network.phala.primitives.Bytes;
import org.junit.jupiter.api.Test;

/// An overlay is a map with nested undo, for top storage and for each child storage.
class OverlayTest {
    private static final long SEED = Long.getLong("seed", 20260104);
    private static final Bytes CHILD = Bytes.ofUtf8("child");

    /// Top storage and one child storage of the model.
    private record Model(TreeMap<Bytes, Bytes> top, TreeMap<Bytes, Bytes> child) {
        Model copy() {
            return new Model(new TreeMap<>(top), new TreeMap<>(child));
        }
    }

    @Test
    void isAMapWithNestedUndoUnderRandomOperations() {
        for (int round = 0; round < 200; round++) {
            play(new Random(SEED + round), "seed " + (SEED + round));
        }
    }

    private static void play(Random random, String what) {
        Model model = new Model(new TreeMap<>(), new TreeMap<>());
        Overlay overlay = new Overlay(State.EMPTY);
        Deque<Model> undo = new ArrayDeque<>();
        for (int step = 0; step < 150; step++) {
            Bytes key = key(random);
            Bytes value = Bytes.of((byte) step);
            switch (random.nextInt(14)) {
                case 0 -> {
                    overlay.beginTransaction();
                    undo.push(model.copy());
                }
                case 1 -> {
                    if (!undo.isEmpty()) {
                        overlay.commitTransaction();
                        undo.pop();
                    }
                }
                case 2 -> {
                    if (!undo.isEmpty()) {
                        overlay.rollbackTransaction();
                        model = undo.pop();
                    }
                }
                case 3 -> {
                    overlay.clearPrefix(key, OptionalInt.empty());
                    model.top().keySet().removeIf(each -> each.startsWith(key));
                }
                case 4 -> {
                    if (undo.isEmpty()) {
                        overlay = new Overlay(overlay.state());
                    }
                }
                case 5 -> {
                    overlay.killChild(CHILD, OptionalInt.empty());
                    model.child().clear();
                }
                case 6, 7 -> {
                    overlay.remove(key);
                    model.top().remove(key);
                }
                case 8 -> {
                    overlay.childRemove(CHILD, key);
                    model.child().remove(key);
                }
                case 9, 10 -> {
                    overlay.childPut(CHILD, key, value);
                    model.child().put(key, value);
                }
                default -> {
                    overlay.put(key, value);
                    model.top().put(key, value);
                }
            }
            assertSame(overlay, model, key(random), what + " step " + step);
        }
        State state = overlay.state();
        assertThat(state.child(CHILD).entries().toList())
                .as(what)
                .isEqualTo(List.copyOf(model.child().entrySet()));
        Map<Bytes, Bytes> top = new TreeMap<>(model.top());
        if (!model.child().isEmpty()) {
            top.put(State.CHILD_PREFIX.concat(CHILD), state.child(CHILD).root().toBytes());
        }
        assertThat(overlay.root()).as(what).isEqualTo(State.of(top).root());
        assertThat(overlay.base()
                        .apply(overlay.changes().effectiveOn(overlay.base()))
                        .root())
                .as(what)
                .isEqualTo(overlay.root());
    }

    private static void assertSame(Overlay overlay, Model model, Bytes probe, String what) {
        assertThat(overlay.get(probe))
                .as(what)
                .isEqualTo(Optional.ofNullable(model.top().get(probe)));
        assertThat(overlay.exists(probe)).as(what).isEqualTo(model.top().containsKey(probe));
        assertThat(overlay.childGet(CHILD, probe))
                .as(what)
                .isEqualTo(Optional.ofNullable(model.child().get(probe)));
        assertThat(overlay.childNextKey(CHILD, probe))
                .as(what)
                .isEqualTo(Optional.ofNullable(model.child().higherKey(probe)));
        assertThat(overlay.keysWithPrefix(probe))
                .as(what)
                .isEqualTo(withChildRoot(
                        model.top().keySet().stream()
                                .filter(key -> key.startsWith(probe))
                                .toList(),
                        overlay,
                        probe));
    }

    /// A base with a child storage also lists that child's root.
    private static List<Bytes> withChildRoot(List<Bytes> keys, Overlay overlay, Bytes prefix) {
        Bytes root = State.CHILD_PREFIX.concat(CHILD);
        if (prefix.isEmpty() && overlay.exists(root)) {
            return java.util.stream.Stream.concat(keys.stream(), java.util.stream.Stream.of(root))
                    .sorted()
                    .toList();
        }
        return keys;
    }

    @Test
    void changesNameTouchedKeysEvenWhenTheyEndAsTheyWere() {
        Bytes key = Bytes.ofUtf8("a");
        State base = State.of(Map.of(key, key));
        Overlay overlay = new Overlay(base);
        overlay.put(key, key);
        overlay.remove(Bytes.ofUtf8("b"));
        assertThat(overlay.changes().main())
                .containsExactly(new StorageChange(key, key), new StorageChange(Bytes.ofUtf8("b"), null));
        assertThat(overlay.changes().effectiveOn(base).isEmpty()).isTrue();
    }

    @Test
    void aRolledBackKeyIsNotTouched() {
        Overlay overlay = new Overlay(State.EMPTY);
        overlay.beginTransaction();
        overlay.put(Bytes.ofUtf8("a"), Bytes.EMPTY);
        overlay.rollbackTransaction();
        assertThat(overlay.changes().isEmpty()).isTrue();
        assertThatThrownBy(overlay::rollbackTransaction).hasMessageContaining("No transaction");
    }

    @Test
    void limitedPrefixRemovalCountsAsSubstrateDoes() {
        Map<Bytes, Bytes> entries = new TreeMap<>();
        for (byte i = 0; i < 4; i++) {
            entries.put(Bytes.of((byte) 1, i), Bytes.EMPTY);
        }
        Overlay overlay = new Overlay(State.of(entries));
        overlay.put(Bytes.of((byte) 1, (byte) 0), Bytes.of((byte) 5));
        overlay.put(Bytes.of((byte) 1, (byte) 9), Bytes.of((byte) 5));
        assertThat(overlay.clearPrefix(Bytes.of((byte) 1), OptionalInt.of(2)))
                .isEqualTo(new Overlay.Removal(1, 3, 2, Optional.of(Bytes.of((byte) 1, (byte) 2))));
        assertThat(overlay.keysWithPrefix(Bytes.of((byte) 1)))
                .containsExactly(Bytes.of((byte) 1, (byte) 2), Bytes.of((byte) 1, (byte) 3));
    }

    private static Bytes key(Random random) {
        byte[] key = new byte[random.nextInt(4)];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (random.nextInt(3));
        }
        return Bytes.wrap(key);
    }
}
