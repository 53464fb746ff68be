package network.phala.pink.contracts;

import network.phala.pink.types.ContractError;
import network.phala.pink.types.DispatchException;
import network.phala.pink.types.Weight;

/// The gas of one frame, or of the whole stack. Both dimensions are unsigned 64-bit.
///
/// Follows polkadot-sdk substrate/frame/contracts/src/gas.rs.
final class GasMeter {
    /// Reference time of one unit of the engine's fuel.
    static final long REF_TIME_PER_FUEL = 8000;

    private final Weight limit;
    private Weight left;
    private Weight lowest;
    private long engineConsumed;

    GasMeter(Weight limit) {
        this.limit = limit;
        this.left = limit;
        this.lowest = limit;
    }

    Weight left() {
        return left;
    }

    Weight consumed() {
        return limit.saturatingSubtract(left);
    }

    /// The smallest limit with which the same run succeeds.
    Weight required() {
        return limit.saturatingSubtract(lowestSoFar());
    }

    private Weight lowestSoFar() {
        return lowest.min(left);
    }

    /// Takes a part for a nested frame; 0 stands for all that is left.
    GasMeter nested(Weight amount) throws DispatchException {
        Weight granted = new Weight(
                amount.refTime() == 0 ? left.refTime() : amount.refTime(),
                amount.proofSize() == 0 ? left.proofSize() : amount.proofSize());
        take(granted);
        return new GasMeter(granted);
    }

    /// Takes back what a nested frame left.
    void absorb(GasMeter nested) {
        Weight nestedLowest = nested.lowestSoFar();
        lowest = new Weight(
                lowestAfter(left.refTime(), lowest.refTime(), nestedLowest.refTime()),
                lowestAfter(left.proofSize(), lowest.proofSize(), nestedLowest.proofSize()));
        left = new Weight(left.refTime() + nested.left.refTime(), left.proofSize() + nested.left.proofSize());
    }

    /// When the nested frame had everything, its low-water mark is ours; otherwise our own dip counts.
    private static long lowestAfter(long left, long lowest, long nestedLowest) {
        return Weight.minUnsigned(lowest, left == 0 ? nestedLowest : left);
    }

    /// Takes an amount, or fails and takes nothing.
    void charge(Weight amount) throws DispatchException {
        take(amount);
    }

    private void take(Weight amount) throws DispatchException {
        if (!amount.fitsIn(left)) {
            throw ContractError.OUT_OF_GAS.raise();
        }
        left = new Weight(left.refTime() - amount.refTime(), left.proofSize() - amount.proofSize());
    }

    /// Gives back what an advance charge was too high.
    void adjust(Weight charged, Weight actual) {
        lowest = lowestSoFar();
        left = left.saturatingAdd(charged.saturatingSubtract(actual)).min(limit);
    }

    /// Charges the fuel that the engine consumed since the last time.
    ///
    /// @param total fuel consumed since the frame began
    void chargeFuel(long total) throws DispatchException {
        long fuel = Weight.saturatingSubtract(total, engineConsumed);
        if (fuel != 0) {
            engineConsumed = total;
            take(new Weight(Weight.saturatingMultiply(fuel, REF_TIME_PER_FUEL), 0));
        }
    }
}
