package network.phala.pink;

import java.math.BigInteger;
import network.phala.pink.types.ContractResult;
import network.phala.pink.types.PinkRuntime;
import network.phala.pink.types.StorageDeposit;
import network.phala.pink.types.Weight;
import network.phala.primitives.U128;

/// Masks the low bits of gas and deposits in the results of queries and estimates, so that they tell little about what
/// ran. About nine leading bits stay.
///
/// Follows phala-blockchain crates/pink/runtime/src/contract.rs, coarse_grained.
final class CoarseResult {
    private static final int KEPT_BITS = 9;
    private static final int MIN_GAS_BITS = 28;

    private CoarseResult() {}

    static ContractResult of(ContractResult exact, U128 depositPerByte) {
        return new ContractResult(
                maskGas(exact.gasConsumed()),
                maskGas(exact.gasRequired()),
                new StorageDeposit(
                        exact.storageDeposit().charge(),
                        maskDeposit(exact.storageDeposit().amount(), depositPerByte, exact.runtime())),
                exact.debugMessage(),
                exact.result(),
                exact.account(),
                exact.runtime());
    }

    static Weight maskGas(Weight weight) {
        long gas = weight.refTime();
        int bits = Math.clamp(64 - Long.numberOfLeadingZeros(gas) - KEPT_BITS, MIN_GAS_BITS, 63);
        return Weight.of(gas | (1L << bits) - 1, 0);
    }

    static U128 maskDeposit(U128 deposit, U128 depositPerByte, PinkRuntime runtime) {
        U128 bytes = U128.of(runtime.coarseDepositBytes());
        // Runtimes before 1.2 took the bits of the product itself, not of the largest amount below it, and let it wrap.
        U128 smallest = runtime.atLeast(PinkRuntime.V1_2)
                ? depositPerByte.saturatingMultiply(bytes).saturatingSubtract(U128.ONE)
                : depositPerByte.wrappingMultiply(bytes);
        int leastBits = smallest.toBigInteger().bitLength();
        // A floor of all 128 bits cannot be met: the mask is at most 127 bits wide.
        int bits =
                Math.clamp(Math.max(deposit.toBigInteger().bitLength() - KEPT_BITS, 0), Math.min(leastBits, 127), 127);
        BigInteger mask = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
        return U128.of(deposit.toBigInteger().or(mask));
    }
}
