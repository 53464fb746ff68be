package network.phala.metadata;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.scale.Codec;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;

/// Metadata version 15: version 14 with docs of pallets, the parts of the extrinsic type, runtime APIs, the
/// outer enums and custom values (frame-metadata `v15`).
public record MetadataV15(
        List<PortableType> types,
        List<DocumentedPallet> pallets,
        Extrinsic extrinsic,
        TypeId runtime,
        List<RuntimeApi> apis,
        OuterEnums outerEnums,
        Map<String, CustomValue> custom) {
    private static final int VERSION = 15;
    private static final Codec<MetadataV15> BODY = Scale.of(MetadataV15.class);

    /// A pallet with its docs.
    public record DocumentedPallet(
            String name,
            Optional<PalletMetadata.Storage> storage,
            Optional<TypeId> calls,
            Optional<TypeId> event,
            List<PalletMetadata.Constant> constants,
            Optional<TypeId> error,
            byte index,
            List<String> docs) {
        public static DocumentedPallet of(PalletMetadata pallet) {
            return new DocumentedPallet(
                    pallet.name(),
                    pallet.storage(),
                    pallet.calls(),
                    pallet.event(),
                    pallet.constants(),
                    pallet.error(),
                    pallet.index(),
                    List.of());
        }
    }

    public record Extrinsic(
            byte version,
            TypeId address,
            TypeId call,
            TypeId signature,
            TypeId extra,
            List<SignedExtensionMetadata> signedExtensions) {}

    /// One runtime API trait.
    public record RuntimeApi(String name, List<Method> methods, List<String> docs) {}

    public record Method(String name, List<Input> inputs, TypeId output, List<String> docs) {}

    public record Input(String name, TypeId type) {}

    public record OuterEnums(TypeId call, TypeId event, TypeId error) {}

    public record CustomValue(TypeId type, Bytes value) {}

    public Bytes encode() {
        ScaleWriter out = new ScaleWriter();
        out.writeInt(MetadataV14.MAGIC);
        out.writeByte(VERSION);
        BODY.encode(this, out);
        return out.toBytes();
    }

    /// @throws DecodeException when the bytes are no metadata of version 15
    public static MetadataV15 decode(Bytes bytes) throws DecodeException {
        ScaleReader in = new ScaleReader(bytes);
        MetadataV14.expectHead(in, VERSION);
        MetadataV15 metadata = BODY.decode(in);
        in.expectEnd();
        return metadata;
    }
}
