package network.phala.types;

import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;

/// Intel's collateral for a DCAP quote.
@TypePath("pink_types::sgx::Collateral")
public sealed interface Collateral {
    @Unnamed
    record SgxV30(@TypeName("SgxV30QuoteCollateral") SgxV30QuoteCollateral collateral) implements Collateral {}
}
