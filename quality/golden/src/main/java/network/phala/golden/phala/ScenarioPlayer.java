package network.phala.golden.phala;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import network.phala.block.Digest;
import network.phala.crypto.Blake2b;
import network.phala.frame.dispatch.DispatchError;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.dispatch.Origin;
import network.phala.frame.dispatch.Pays;
import network.phala.frame.dispatch.RuntimeCall;
import network.phala.frame.executive.Executive;
import network.phala.frame.executive.Runtime;
import network.phala.frame.storage.Externalities;
import network.phala.frame.storage.Hasher;
import network.phala.frame.system.EventRecord;
import network.phala.golden.phala.Scenario.Change;
import network.phala.golden.phala.Scenario.Delivered;
import network.phala.golden.phala.Scenario.Outcome;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.Codecs;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.storage.State;
import network.phala.storage.StorageChange;
import network.phala.storage.StorageChanges;

/// Plays a scenario step by step against our pallets and says where they differ.
///
/// Compared are the result of each call (success, whether the fee is paid, the error's bytes), the events,
/// the messages with what their handlers said, and every storage key that changed. Left out, as in the
/// observation: keys of System but for accounts, RandomnessCollectiveFlip, storage versions. Where the
/// original panicked, ours must refuse the call and leave no trace, or go on where there is no call to
/// refuse.
///
/// Democracy is not here yet, so what it writes into an empty chain (`LowestUnbaked` in block 1) is left out
/// too.
///
/// After each step the next one begins on the observed state, so that one difference does not cause the next
/// ones.
public final class ScenarioPlayer {
    private static final Bytes SYSTEM = Hasher.ofName("System");
    private static final Bytes ACCOUNTS = SYSTEM.concat(Hasher.ofName("Account"));
    private static final Bytes RANDOMNESS = Hasher.ofName("RandomnessCollectiveFlip");
    private static final Bytes DEMOCRACY = Hasher.ofName("Democracy");
    private static final Bytes STORAGE_VERSION = Hasher.ofName(":__STORAGE_VERSION__:");
    private static final int SHOWN_BYTES = 120;

    private final GoldenRuntime runtime;
    private final Executive executive;
    private State state;

    private ScenarioPlayer(Scenario scenario) {
        runtime = new GoldenRuntime();
        executive = new Executive(runtime);
        state = State.of(scenario.genesis());
    }

    /// One difference.
    public record Difference(int step, String note, String what) {
        @Override
        public String toString() {
            return "step " + step + " (" + note + "): " + what;
        }
    }

    /// What came of a scenario.
    ///
    /// @param agreeing steps in which everything was equal
    /// @param panics steps in which the original panicked and ours did not
    public record Report(String name, int agreeing, int panics, List<Difference> differences) {
        public int differing() {
            return (int)
                    differences.stream().mapToInt(Difference::step).distinct().count();
        }

        public boolean agrees() {
            return differences.isEmpty();
        }
    }

    public static Report play(Scenario scenario) {
        ScenarioPlayer player = new ScenarioPlayer(scenario);
        List<Difference> differences = new ArrayList<>();
        int agreeing = 0;
        int panics = 0;
        for (Scenario.Step step : scenario.steps()) {
            List<String> found = player.play(step);
            found.forEach(what -> differences.add(new Difference(step.number(), step.note(), what)));
            if (found.isEmpty()) {
                agreeing++;
                panics += panicked(step) ? 1 : 0;
            }
        }
        return new Report(scenario.name(), agreeing, panics, differences);
    }

    private static boolean panicked(Scenario.Step step) {
        return switch (step) {
            case Scenario.BeginBlock begin -> begin.outcome().isEmpty();
            case Scenario.FinalizeBlock end -> end.outcome().isEmpty();
            case Scenario.Call call -> call.outcome().isEmpty();
            case Scenario.SetStorage _ -> false;
        };
    }

    private List<String> play(Scenario.Step step) {
        return switch (step) {
            case Scenario.BeginBlock begin -> run(begin.outcome(), () -> begin(begin));
            case Scenario.FinalizeBlock end -> run(end.outcome(), this::end);
            case Scenario.Call call -> run(call.outcome(), () -> call(call));
            case Scenario.SetStorage set -> {
                state = state.apply(changes(set.changes()));
                yield List.of();
            }
        };
    }

    private interface Work {
        List<String> run();
    }

    private List<String> run(Optional<Outcome> expected, Work work) {
        Externalities ext = new Externalities(state);
        runtime.forgetMessages();
        List<String> found = new ArrayList<>();
        List<Bytes> events = new ArrayList<>();
        Externalities.run(ext, () -> {
            int before = runtime.system().events().size();
            found.addAll(work.run());
            List<EventRecord> records = runtime.system().events();
            // A new block begins with an empty list.
            int first = records.size() >= before ? before : 0;
            records.subList(first, records.size())
                    .forEach(record -> events.add(runtime.eventCodec().encode(record.event())));
            return found;
        });
        StorageChanges changes = ext.changes().effectiveOn(state);
        if (expected.isPresent()) {
            compareEvents(expected.get().events(), events, found);
            compareMessages(expected.get(), found);
            compareChanges(expected.get().changes(), changes, found);
        }
        state = ext.overlay().state();
        expected.ifPresent(outcome -> state = state.apply(changes(outcome.changes())));
        return found;
    }

    private List<String> begin(Scenario.BeginBlock begin) {
        H256 parent =
                new H256(Blake2b.hash256(Codecs.U32.encode(begin.block() - 1).unsafeArray()));
        executive.initializeBlock(parent, begin.block(), Digest.EMPTY);
        try {
            runtime.dispatch(Origin.NONE, runtime.timestamp(begin.nowMs()));
        } catch (DispatchException e) {
            return List.of("the timestamp is refused: " + e.error());
        }
        return List.of();
    }

    private List<String> end() {
        executive.finalizeBlock();
        return List.of();
    }

    private List<String> call(Scenario.Call step) {
        RuntimeCall call;
        try {
            call = runtime.callCodec().decodeAll(step.call());
        } catch (DecodeException e) {
            return List.of("the call does not decode: " + e.getMessage());
        }
        Optional<Bytes> refusal = Optional.empty();
        boolean paysFee = true;
        try {
            paysFee = runtime.dispatch(step.origin(), call).paysOf(runtime.dispatchInfo(call)) == Pays.YES;
        } catch (DispatchException e) {
            refusal = Optional.of(Scale.of(DispatchError.class).encode(e.error()));
        }
        if (step.outcome().isEmpty()) {
            return refusal.isPresent()
                    ? List.of()
                    : List.of("the original panics; ours takes the call, but should refuse it");
        }
        if (!refusal.equals(step.refusal())) {
            return List.of("result " + shownRefusal(refusal) + "; expected " + shownRefusal(step.refusal()));
        }
        if (refusal.isEmpty() && paysFee != step.paysFee()) {
            return List.of("the fee is " + (paysFee ? "paid" : "given back") + "; expected otherwise");
        }
        return List.of();
    }

    private static void compareEvents(List<Bytes> expected, List<Bytes> actual, List<String> found) {
        if (expected.equals(actual)) {
            return;
        }
        int at = 0;
        while (at < Math.min(expected.size(), actual.size()) && expected.get(at).equals(actual.get(at))) {
            at++;
        }
        found.add(actual.size() + " events, " + expected.size() + " expected; event " + at + " is "
                + (at < actual.size() ? shown(actual.get(at)) : "missing") + "; expected "
                + (at < expected.size() ? shown(expected.get(at)) : "none"));
    }

    private void compareMessages(Outcome expected, List<String> found) {
        List<Delivered> actual = runtime.messages();
        List<Delivered> wanted = expected.rolledBack().isEmpty() ? expected.messages() : expected.rolledBack();
        if (!wanted.equals(actual)) {
            found.add("messages " + actual + "; expected " + wanted);
        }
    }

    private static void compareChanges(List<Change> expected, StorageChanges actual, List<String> found) {
        Map<Bytes, Optional<Bytes>> ours = new TreeMap<>();
        for (StorageChange change : actual.main()) {
            if (!isNoise(change.key())) {
                ours.put(change.key(), change.newValue());
            }
        }
        Map<Bytes, Optional<Bytes>> theirs = new TreeMap<>();
        Map<Bytes, String> names = new TreeMap<>();
        for (Change change : expected) {
            if (change.key().startsWith(DEMOCRACY)) {
                continue;
            }
            theirs.put(change.key(), change.value());
            names.put(change.key(), change.name());
        }
        TreeSet<Bytes> keys = new TreeSet<>(ours.keySet());
        keys.addAll(theirs.keySet());
        for (Bytes key : keys) {
            Optional<Bytes> our = ours.get(key);
            Optional<Bytes> their = theirs.get(key);
            if (our == null || !our.equals(their)) {
                found.add("storage " + names.getOrDefault(key, "?") + " " + key + " "
                        + (our == null ? "is not changed" : "becomes " + shownValue(our)) + "; expected "
                        + (their == null ? "no change" : shownValue(their)));
            }
        }
    }

    private static boolean isNoise(Bytes key) {
        if (!key.startsWith(SYSTEM)) {
            boolean version = key.size() == 32 && key.slice(16, 32).equals(STORAGE_VERSION);
            boolean wellKnown = key.startsWith(Bytes.ofUtf8(":"));
            return version || wellKnown || key.startsWith(RANDOMNESS);
        }
        return !key.startsWith(ACCOUNTS);
    }

    private static StorageChanges changes(List<Change> changes) {
        return new StorageChanges(
                changes.stream()
                        .map(change ->
                                new StorageChange(change.key(), change.value().orElse(null)))
                        .toList(),
                List.of());
    }

    private static String shownRefusal(Optional<Bytes> refusal) {
        return refusal.map(bytes -> "error " + bytes).orElse("ok");
    }

    private static String shownValue(Optional<Bytes> value) {
        return value.map(ScenarioPlayer::shown).orElse("absent");
    }

    private static String shown(Bytes bytes) {
        String hex = bytes.toHex();
        return hex.length() <= SHOWN_BYTES ? hex : hex.substring(0, SHOWN_BYTES) + "… (" + bytes.size() + " bytes)";
    }

    Runtime runtime() {
        return runtime;
    }
}
