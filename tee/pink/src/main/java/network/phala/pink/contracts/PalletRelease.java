package network.phala.pink.contracts;

import java.util.List;
import java.util.stream.Stream;
import network.phala.pink.types.PinkRuntime;

/// The contracts pallet of one release: everything in which it differs from the others hangs on this.
///
/// 1.0 is the pallet of substrate polkadot-v0.9.41, 1.1 that of polkadot-v0.9.43, 1.2 that of polkadot-sdk 1.5.0, as
/// the Cargo.lock of phala-blockchain has them at the releases that shipped the runtimes.
record PalletRelease(PinkRuntime runtime, HostWeights weights, Metering metering, HostFunctions functions) {
    private static final List<PalletRelease> ALL =
            Stream.of(PinkRuntime.values()).map(PalletRelease::make).toList();

    static PalletRelease of(PinkRuntime runtime) {
        return ALL.get(runtime.ordinal());
    }

    private static PalletRelease make(PinkRuntime runtime) {
        Metering metering = switch (runtime) {
            case V1_0 -> InstructionPrices.V1_0;
            case V1_1 -> InstructionPrices.V1_1;
            case V1_2 -> new Metering.EngineFuel();
        };
        return new PalletRelease(runtime, new HostWeights(runtime), metering, new HostFunctions(runtime));
    }

    /// Whether contracts have a second account for their deposits, as before 1.2.
    boolean hasDepositAccounts() {
        return !runtime.atLeast(PinkRuntime.V1_2);
    }

    /// Whether the deletion queue is one value of at most 1024 entries, as in 1.0.
    boolean hasBoundedDeletionQueue() {
        return runtime == PinkRuntime.V1_0;
    }

    /// Whether a frame that itself neither pays nor gets a deposit forgets those of the frames below it: a mistake of
    /// 1.0.
    boolean forgetsNestedCharges() {
        return runtime == PinkRuntime.V1_0;
    }
}
