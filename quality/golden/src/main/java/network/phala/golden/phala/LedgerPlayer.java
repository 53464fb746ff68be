package network.phala.golden.phala;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import network.phala.golden.phala.ScenarioPlayer.Difference;
import network.phala.golden.phala.ScenarioPlayer.Report;
import network.phala.pruntime.economics.Ledger;
import network.phala.pruntime.economics.PoisonedException;
import network.phala.pruntime.economics.Tokenomic;
import network.phala.pruntime.economics.WorkerAccount;
import network.phala.scale.DecodeException;
import network.phala.types.messaging.TokenomicParameters;
import network.phala.types.messaging.WorkingInfoUpdateEvent;
import network.phala.types.mq.Message;
import tools.jackson.databind.JsonNode;

/// `gk/gk_NN_*.json`: the gatekeeper's ledger, block by block: the sum of shares, the report, the events, and every
/// number of every worker. Between any two blocks the ledger is saved and loaded again.
final class LedgerPlayer {
    private final List<Difference> differences = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private final long millisPerBlock;
    private final long firstMillis;
    private Ledger ledger = new Ledger(TokenomicParameters.DEFAULT);
    private int agreeing;
    private int panics;

    private LedgerPlayer(JsonNode head) {
        millisPerBlock = head.get("ms_per_block").asLong();
        firstMillis = head.get("time_of_block_0").asLong();
    }

    static Report play(String name, JsonNode file) {
        LedgerPlayer player = new LedgerPlayer(file.get(0));
        for (int i = 1; i < file.size(); i++) {
            player.play(i, file.get(i));
        }
        return new Report(name, player.agreeing, player.panics, player.differences);
    }

    private void play(int line, JsonNode entry) {
        int before = differences.size();
        if (entry.has("idle_blocks")) {
            for (int block = entry.get("from").asInt(); block <= entry.get("to").asInt(); block++) {
                idle(line, block);
            }
        } else {
            block(line, entry);
        }
        if (entry.has("state")) {
            state(line, entry.get("state"));
        }
        agreeing += differences.size() == before ? 1 : 0;
    }

    private void expect(int line, String what, Object actual, Object expected) {
        if (!actual.equals(expected)) {
            differences.add(new Difference(line, what, actual + "; expected " + expected));
        }
    }

    private void start(int block, long nowMs) {
        ledger = Ledger.load(ledger.save());
        ledger.listen(event -> events.add(event.kind().name().toLowerCase(Locale.ROOT) + " "
                + event.worker().value().toHex() + " " + event.payout().bits()));
        events.clear();
        ledger.startBlock(block, nowMs);
    }

    private void idle(int line, int block) {
        start(block, firstMillis + block * millisPerBlock);
        expect(line, "report of block " + block, ledger.finishBlock(), Optional.empty());
        expect(line, "events of block " + block, events, List.of());
    }

    private void block(int line, JsonNode entry) {
        int number = entry.get("block").asInt();
        start(number, entry.get("now_ms").asLong());
        try {
            for (JsonNode message : entry.get("in")) {
                ledger.dispatch(Message.codec().decodeAll(Scenario.hex(message.get("message"))));
            }
        } catch (DecodeException e) {
            differences.add(new Difference(line, "block " + number, "a message does not decode: " + e.getMessage()));
            return;
        } catch (PoisonedException e) {
            String expected = entry.path("panic").asString("no fatal stop");
            expect(line, "fatal stop", String.valueOf(e.getMessage()).startsWith(expected), true);
            panics++;
            return;
        }
        expect(line, "fatal stop", "none", entry.path("panic").asString("none"));
        if (entry.has("panic")) {
            return;
        }
        expect(
                line,
                "sum of shares",
                ledger.sumShare().bits().toString(),
                entry.get("sum_share").asString());
        Optional<WorkingInfoUpdateEvent> report = ledger.finishBlock();
        expect(line, "report", report.stream().map(LedgerPlayer::shown).toList(), reports(entry));
        expect(line, "events", events, events(entry));
    }

    private static String shown(WorkingInfoUpdateEvent report) {
        return WorkingInfoUpdateEvent.TOPIC + " "
                + WorkingInfoUpdateEvent.codec().encode(report).toHex();
    }

    private static List<String> reports(JsonNode entry) {
        List<String> reports = new ArrayList<>();
        for (JsonNode each : entry.get("report")) {
            reports.add(each.get("topic").asString() + " " + each.get("payload").asString());
        }
        return reports;
    }

    private static List<String> events(JsonNode entry) {
        List<String> events = new ArrayList<>();
        for (JsonNode each : entry.get("economic_events")) {
            events.add(each.get(0).asString() + " " + each.get(1).asString() + " "
                    + each.get(2).asString());
        }
        return events;
    }

    private void state(int line, JsonNode expected) {
        List<List<String>> seen = new ArrayList<>();
        for (JsonNode worker : expected) {
            seen.add(worker.valueStream().map(LedgerPlayer::column).toList());
        }
        expect(
                line,
                "state",
                ledger.workers().stream().map(LedgerPlayer::columns).toList(),
                seen);
    }

    private static String column(JsonNode value) {
        return value.isString() ? value.asString() : value.toString();
    }

    private static List<String> columns(WorkerAccount worker) {
        Tokenomic numbers = worker.tokenomic();
        return List.of(
                worker.pubkey().value().toHex(),
                Boolean.toString(worker.registered()),
                worker.session().map(each -> Integer.toString(each.id())).orElse("null"),
                worker.session().map(each -> Boolean.toString(each.paused())).orElse("null"),
                Boolean.toString(worker.unresponsive()),
                worker.waitingHeartbeats().toString().replace(" ", ""),
                numbers.v().bits().toString(),
                numbers.vInit().bits().toString(),
                numbers.vDeductible().bits().toString(),
                Long.toString(numbers.vUpdateAt()),
                Integer.toString(numbers.vUpdateBlock()),
                Long.toString(numbers.iterationLast()),
                Long.toString(numbers.challengeTimeLast()),
                numbers.pBench().bits().toString(),
                numbers.pInstant().bits().toString(),
                Integer.toString(Byte.toUnsignedInt(numbers.confidenceLevel())),
                Boolean.toString(numbers.contractRunning()),
                numbers.share().bits().toString());
    }
}
