package network.phala.pruntime.economics;

import network.phala.types.economics.U64F64;
import network.phala.types.messaging.TokenomicParameters;

/// The parameters of the economics as numbers to reckon with. `heartbeatWindow` counts blocks.
///
/// Follows phala-blockchain crates/phactory/src/system/gk.rs, tokenomic::Params.
public record Rates(
        U64F64 rho,
        U64F64 slashRate,
        U64F64 budgetPerBlock,
        U64F64 vMax,
        U64F64 costK,
        U64F64 costB,
        U64F64 treasuryRatio,
        U64F64 payoutRatio,
        int heartbeatWindow) {
    public static Rates of(TokenomicParameters parameters) {
        U64F64 treasuryRatio = new U64F64(parameters.treasuryRatio());
        return new Rates(
                new U64F64(parameters.rho()),
                new U64F64(parameters.slashRate()),
                new U64F64(parameters.budgetPerBlock()),
                new U64F64(parameters.vMax()),
                new U64F64(parameters.costK()),
                new U64F64(parameters.costB()),
                treasuryRatio,
                U64F64.ONE.subtract(treasuryRatio),
                parameters.heartbeatWindow());
    }
}
