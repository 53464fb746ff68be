package network.phala.cli.action;

import java.io.IOException;
import java.util.Optional;
import network.phala.client.cluster.ClusterClient;
import network.phala.client.worker.ExecutionResult;
import network.phala.primitives.U128;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What a command or instantiation may cost: options with defaults from the trial run.
public final class Payment {
    /// Room for what the trial's account did not have to have: an account's existential deposit and rounding.
    private static final U128 MARGIN = U128.of(1_000_000_000L);

    @Option(names = "--gas-limit", paramLabel = "GAS", description = "Gas (default: what the trial run needs).")
    private @Nullable String gasLimit;

    @Option(
            names = "--deposit-limit",
            paramLabel = "AMOUNT",
            description = "The most that may be held for storage (default: no limit).")
    private @Nullable String depositLimit;

    @Option(
            names = "--deposit",
            paramLabel = "AMOUNT",
            description =
                    "Money to move from the account on the chain into the cluster first (default: enough for gas, "
                            + "storage and transfer).")
    private @Nullable String deposit;

    /// The terms that go to the chain.
    public record Terms(long gasLimit, Optional<U128> depositLimit, U128 deposit) {}

    /// What the options say. Read before the first step: a mistake in them must not come after an upload.
    public record Wishes(Optional<Long> gas, Optional<U128> depositLimit, Optional<U128> deposit) {
        /// As the trial run tells.
        public static final Wishes NONE = new Wishes(Optional.empty(), Optional.empty(), Optional.empty());

        public Terms terms(ClusterClient cluster, ExecutionResult trial, U128 transfer) throws IOException {
            long limit = gas.orElse(trial.gasRequired());
            U128 money = deposit.isPresent() ? deposit.get() : enough(cluster, limit, trial, transfer);
            return new Terms(limit, depositLimit, money);
        }
    }

    public Wishes wishes() throws CommandFailedException {
        return new Wishes(
                gasLimit == null ? Optional.empty() : Optional.of(gas(gasLimit)),
                depositLimit == null ? Optional.empty() : Optional.of(Amounts.parse("--deposit-limit", depositLimit)),
                deposit == null ? Optional.empty() : Optional.of(Amounts.parse("--deposit", deposit)));
    }

    private static U128 enough(ClusterClient cluster, long gas, ExecutionResult trial, U128 transfer)
            throws IOException {
        U128 storage = trial.refunded() ? U128.ZERO : trial.storageDeposit();
        return cluster.info()
                .gasPrice()
                .saturatingMultiply(U128.of(gas))
                .saturatingAdd(storage)
                .saturatingAdd(transfer)
                .saturatingAdd(MARGIN);
    }

    private static long gas(String text) throws CommandFailedException {
        try {
            return Long.parseUnsignedLong(text.replace("_", "").replace(",", ""));
        } catch (NumberFormatException e) {
            throw new CommandFailedException("--gas-limit \"" + text
                    + "\" is no gas; expected a whole number of reference time, at most " + Long.toUnsignedString(-1L));
        }
    }
}
