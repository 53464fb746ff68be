package network.phala.pallet.parachain;

import java.util.Optional;
import network.phala.frame.Pallet;
import network.phala.frame.storage.StorageValue;
import network.phala.scale.Scale;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// What a relay chain would say of its own height: nothing.
public final class ParachainSystem extends Pallet<ParachainSystem.Call, Void> {
    private final StorageValue<PersistedValidationData> validationData =
            value("ValidationData", Scale.of(PersistedValidationData.class));

    @TypePath("phala_pallets::puppets::parachain_system::pallet::PersistedValidationData")
    record PersistedValidationData(@TypeName("u32") int relayParentNumber) {}

    /// No calls.
    @TypePath(
            value = "phala_pallets::puppets::parachain_system::pallet::Call",
            parameters = {"T"},
            arguments = {java.lang.Void.class})
    public enum Call {}

    public ParachainSystem() {
        super("ParachainSystem", Call.class, null, null);
    }

    public Optional<Integer> relayParentNumber() {
        return validationData.tryGet().map(PersistedValidationData::relayParentNumber);
    }
}
