package network.phala.frame.system;

import java.util.List;
import network.phala.frame.transaction.SignedExtension;
import network.phala.scale.Codec;
import network.phala.scale.TypeDef;
import network.phala.scale.TypeRef;
import network.phala.scale.Unit;

/// Descriptions shared by the extensions of this package.
final class Extensions {
    private Extensions() {}

    /// `frame_system::extensions::{module}::{name}<T>` without fields.
    static Codec<Unit> empty(String module, String name) {
        return SignedExtension.empty(type(module, name, List.of()));
    }

    static TypeRef type(String module, String name, List<TypeDef.Field> fields) {
        return TypeRef.of(new TypeDef.Composite(
                List.of("frame_system", "extensions", module, name),
                List.of(new TypeDef.TypeParameter("T", null)),
                fields));
    }
}
