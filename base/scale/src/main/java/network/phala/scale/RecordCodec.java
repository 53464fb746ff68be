package network.phala.scale;

import java.lang.invoke.MethodHandle;
import java.util.List;

/// The components one after another.
record RecordCodec(TypeRef type, List<Derivation.Component> components, MethodHandle constructor)
        implements Codec<Object> {
    @Override
    public void encode(Object value, ScaleWriter out) {
        for (Derivation.Component component : components) {
            component.write(value, out);
        }
    }

    @Override
    public Object decode(ScaleReader in) throws DecodeException {
        Object[] values = new Object[components.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = components.get(i).codec().decode(in);
        }
        return Derivation.construct(constructor, values, in);
    }
}
