package network.phala.frame.testkit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.phala.frame.Pallet;
import network.phala.frame.dispatch.DispatchError;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.dispatch.Weight;
import network.phala.frame.executive.Runtime;
import network.phala.frame.system.BlockLength;
import network.phala.frame.system.BlockWeights;
import network.phala.frame.system.BlockWeights.WeightsPerClass;
import network.phala.frame.system.FrameSystem;
import network.phala.frame.system.PerDispatchClass;
import network.phala.frame.system.RuntimeDbWeight;
import network.phala.frame.system.RuntimeVersion;
import network.phala.frame.system.RuntimeVersion.Apis;
import network.phala.frame.system.SystemConfig;
import network.phala.frame.transaction.AccountLookup;
import network.phala.frame.transaction.MultiAddress;

/// A runtime of System and whatever pallets a test adds. Addresses are accounts; there are no signed extensions.
public final class TestRuntime extends Runtime {
    /// Addresses that are accounts stand for themselves, others for nobody.
    public static final AccountLookup ACCOUNTS_ONLY = address -> {
        if (address instanceof MultiAddress.Id(var account)) {
            return account;
        }
        throw new DispatchException(DispatchError.CANNOT_LOOKUP);
    };

    public TestRuntime() {
        super("test_runtime", Map.of());
        pallet(1, new FrameSystem(systemConfig()));
    }

    private static SystemConfig systemConfig() {
        Optional<Weight> unlimited = Optional.empty();
        WeightsPerClass limits = new WeightsPerClass(Weight.ZERO, unlimited, unlimited, unlimited);
        return new SystemConfig(
                new RuntimeVersion("test", "test", 1, 1, 0, new Apis(List.of()), 1, (byte) 0),
                new BlockWeights(Weight.ZERO, Weight.MAX, new PerDispatchClass<>(limits, limits, limits)),
                new BlockLength(new PerDispatchClass<>(1 << 20, 1 << 20, 1 << 20)),
                RuntimeDbWeight.ROCKS_DB,
                256,
                16,
                (short) 42,
                SystemConfig.AccountListener.NOBODY);
    }

    /// Takes a pallet in.
    public <P extends Pallet<?, ?>> P add(int index, P pallet) {
        return pallet(index, pallet);
    }

    /// Ends the list of pallets.
    public TestRuntime done() {
        seal(List.of(), ACCOUNTS_ONLY);
        return this;
    }
}
