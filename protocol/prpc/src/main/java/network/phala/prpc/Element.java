package network.phala.prpc;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import network.phala.primitives.Bytes;
import network.phala.scale.DecodeException;

/// How one value of a kind stands in protobuf and in JSON.
interface Element {
    int wireType();

    Object defaultValue();

    void write(Object value, ProtoWriter out);

    Object read(ProtoReader in) throws DecodeException;

    JsonValue toJson(Object value);

    Object fromJson(JsonValue json) throws DecodeException;

    static DecodeException unexpected(String expected, JsonValue found) {
        String kind = found.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
        return new DecodeException(0, "JSON: expected " + expected + ", found " + kind);
    }

    /// An unsigned number of the given width; `int` or `long` in Java.
    record Unsigned(int bits) implements Element {
        @Override
        public int wireType() {
            return ProtoWriter.VARINT;
        }

        @Override
        public Object defaultValue() {
            return box(0);
        }

        @Override
        public void write(Object value, ProtoWriter out) {
            out.varint(unbox(value));
        }

        @Override
        public Object read(ProtoReader in) throws DecodeException {
            return box(in.varint());
        }

        @Override
        public JsonValue toJson(Object value) {
            return new JsonValue.Number(Long.toUnsignedString(unbox(value)));
        }

        @Override
        public Object fromJson(JsonValue json) throws DecodeException {
            if (json instanceof JsonValue.Number(String text) && text.length() <= 20 && text.matches("[0-9]+")) {
                BigInteger number = new BigInteger(text);
                if (number.bitLength() <= bits) {
                    return box(number.longValue());
                }
            }
            throw unexpected("an unsigned number of " + bits + " bits", json);
        }

        private Object box(long value) {
            return bits == 32 ? (Object) (int) value : (Object) value;
        }

        private long unbox(Object value) {
            return bits == 32 ? Integer.toUnsignedLong((Integer) value) : (Long) value;
        }
    }

    record Flag() implements Element {
        @Override
        public int wireType() {
            return ProtoWriter.VARINT;
        }

        @Override
        public Object defaultValue() {
            return false;
        }

        @Override
        public void write(Object value, ProtoWriter out) {
            out.varint((Boolean) value ? 1 : 0);
        }

        @Override
        public Object read(ProtoReader in) throws DecodeException {
            return in.varint() != 0;
        }

        @Override
        public JsonValue toJson(Object value) {
            return new JsonValue.Bool((Boolean) value);
        }

        @Override
        public Object fromJson(JsonValue json) throws DecodeException {
            if (json instanceof JsonValue.Bool(boolean value)) {
                return value;
            }
            throw unexpected("true or false", json);
        }
    }

    record Text() implements Element {
        @Override
        public int wireType() {
            return ProtoWriter.SIZED;
        }

        @Override
        public Object defaultValue() {
            return "";
        }

        @Override
        public void write(Object value, ProtoWriter out) {
            out.sized(((String) value).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }

        @Override
        public Object read(ProtoReader in) throws DecodeException {
            return in.text();
        }

        @Override
        public JsonValue toJson(Object value) {
            return new JsonValue.Text((String) value);
        }

        @Override
        public Object fromJson(JsonValue json) throws DecodeException {
            if (json instanceof JsonValue.Text(String value)) {
                return value;
            }
            throw unexpected("a string", json);
        }
    }

    /// In JSON an array of numbers 0..255.
    record ByteString() implements Element {
        @Override
        public int wireType() {
            return ProtoWriter.SIZED;
        }

        @Override
        public Object defaultValue() {
            return Bytes.EMPTY;
        }

        @Override
        public void write(Object value, ProtoWriter out) {
            out.sized(((Bytes) value).unsafeArray());
        }

        @Override
        public Object read(ProtoReader in) throws DecodeException {
            return Bytes.wrap(in.sized());
        }

        @Override
        public JsonValue toJson(Object value) {
            Bytes bytes = (Bytes) value;
            List<JsonValue> items = new ArrayList<>(bytes.size());
            for (int i = 0; i < bytes.size(); i++) {
                items.add(new JsonValue.Number(Integer.toString(bytes.unsigned(i))));
            }
            return new JsonValue.Array(items);
        }

        @Override
        public Object fromJson(JsonValue json) throws DecodeException {
            if (!(json instanceof JsonValue.Array(List<JsonValue> items))) {
                throw unexpected("an array of bytes", json);
            }
            byte[] bytes = new byte[items.size()];
            for (int i = 0; i < bytes.length; i++) {
                if (!(items.get(i) instanceof JsonValue.Number(String text))
                        || !text.matches("[0-9]{1,3}")
                        || Integer.parseInt(text) > 255) {
                    throw unexpected("a number 0..255", items.get(i));
                }
                bytes[i] = (byte) Integer.parseInt(text);
            }
            return Bytes.wrap(bytes);
        }
    }

    /// A record inside a record.
    record Message(ProtoCodec<?> codec) implements Element {
        @Override
        public int wireType() {
            return ProtoWriter.SIZED;
        }

        @Override
        public Object defaultValue() {
            return codec.defaultValue();
        }

        @Override
        public void write(Object value, ProtoWriter out) {
            ProtoWriter inner = new ProtoWriter();
            codec.writeFields(value, inner);
            out.sized(inner.toArray());
        }

        @Override
        public Object read(ProtoReader in) throws DecodeException {
            return codec.readFields(in.message());
        }

        @Override
        public JsonValue toJson(Object value) {
            return codec.toJsonValue(value);
        }

        @Override
        public Object fromJson(JsonValue json) throws DecodeException {
            return codec.fromJsonValue(json);
        }
    }
}
