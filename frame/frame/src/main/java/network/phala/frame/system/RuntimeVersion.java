package network.phala.frame.system;

import java.util.List;
import network.phala.primitives.Bytes;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.Fixed;
import network.phala.scale.Scale;
import network.phala.scale.TupleType;
import network.phala.scale.TypeDef;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.TypeRef;

/// What a runtime says of itself (`sp_version::RuntimeVersion`).
///
/// @param apis eight-byte ids (the first bytes of BLAKE2b-64 of the API's name) and versions
/// @param stateVersion 0: the trie keeps all values inline
@TypePath("sp_version::RuntimeVersion")
public record RuntimeVersion(
        @TypeName("RuntimeString") String specName,
        @TypeName("RuntimeString") String implName,
        @TypeName("u32") int authoringVersion,
        @TypeName("u32") int specVersion,
        @TypeName("u32") int implVersion,
        @TypeName("ApisVec") Apis apis,
        @TypeName("u32") int transactionVersion,
        @TypeName("u8") byte stateVersion) {
    /// An API and its version.
    @TupleType
    public record Api(@Fixed(8) Bytes id, int version) {}

    /// `Cow<Vec<([u8; 8], u32)>>`: on the wire the list.
    public record Apis(List<Api> list) {
        static final Codec<Apis> CODEC = codec();

        public Apis {
            list = List.copyOf(list);
        }

        private static Codec<Apis> codec() {
            Codec<List<Api>> inner = Codecs.vec(Scale.of(Api.class));
            TypeRef type = TypeRef.lazy(
                    Apis.class,
                    () -> new TypeDef.Composite(
                            List.of("Cow"),
                            List.of(new TypeDef.TypeParameter("T", inner.type())),
                            List.of(new TypeDef.Field(null, inner.type(), null))));
            return Codecs.of(type, (apis, out) -> inner.encode(apis.list(), out), in -> new Apis(inner.decode(in)));
        }
    }
}
