package network.phala.prpc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.phala.scale.DecodeException;

/// How a field holds its values: one, at most one, many, or a map.
sealed interface FieldType {
    Object defaultValue();

    void write(int number, Object value, ProtoWriter out);

    /// The field's value after reading one more occurrence of it.
    Object read(int wireType, Object before, ProtoReader in) throws DecodeException;

    JsonValue toJson(Object value);

    Object fromJson(JsonValue json) throws DecodeException;

    private static void require(Element element, int wireType, ProtoReader in) throws DecodeException {
        if (wireType != element.wireType()) {
            throw in.error("wire type " + wireType + "; expected " + element.wireType());
        }
    }

    /// Left out when it is the default.
    record Single(Element element) implements FieldType {
        @Override
        public Object defaultValue() {
            return element.defaultValue();
        }

        @Override
        public void write(int number, Object value, ProtoWriter out) {
            if (!value.equals(element.defaultValue())) {
                out.tag(number, element.wireType());
                element.write(value, out);
            }
        }

        @Override
        public Object read(int wireType, Object before, ProtoReader in) throws DecodeException {
            require(element, wireType, in);
            return element.read(in);
        }

        @Override
        public JsonValue toJson(Object value) {
            return element.toJson(value);
        }

        @Override
        public Object fromJson(JsonValue json) throws DecodeException {
            return element.fromJson(json);
        }
    }

    record AtMostOne(Element element) implements FieldType {
        @Override
        public Object defaultValue() {
            return Optional.empty();
        }

        @Override
        public void write(int number, Object value, ProtoWriter out) {
            ((Optional<?>) value).ifPresent(present -> {
                out.tag(number, element.wireType());
                element.write(present, out);
            });
        }

        @Override
        public Object read(int wireType, Object before, ProtoReader in) throws DecodeException {
            require(element, wireType, in);
            return Optional.of(element.read(in));
        }

        @Override
        public JsonValue toJson(Object value) {
            Optional<?> optional = (Optional<?>) value;
            return optional.isPresent() ? element.toJson(optional.get()) : new JsonValue.Null();
        }

        @Override
        public Object fromJson(JsonValue json) throws DecodeException {
            return json instanceof JsonValue.Null ? Optional.empty() : Optional.of(element.fromJson(json));
        }
    }

    /// Numbers are packed when written; both forms are read.
    record Many(Element element) implements FieldType {
        @Override
        public Object defaultValue() {
            return List.of();
        }

        @Override
        public void write(int number, Object value, ProtoWriter out) {
            List<?> items = (List<?>) value;
            if (element.wireType() == ProtoWriter.VARINT && !items.isEmpty()) {
                ProtoWriter packed = new ProtoWriter();
                items.forEach(item -> element.write(item, packed));
                out.tag(number, ProtoWriter.SIZED);
                out.sized(packed.toArray());
                return;
            }
            for (Object item : items) {
                out.tag(number, element.wireType());
                element.write(item, out);
            }
        }

        @Override
        public Object read(int wireType, Object before, ProtoReader in) throws DecodeException {
            List<Object> items = before instanceof ArrayList<?> list ? cast(list) : new ArrayList<>();
            if (element.wireType() == ProtoWriter.VARINT && wireType == ProtoWriter.SIZED) {
                ProtoReader packed = in.message();
                while (!packed.atEnd()) {
                    items.add(element.read(packed));
                }
                return items;
            }
            require(element, wireType, in);
            items.add(element.read(in));
            return items;
        }

        @SuppressWarnings("unchecked")
        private static List<Object> cast(ArrayList<?> list) {
            return (List<Object>) list;
        }

        @Override
        public JsonValue toJson(Object value) {
            return new JsonValue.Array(
                    ((List<?>) value).stream().map(element::toJson).toList());
        }

        @Override
        public Object fromJson(JsonValue json) throws DecodeException {
            if (!(json instanceof JsonValue.Array(List<JsonValue> values))) {
                throw Element.unexpected("an array", json);
            }
            List<Object> items = new ArrayList<>(values.size());
            for (JsonValue value : values) {
                items.add(element.fromJson(value));
            }
            return items;
        }
    }

    /// Each entry is a message with the key as field 1 and the value as field 2; in JSON keys are strings.
    record Mapping(Element key, Element value) implements FieldType {
        @Override
        public Object defaultValue() {
            return Map.of();
        }

        @Override
        public void write(int number, Object map, ProtoWriter out) {
            ((Map<?, ?>) map).forEach((entryKey, entryValue) -> {
                ProtoWriter entry = new ProtoWriter();
                new Single(key).write(1, entryKey, entry);
                new Single(value).write(2, entryValue, entry);
                out.tag(number, ProtoWriter.SIZED);
                out.sized(entry.toArray());
            });
        }

        @Override
        public Object read(int wireType, Object before, ProtoReader in) throws DecodeException {
            if (wireType != ProtoWriter.SIZED) {
                throw in.error("wire type " + wireType + "; expected a map entry");
            }
            ProtoReader entry = in.message();
            Object entryKey = key.defaultValue();
            Object entryValue = value.defaultValue();
            while (!entry.atEnd()) {
                int tag = (int) entry.varint();
                switch (tag >>> 3) {
                    case 1 -> entryKey = new Single(key).read(tag & 7, entryKey, entry);
                    case 2 -> entryValue = new Single(value).read(tag & 7, entryValue, entry);
                    default -> entry.skip(tag & 7);
                }
            }
            Map<Object, Object> map = new TreeMap<>((Map<?, ?>) before);
            map.put(entryKey, entryValue);
            return map;
        }

        @Override
        public JsonValue toJson(Object map) {
            Map<String, JsonValue> members = new LinkedHashMap<>();
            ((Map<?, ?>) map).forEach((entryKey, entryValue) -> members.put(name(entryKey), value.toJson(entryValue)));
            return new JsonValue.Object(members);
        }

        private String name(Object entryKey) {
            return entryKey instanceof String text ? text : ((JsonValue.Number) key.toJson(entryKey)).text();
        }

        @Override
        public Object fromJson(JsonValue json) throws DecodeException {
            if (!(json instanceof JsonValue.Object(Map<String, JsonValue> members))) {
                throw Element.unexpected("an object", json);
            }
            Map<Object, Object> map = new TreeMap<>();
            for (Map.Entry<String, JsonValue> member : members.entrySet()) {
                JsonValue name = key instanceof Element.Text
                        ? new JsonValue.Text(member.getKey())
                        : new JsonValue.Number(member.getKey());
                map.put(key.fromJson(name), value.fromJson(member.getValue()));
            }
            return map;
        }
    }
}
