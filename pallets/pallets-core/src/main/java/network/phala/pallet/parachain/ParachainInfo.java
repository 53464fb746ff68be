package network.phala.pallet.parachain;

import network.phala.frame.Pallet;
import network.phala.frame.storage.StorageValue;
import network.phala.scale.Scale;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;

/// The number under which a relay chain would know this chain: none.
public final class ParachainInfo extends Pallet<ParachainInfo.Call, Void> {
    private final StorageValue<ParaId> parachainId = value("ParachainId", Scale.of(ParaId.class), new ParaId(0));

    @TypePath("phala_pallets::puppets::parachain_info::pallet::ParaId")
    @Unnamed
    record ParaId(@TypeName("u32") int id) {}

    /// No calls.
    @TypePath(
            value = "phala_pallets::puppets::parachain_info::pallet::Call",
            parameters = {"T"},
            arguments = {java.lang.Void.class})
    public enum Call {}

    public ParachainInfo() {
        super("ParachainInfo", Call.class, null, null);
    }

    public int parachainId() {
        return parachainId.get().id();
    }
}
