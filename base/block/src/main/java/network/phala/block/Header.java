package network.phala.block;

import network.phala.crypto.Blake2b;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.Codec;
import network.phala.scale.Compact;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// A block header: `parent_hash H256 ‖ number Compact<u32> ‖ state_root H256 ‖ extrinsics_root H256 ‖ digest`.
///
/// `sp_runtime::generic::Header<u32, BlakeTwo256>`. The number is an unsigned 32-bit integer.
@TypePath(
        value = "sp_runtime::generic::header::Header",
        parameters = {"Number", "Hash"},
        arguments = {int.class, Void.class})
public record Header(
        @TypeName("Hash::Output") H256 parentHash,
        @Compact @TypeName("Number") int number,
        @TypeName("Hash::Output") H256 stateRoot,
        @TypeName("Hash::Output") H256 extrinsicsRoot,
        @TypeName("Digest") Digest digest) {
    /// Derived once; headers are hashed and decoded in hot loops.
    private static final Codec<Header> DERIVED = Scale.of(Header.class);

    public static Header decode(Bytes bytes) throws DecodeException {
        return DERIVED.decodeAll(bytes);
    }

    public Bytes encode() {
        return DERIVED.encode(this);
    }

    /// BLAKE2b-256 of the encoded header: the block's hash.
    public H256 hash() {
        return new H256(Blake2b.hash256(encode().unsafeArray()));
    }

    /// The number as a non-negative long.
    public long numberUnsigned() {
        return Integer.toUnsignedLong(number);
    }
}
