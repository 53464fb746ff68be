package network.phala.golden.phala;

import java.io.IOException;
import java.util.List;
import network.phala.golden.phala.ScenarioPlayer.Report;
import tools.jackson.databind.JsonNode;

/// Which files there are, how each is played, and which still wait.
public final class Observations {
    private static final List<String> VOTES = List.of("wrapped_vote.json", "wrapped_vote_invested.json");

    private Observations() {}

    /// Why a file is not among those that must agree completely; empty for those.
    public static String waitsFor(String name) {
        String file = name.substring(name.lastIndexOf('/') + 1);
        if (VOTES.contains(file)) {
            return "Democracy (pallet 15), in whose referenda wrapped balances vote";
        }
        return "";
    }

    /// Plays one file.
    public static Report play(PhalaFiles files, String name) throws IOException {
        JsonNode file = files.read(name);
        String simpleName = name.substring(name.lastIndexOf('/') + 1);
        return switch (simpleName) {
            case "chain_formulas.json" -> Formulas.play(name, file);
            case "mq_pool_rules.json" -> PoolRules.play(name, file);
            case "mq.json" -> QueueTypes.play(name, file);
            case "gk_formulas.json" -> LedgerFormulas.play(name, file);
            case "gk_messages.json" -> GatekeeperMessages.play(name, file);
            default ->
                simpleName.startsWith("gk_")
                        ? LedgerPlayer.play(name, file)
                        : ScenarioPlayer.play(Scenario.parse(file));
        };
    }
}
