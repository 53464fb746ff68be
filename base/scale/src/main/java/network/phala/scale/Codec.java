package network.phala.scale;

import network.phala.primitives.Bytes;

/// Writes a value as SCALE, reads it back, and describes its type.
public interface Codec<T> {
    void encode(T value, ScaleWriter out);

    /// Reads one value at the reader's position.
    ///
    /// @throws DecodeException when the bytes are not an encoding of this type
    T decode(ScaleReader in) throws DecodeException;

    /// The type as metadata describes it.
    TypeRef type();

    default Bytes encode(T value) {
        ScaleWriter out = new ScaleWriter();
        encode(value, out);
        return out.toBytes();
    }

    /// Decodes the whole of `bytes`; bytes left over are an error.
    default T decodeAll(Bytes bytes) throws DecodeException {
        ScaleReader in = new ScaleReader(bytes);
        T value = decode(in);
        in.expectEnd();
        return value;
    }

    /// Decodes the beginning of `bytes` and ignores what follows, as Substrate does for storage values and messages.
    default T decodePrefix(Bytes bytes) throws DecodeException {
        return decode(new ScaleReader(bytes));
    }
}
