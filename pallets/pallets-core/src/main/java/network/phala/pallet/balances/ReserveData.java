package network.phala.pallet.balances;

import java.util.List;
import network.phala.primitives.Bytes;
import network.phala.primitives.U128;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.TypeDef;
import network.phala.scale.TypeRef;

/// Funds reserved under a name of eight bytes.
public record ReserveData(Bytes id, U128 amount) {
    static final Codec<ReserveData> CODEC = codec();

    private static Codec<ReserveData> codec() {
        Codec<Bytes> name = Codecs.fixedBytes(8);
        TypeRef type = TypeRef.lazy(
                ReserveData.class,
                () -> new TypeDef.Composite(
                        List.of("pallet_balances", "types", "ReserveData"),
                        List.of(
                                new TypeDef.TypeParameter("ReserveIdentifier", name.type()),
                                new TypeDef.TypeParameter("Balance", Codecs.U_128.type())),
                        List.of(
                                new TypeDef.Field("id", name.type(), "ReserveIdentifier"),
                                new TypeDef.Field("amount", Codecs.U_128.type(), "Balance"))));
        return Codecs.of(
                type,
                (v, out) -> {
                    name.encode(v.id(), out);
                    out.writeU128(v.amount());
                },
                in -> new ReserveData(name.decode(in), in.readU128()));
    }
}
