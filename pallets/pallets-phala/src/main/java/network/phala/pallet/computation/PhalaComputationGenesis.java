package network.phala.pallet.computation;

import network.phala.types.messaging.TokenomicParameters;

/// Genesis of the economics.
public record PhalaComputationGenesis(int coolDownPeriodSeconds, TokenomicParameters parameters) {
    /// Seven days, and the parameters of every chain specification.
    public static final PhalaComputationGenesis DEFAULT =
            new PhalaComputationGenesis(7 * 24 * 3600, TokenomicParameters.DEFAULT);
}
