package network.phala.metadata;

import java.util.List;
import network.phala.primitives.Bytes;
import network.phala.scale.Codec;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;

/// Metadata version 14: `"meta" ‖ 14 ‖ types ‖ pallets ‖ extrinsic ‖ runtime type` (frame-metadata `v14`).
public record MetadataV14(List<PortableType> types, List<PalletMetadata> pallets, Extrinsic extrinsic, TypeId runtime) {
    static final int MAGIC = 0x6174656d;
    private static final int VERSION = 14;
    private static final Codec<MetadataV14> BODY = Scale.of(MetadataV14.class);

    /// The form of extrinsics; `type` has the parameters Address, Call, Signature and Extra.
    public record Extrinsic(TypeId type, byte version, List<SignedExtensionMetadata> signedExtensions) {}

    public Bytes encode() {
        ScaleWriter out = new ScaleWriter();
        out.writeInt(MAGIC);
        out.writeByte(VERSION);
        BODY.encode(this, out);
        return out.toBytes();
    }

    /// @throws DecodeException when the bytes are no metadata of version 14
    public static MetadataV14 decode(Bytes bytes) throws DecodeException {
        ScaleReader in = new ScaleReader(bytes);
        expectHead(in, VERSION);
        MetadataV14 metadata = BODY.decode(in);
        in.expectEnd();
        return metadata;
    }

    static void expectHead(ScaleReader in, int version) throws DecodeException {
        int magic = in.readInt();
        if (magic != MAGIC) {
            throw new DecodeException(0, "magic " + Integer.toHexString(magic) + "; expected \"meta\"");
        }
        int found = in.readByte();
        if (found != version) {
            throw new DecodeException(4, "metadata version " + found + "; expected " + version);
        }
    }

    public PalletMetadata pallet(String name) {
        return pallets.stream()
                .filter(pallet -> pallet.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No pallet " + name));
    }
}
