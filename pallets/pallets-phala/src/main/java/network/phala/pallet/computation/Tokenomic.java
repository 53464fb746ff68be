package network.phala.pallet.computation;

import java.math.BigInteger;
import network.phala.primitives.U128;
import network.phala.primitives.U256;
import network.phala.types.economics.Balances;
import network.phala.types.economics.U64F64;
import network.phala.types.messaging.TokenomicParameters;

/// The formulas of the economics that the chain computes itself.
///
/// Follows phala-blockchain pallets/phala/src/compute/computation.rs, impl Tokenomic and pow_target.
public final class Tokenomic {
    /// 0.8 and 0.7, rounded to nearest.
    private static final U64F64 LEVEL_4 = new U64F64(U128.parse("14757395258967641293"));
    private static final U64F64 LEVEL_5 = new U64F64(U128.parse("12912720851596686131"));

    private static final long HEARTBEATS_PER_HOUR_MAX = 2;
    private static final int SECONDS_PER_HOUR = 3600;
    private static final int TARGET_BITS = 24;

    private final TokenomicParameters parameters;

    public Tokenomic(TokenomicParameters parameters) {
        this.parameters = parameters;
    }

    /// The least stake for a score: k · √p.
    public U128 minimalStake(int score) {
        U64F64 k = new U64F64(parameters.k());
        return Balances.fromFixed(k.multiply(number(score).sqrt()));
    }

    /// The first V: (1 + (re − 1) · confidence) · (stake + cost of the machine).
    ///
    /// @throws ArithmeticException when the stake is beyond 80 bits
    public U64F64 ve(U128 stake, int score, byte confidenceLevel) {
        U64F64 re = new U64F64(parameters.re());
        U64F64 tweaked =
                re.subtract(U64F64.ONE).multiply(confidence(confidenceLevel)).add(U64F64.ONE);
        return tweaked.multiply(Balances.toFixed(stake).add(rigCost(score)));
    }

    public U64F64 vMax() {
        return new U64F64(parameters.vMax());
    }

    /// What a machine of this score costs, in PHA.
    public U64F64 rigCost(int score) {
        return new U64F64(parameters.rigK()).multiply(number(score)).add(new U64F64(parameters.rigB()));
    }

    public static U64F64 confidence(byte level) {
        return switch (level) {
            case 4 -> LEVEL_4;
            case 5 -> LEVEL_5;
            default -> U64F64.ONE;
        };
    }

    private static U64F64 number(int unsigned) {
        return U64F64.of(Integer.toUnsignedLong(unsigned));
    }

    /// The target below which a worker's hash must be to answer a challenge, so that about `heartbeats` of
    /// `workers` do, and none more than twice an hour. U32F32 arithmetic.
    ///
    /// Blocks of less than a second count as one second, of more than an hour as an hour; the original
    /// divides by zero there. No target is above the largest number.
    public static U256 powTarget(int heartbeats, int workers, int secondsPerBlock) {
        if (workers == 0) {
            return U256.ZERO;
        }
        long blocksPerHour = Integer.divideUnsigned(SECONDS_PER_HOUR, Math.max(1, secondsPerBlock));
        BigInteger all = BigInteger.valueOf(Integer.toUnsignedLong(workers));
        BigInteger most = all.multiply(BigInteger.valueOf(HEARTBEATS_PER_HOUR_MAX))
                .shiftLeft(32)
                .divide(BigInteger.valueOf(Math.max(1, blocksPerHour)));
        BigInteger wanted =
                BigInteger.valueOf(Integer.toUnsignedLong(heartbeats)).shiftLeft(32);
        BigInteger share = wanted.min(most).divide(all);
        BigInteger fraction = share.shiftLeft(TARGET_BITS).shiftRight(32).min(BigInteger.ONE.shiftLeft(TARGET_BITS));
        return new U256(U256.MAX.value().shiftRight(TARGET_BITS).multiply(fraction));
    }
}
