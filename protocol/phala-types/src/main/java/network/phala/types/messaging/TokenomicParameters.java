package network.phala.types.messaging;

import network.phala.primitives.U128;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// The parameters of the economics, 212 bytes: U64F64 bits but for `heartbeatWindow`, which counts blocks.
/// The names are the formula's own letters.
@TypePath("phala_types::messaging::TokenomicParameters")
public record TokenomicParameters(
        @TypeName("U64F64Bits") U128 phaRate,
        @TypeName("U64F64Bits") U128 rho,
        @TypeName("U64F64Bits") U128 budgetPerBlock,
        @TypeName("U64F64Bits") U128 vMax,
        @TypeName("U64F64Bits") U128 costK,
        @TypeName("U64F64Bits") U128 costB,
        @TypeName("U64F64Bits") U128 slashRate,
        @TypeName("U64F64Bits") U128 treasuryRatio,
        @TypeName("u32") int heartbeatWindow,
        @TypeName("U64F64Bits") U128 rigK,
        @TypeName("U64F64Bits") U128 rigB,
        @TypeName("U64F64Bits") U128 re,
        @TypeName("U64F64Bits") U128 k,
        @TypeName("U64F64Bits") U128 kappa) {
    /// The parameters of every chain specification at genesis.
    public static final TokenomicParameters DEFAULT = new TokenomicParameters(
            U128.parse("18446744073709551616"),
            U128.parse("18446756370313412349"),
            U128.parse("1844674407370955161600"),
            U128.parse("553402322211286548480000"),
            U128.parse("291740030655"),
            U128.parse("621866907450610"),
            U128.parse("61489146912365"),
            U128.parse("3689348814741910323"),
            10,
            U128.parse("5534023222112865485"),
            U128.ZERO,
            U128.parse("23980767295822417101"),
            U128.parse("1844674407370955161600"),
            U128.parse("18446744073709551616"));

    public TokenomicParameters withBudgetPerBlock(U128 budget) {
        return new TokenomicParameters(
                phaRate,
                rho,
                budget,
                vMax,
                costK,
                costB,
                slashRate,
                treasuryRatio,
                heartbeatWindow,
                rigK,
                rigB,
                re,
                k,
                kappa);
    }
}
