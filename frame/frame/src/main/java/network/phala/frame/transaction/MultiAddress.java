package network.phala.frame.transaction;

import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.scale.Compact;
import network.phala.scale.Fixed;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;

/// An address in a call or as the sender of an extrinsic.
@TypePath(
        value = "sp_runtime::multiaddress::MultiAddress",
        parameters = {"AccountId", "AccountIndex"},
        arguments = {AccountId.class, int.class})
public sealed interface MultiAddress {
    static MultiAddress of(AccountId account) {
        return new Id(account);
    }

    @Unnamed
    record Id(@TypeName("AccountId") AccountId account) implements MultiAddress {}

    /// A short index, looked up in the Indices pallet.
    @Unnamed
    record Index(@Compact @TypeName("AccountIndex") int index) implements MultiAddress {}

    @Unnamed
    record Raw(@TypeName("Vec<u8>") Bytes bytes) implements MultiAddress {}

    @Unnamed
    record Address32(@TypeName("[u8; 32]") Bytes32 bytes) implements MultiAddress {}

    @Unnamed
    record Address20(@Fixed(20) @TypeName("[u8; 20]") Bytes bytes) implements MultiAddress {}
}
