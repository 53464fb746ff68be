package network.phala.golden.phala;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import network.phala.golden.phala.Scenario.Call;
import network.phala.golden.phala.Scenario.Change;
import network.phala.golden.phala.Scenario.Outcome;
import network.phala.golden.phala.ScenarioPlayer.Report;
import network.phala.primitives.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every file that does not wait for a pallet agrees completely, and a difference would be seen.
class PhalaGoldenTest {
    private static final PhalaFiles FILES = PhalaFiles.packaged();

    static Stream<String> filesThatMustAgree() throws IOException {
        return FILES.names().stream().filter(name -> Observations.waitsFor(name).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("filesThatMustAgree")
    void agreesCompletely(String name) throws IOException {
        Report report = Observations.play(FILES, name);
        assertThat(report.differences()).isEmpty();
        assertThat(report.agreeing()).isPositive();
    }

    @Test
    void playsEveryStepOfAFile() throws IOException {
        Scenario scenario = scenario("chain/mq_sync_offchain.json");
        assertThat(ScenarioPlayer.play(scenario).agreeing())
                .isEqualTo(scenario.steps().size())
                .isEqualTo(77);
    }

    @Test
    void seesAResultThatDiffers() throws IOException {
        assertThat(differencesWhen(call -> changed(call, Optional.of(Bytes.of((byte) 2)), call.paysFee())))
                .anyMatch(what -> what.contains("result "));
        assertThat(differencesWhen(call -> changed(call, call.refusal(), !call.paysFee())))
                .anyMatch(what -> what.contains("the fee is "));
    }

    @Test
    void seesAnEventThatIsMissingOrDiffers() throws IOException {
        assertThat(differencesInOutcome(
                        seen -> new Outcome(List.of(), seen.changes(), seen.messages(), seen.rolledBack())))
                .anyMatch(what -> what.contains("events"));
        assertThat(differencesInOutcome(seen -> new Outcome(
                        seen.events().stream().map(PhalaGoldenTest::flipped).toList(),
                        seen.changes(),
                        seen.messages(),
                        seen.rolledBack())))
                .anyMatch(what -> what.contains("events"));
    }

    @Test
    void seesAMessageThatIsMissing() throws IOException {
        assertThat(differencesInOutcome(
                        seen -> new Outcome(seen.events(), seen.changes(), List.of(), seen.rolledBack())))
                .anyMatch(what -> what.contains("messages"));
    }

    @Test
    void seesAStorageChangeThatIsMissingOrDiffers() throws IOException {
        assertThat(differencesInOutcome(
                        seen -> new Outcome(seen.events(), List.of(), seen.messages(), seen.rolledBack())))
                .anyMatch(what -> what.contains("expected no change"));
        assertThat(differencesInOutcome(seen -> new Outcome(
                        seen.events(),
                        seen.changes().stream()
                                .map(change -> new Change(
                                        change.key(), change.value().map(PhalaGoldenTest::flipped), change.name()))
                                .toList(),
                        seen.messages(),
                        seen.rolledBack())))
                .anyMatch(what -> what.contains("becomes"));
    }

    /// What is found when the first accepted call with events, messages and changes is altered.
    private static List<String> differencesWhen(UnaryOperator<Call> alter) throws IOException {
        Scenario scenario = scenario("chain/phat_tokenomic.json");
        List<Scenario.Step> steps = new ArrayList<>(scenario.steps());
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof Call call && hasEverything(call)) {
                steps.set(i, alter.apply(call));
                Scenario altered = new Scenario(scenario.name(), scenario.genesis(), steps);
                return ScenarioPlayer.play(altered).differences().stream()
                        .map(ScenarioPlayer.Difference::toString)
                        .toList();
            }
        }
        throw new IllegalStateException("No call of " + scenario.name() + " has events, messages and changes");
    }

    private static List<String> differencesInOutcome(UnaryOperator<Outcome> alter) throws IOException {
        return differencesWhen(call -> new Call(
                call.number(),
                call.note(),
                call.origin(),
                call.call(),
                call.refusal(),
                call.paysFee(),
                call.outcome().map(alter)));
    }

    private static Call changed(Call call, Optional<Bytes> refusal, boolean paysFee) {
        return new Call(call.number(), call.note(), call.origin(), call.call(), refusal, paysFee, call.outcome());
    }

    private static boolean hasEverything(Call call) {
        Optional<Outcome> seen = call.outcome();
        return call.refusal().isEmpty()
                && seen.isPresent()
                && !seen.get().events().isEmpty()
                && !seen.get().messages().isEmpty()
                && !seen.get().changes().isEmpty();
    }

    private static Bytes flipped(Bytes bytes) {
        byte[] changed = bytes.toArray();
        changed[changed.length - 1] ^= 1;
        return Bytes.wrap(changed);
    }

    private static Scenario scenario(String name) throws IOException {
        return Scenario.parse(FILES.read(name));
    }
}
