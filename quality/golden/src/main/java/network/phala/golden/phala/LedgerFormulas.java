package network.phala.golden.phala;

import java.util.List;
import network.phala.golden.phala.ScenarioPlayer.Report;
import network.phala.primitives.U128;
import network.phala.pruntime.economics.Rates;
import network.phala.pruntime.economics.Tokenomic;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.types.economics.U64F64;
import network.phala.types.messaging.TokenomicParameters;
import tools.jackson.databind.JsonNode;

/// `gk/gk_formulas.json`: single steps of the ledger's arithmetic.
final class LedgerFormulas {
    private final Comparison comparison;
    private final Rates rates;

    private LedgerFormulas(String name, JsonNode head) {
        comparison = new Comparison(name);
        try {
            rates = Rates.of(Scale.of(TokenomicParameters.class)
                    .decodeAll(Scenario.hex(head.get("parameters").get("scale"))));
        } catch (DecodeException e) {
            throw new IllegalArgumentException("The parameters of " + name + " do not decode", e);
        }
    }

    static Report play(String name, JsonNode file) {
        LedgerFormulas player = new LedgerFormulas(name, file.get(0));
        for (int i = 1; i < file.size(); i++) {
            JsonNode entry = file.get(i);
            String kind = entry.propertyNames().iterator().next();
            player.compare(kind, entry.get(kind));
        }
        return player.comparison.report();
    }

    private void compare(String kind, JsonNode row) {
        switch (kind) {
            case "share" -> {
                Tokenomic worker = worker(row, 0, 1, 2, 3, 4, U64F64.ZERO, 0);
                comparison.expect(kind + row, shown(worker.share()), columns(row, 5));
            }
            case "idle" -> {
                Tokenomic after = worker(row, 3, 0, 1, 2, -1, number(row, 4), 0).idle(rates);
                comparison.expect(kind + row, shown(after.v(), after.vDeductible()), columns(row, 5));
            }
            case "heartbeat" -> {
                int since = row.get(2).asInt();
                Tokenomic worker = worker(row, 0, 3, 4, 5, 6, number(row, 1), since);
                Tokenomic.Paid paid =
                        worker.heartbeat(rates, number(row, 7), 0, row.get(8).asInt());
                Tokenomic after = paid.after();
                List<String> actual =
                        shown(paid.payout().worker(), paid.payout().treasury(), after.v(), after.vDeductible());
                comparison.expect(kind + row, actual + " " + after.vUpdateBlock(), heartbeatColumns(row));
            }
            case "slash" -> {
                Tokenomic after = worker(row, 0, -1, -1, -1, -1, U64F64.ZERO, 0).slashed(rates);
                comparison.expect(kind + row, shown(after.v()), columns(row, 1));
            }
            case "p_instant" -> {
                Tokenomic before = new Tokenomic(
                        U64F64.ZERO,
                        U64F64.ZERO,
                        U64F64.ZERO,
                        0,
                        0,
                        row.get(3).asLong(),
                        row.get(1).asLong(),
                        number(row, 4),
                        number(row, 5),
                        (byte) 1,
                        false);
                Tokenomic after =
                        before.measured(row.get(0).asLong(), row.get(2).asLong(), false);
                comparison.expect(
                        kind + row,
                        List.of(after.pInstant().bits().toString(), Long.toString(after.iterationLast())),
                        columns(row, 6));
            }
            default -> comparison.expect(kind, "no formula", "one of this name");
        }
    }

    private static String heartbeatColumns(JsonNode row) {
        List<String> columns = columns(row, 9);
        return columns.subList(0, 4) + " " + columns.get(4);
    }

    /// A worker from columns of a row; a negative column is zero.
    private static Tokenomic worker(
            JsonNode row, int v, int pBench, int pInstant, int running, int conf, U64F64 deductible, int since) {
        return new Tokenomic(
                number(row, v),
                U64F64.ZERO,
                deductible,
                0,
                since,
                0,
                0,
                pBench < 0 ? U64F64.ZERO : number(row, pBench),
                pInstant < 0 ? U64F64.ZERO : number(row, pInstant),
                conf < 0 ? 1 : (byte) row.get(conf).asInt(),
                running >= 0 && row.get(running).asBoolean());
    }

    private static U64F64 number(JsonNode row, int column) {
        return new U64F64(U128.parse(row.get(column).asString()));
    }

    private static List<String> shown(U64F64... numbers) {
        return List.of(numbers).stream().map(each -> each.bits().toString()).toList();
    }

    private static List<String> columns(JsonNode row, int from) {
        return row.valueStream().skip(from).map(JsonNode::asString).toList();
    }
}
