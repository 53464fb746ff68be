package network.phala.pallet.registry;

import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import network.phala.attestation.AttestationVerifier;
import network.phala.pallet.environment.ChainTime;
import network.phala.pallet.mq.PhalaMq;

/// What [PhalaRegistry] needs of the runtime.
///
/// @param paraId the parachain this chain is; 0 for a chain of its own
public record PhalaRegistryConfig(
        PhalaMq mq, ChainTime time, AttestationVerifier attestation, IntSupplier paraId, Policy policy) {
    /// Which evidence counts; asked each time, since tests keep it in storage.
    ///
    /// @param noneAttestationEnabled workers without evidence are admitted
    /// @param verifyPRuntime only measurements on the allow list are admitted
    /// @param verifyRelaychainGenesisBlockHash only chains on the allow list are admitted
    public record Policy(
            BooleanSupplier noneAttestationEnabled,
            BooleanSupplier verifyPRuntime,
            BooleanSupplier verifyRelaychainGenesisBlockHash) {
        /// The standalone node's: everybody is admitted.
        public static final Policy STANDALONE = new Policy(() -> true, () -> false, () -> false);
    }
}
