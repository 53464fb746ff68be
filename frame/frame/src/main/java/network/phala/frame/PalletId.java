package network.phala.frame;

import java.util.Arrays;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.scale.Fixed;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;

/// Eight bytes that name a pallet's own account.
@TypePath("frame_support::PalletId")
@Unnamed
public record PalletId(@Fixed(8) @TypeName("[u8; 8]") Bytes id) {
    private static final Bytes MODULE = Bytes.ofUtf8("modl");

    public static PalletId of(String name) {
        return new PalletId(Bytes.ofUtf8(name));
    }

    /// `modl`, the name, then zeros.
    public AccountId account() {
        return AccountId.of(Arrays.copyOf(MODULE.concat(id).unsafeArray(), 32));
    }
}
