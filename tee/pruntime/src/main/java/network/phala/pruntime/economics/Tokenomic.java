package network.phala.pruntime.economics;

import network.phala.primitives.U128;
import network.phala.types.economics.U64F64;

/// What a worker is worth, and how that changes. Immutable; each step gives the numbers after it.
///
/// `v` is the worker's value, `vDeductible` what it gained since the last payout, `pBench` its score when it started
/// and `pInstant` the score its heartbeats show. Times are in milliseconds, `iterationLast` counts from the start of
/// the session.
///
/// Follows phala-blockchain crates/phactory/src/system/gk.rs, tokenomic::TokenomicInfo.
public record Tokenomic(
        U64F64 v,
        U64F64 vInit,
        U64F64 vDeductible,
        long vUpdateAt,
        int vUpdateBlock,
        long iterationLast,
        long challengeTimeLast,
        U64F64 pBench,
        U64F64 pInstant,
        byte confidenceLevel,
        boolean contractRunning) {
    /// A worker that never worked.
    public static final Tokenomic NONE =
            new Tokenomic(U64F64.ZERO, U64F64.ZERO, U64F64.ZERO, 0, 0, 0, 0, U64F64.ZERO, U64F64.ZERO, (byte) 0, false);

    private static final U64F64 TWO = U64F64.of(2);
    /// 0.8, 0.7 and 1.2, to the nearest 2^-64.
    private static final U64F64 SCORE_OF_LEVEL_4 = new U64F64(U128.parse("14757395258967641293"));

    private static final U64F64 SCORE_OF_LEVEL_5 = new U64F64(U128.parse("12912720851596686131"));
    private static final U64F64 P_INSTANT_MAX = new U64F64(U128.parse("22136092888451461939"));
    private static final long MILLIS_PER_SECOND = 1000;
    /// A score is what a worker does in this many seconds.
    private static final U64F64 SCORE_SECONDS = U64F64.of(6);

    /// What a heartbeat earns: for the worker, and for the treasury.
    public record Payout(U64F64 worker, U64F64 treasury) {
        public static final Payout NOTHING = new Payout(U64F64.ZERO, U64F64.ZERO);
    }

    /// The numbers after a heartbeat, and what it earned.
    public record Paid(Tokenomic after, Payout payout) {}

    /// A session begins; only the confidence level stays.
    Tokenomic started(U64F64 initialV, U64F64 initialP, long nowMs, int block) {
        return new Tokenomic(
                initialV, initialV, U64F64.ZERO, nowMs, block, 0, nowMs, initialP, initialP, confidenceLevel, false);
    }

    Tokenomic withConfidence(byte level) {
        return new Tokenomic(
                v,
                vInit,
                vDeductible,
                vUpdateAt,
                vUpdateBlock,
                iterationLast,
                challengeTimeLast,
                pBench,
                pInstant,
                level,
                contractRunning);
    }

    private Tokenomic withV(U64F64 newV, U64F64 deductible, long updateAt, int updateBlock) {
        return new Tokenomic(
                newV,
                vInit,
                deductible,
                updateAt,
                updateBlock,
                iterationLast,
                challengeTimeLast,
                pBench,
                pInstant,
                confidenceLevel,
                contractRunning);
    }

    private U64F64 p() {
        return contractRunning ? pBench : pInstant;
    }

    private U64F64 confidenceScore() {
        return switch (Byte.toUnsignedInt(confidenceLevel)) {
            case 1, 2, 3, 128 -> U64F64.ONE;
            case 4 -> SCORE_OF_LEVEL_4;
            case 5 -> SCORE_OF_LEVEL_5;
            default -> U64F64.ZERO;
        };
    }

    /// The worker's weight in the budget: `√(v² + (2·p·confidence)²)`.
    public U64F64 share() {
        U64F64 performance = TWO.multiply(p()).multiply(confidenceScore());
        return v.multiply(v).add(performance.multiply(performance)).sqrt();
    }

    /// A block without a heartbeat: v grows by the expected reward and the cost of running.
    public Tokenomic idle(Rates rates) {
        U64F64 cost = rates.costK().multiply(pBench).add(rates.costB());
        U64F64 growth = rates.rho().subtract(U64F64.ONE).multiply(v).add(cost);
        U64F64 delta = performance().multiply(growth);
        return withV(v.add(delta).min(rates.vMax()), vDeductible.add(delta), vUpdateAt, vUpdateBlock);
    }

    private U64F64 performance() {
        return pBench.isZero() || p().equals(pBench) ? U64F64.ONE : p().divide(pBench);
    }

    /// A heartbeat pays for the blocks since the last one, and takes what v had gained since then, at most the payout.
    public Paid heartbeat(Rates rates, U64F64 sumShare, long nowMs, int block) {
        U64F64 share = share();
        boolean nothingToPay = sumShare.isZero()
                || vDeductible.isZero()
                || share.isZero()
                || Integer.compareUnsigned(block, vUpdateBlock) <= 0;
        if (nothingToPay) {
            return new Paid(this, Payout.NOTHING);
        }
        U64F64 blocks = U64F64.of(Integer.toUnsignedLong(block - vUpdateBlock));
        U64F64 budget = share.divide(sumShare).multiply(rates.budgetPerBlock()).multiply(blocks);
        U64F64 payout = budget.multiply(rates.payoutRatio());
        U64F64 treasury = budget.multiply(rates.treasuryRatio());
        Tokenomic after = withV(v.subtract(vDeductible.min(payout)), U64F64.ZERO, nowMs, block);
        return new Paid(after, new Payout(payout, treasury));
    }

    /// The first heartbeat of an unresponsive worker earns nothing.
    Tokenomic recovered(long nowMs, int block) {
        return withV(v, U64F64.ZERO, nowMs, block);
    }

    /// A block of silence costs a part of v.
    public Tokenomic slashed(Rates rates) {
        return withV(v.subtract(v.multiply(rates.slashRate())), U64F64.ZERO, vUpdateAt, vUpdateBlock);
    }

    /// Measures the score a heartbeat shows, from the iterations since the last one; a counter that went back starts
    /// again.
    public Tokenomic measured(long nowMs, long iterations, boolean isContractRunning) {
        if (Long.compareUnsigned(nowMs, challengeTimeLast) <= 0) {
            return withMeasure(iterationLast, pInstant, isContractRunning);
        }
        long before = Long.compareUnsigned(iterations, iterationLast) < 0 ? iterations : iterationLast;
        U64F64 seconds = U64F64.of(nowMs - challengeTimeLast).divide(MILLIS_PER_SECOND);
        U64F64 p = U64F64.of(iterations - before).divide(seconds).multiply(SCORE_SECONDS);
        return withMeasure(before, p.min(pBench.multiply(P_INSTANT_MAX)), isContractRunning);
    }

    private Tokenomic withMeasure(long iterations, U64F64 p, boolean isContractRunning) {
        return new Tokenomic(
                v,
                vInit,
                vDeductible,
                vUpdateAt,
                vUpdateBlock,
                iterations,
                challengeTimeLast,
                pBench,
                p,
                confidenceLevel,
                isContractRunning);
    }

    /// Remembers the challenge that was answered last.
    Tokenomic answered(long challengeTime, long iterations) {
        return new Tokenomic(
                v,
                vInit,
                vDeductible,
                vUpdateAt,
                vUpdateBlock,
                iterations,
                challengeTime,
                pBench,
                pInstant,
                confidenceLevel,
                contractRunning);
    }
}
