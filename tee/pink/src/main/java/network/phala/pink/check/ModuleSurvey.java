package network.phala.pink.check;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.phala.primitives.Bytes;
import org.jspecify.annotations.Nullable;

/// What a module holds, function by function, in words for people: for looking into code before it is uploaded. Reads
/// more than the engine accepts, so that it can say which of it is too much.
///
/// @param functions the module's own functions, in order
/// @param multiValueTypes how many function types have several results
/// @param floatTypes how many function types, globals and locals are of a float type
public record ModuleSurvey(List<Function> functions, int importedFunctions, int multiValueTypes, int floatTypes) {
    /// One function. `index` counts imports first, as tools do; `name` comes from the name section, if that was kept.
    public record Function(int index, Optional<String> name, Map<WasmFeature, Use> uses) {
        /// How people find it: `function 12 (flipper::get)`.
        public String display() {
            return "function " + index + name.map(text -> " (" + text + ")").orElse("");
        }
    }

    /// How often a feature occurs, and where first: byte position in the file.
    public record Use(int count, int firstOffset) {
        Use again() {
            return new Use(count + 1, firstOffset);
        }
    }

    /// Reads the module; code that [WasmInfo#scan] reads does not fail here.
    public static ModuleSurvey of(Bytes code) throws WasmParseException {
        return new Reading(code.unsafeArray()).run();
    }

    /// Functions that use `feature`, in order.
    public List<Function> using(WasmFeature feature) {
        return functions.stream()
                .filter(function -> function.uses().containsKey(feature))
                .toList();
    }

    private static final class Reading {
        private final byte[] bytes;
        private final List<Map<WasmFeature, Use>> bodies = new ArrayList<>();
        private final Map<Integer, String> names = new HashMap<>();
        private int imported;
        private int multiValueTypes;
        private int floatTypes;

        Reading(byte[] bytes) {
            this.bytes = bytes;
        }

        ModuleSurvey run() throws WasmParseException {
            Cursor in = new Cursor(bytes, 0, bytes.length);
            in.take(Math.min(8, bytes.length));
            while (!in.atEnd()) {
                int id = in.u8();
                Cursor content = in.take(Math.min(in.u32(), in.remaining()));
                section(id, content);
            }
            List<Function> functions = new ArrayList<>();
            for (Map<WasmFeature, Use> uses : bodies) {
                int index = imported + functions.size();
                functions.add(new Function(index, Optional.ofNullable(names.get(index)), Map.copyOf(uses)));
            }
            return new ModuleSurvey(List.copyOf(functions), imported, multiValueTypes, floatTypes);
        }

        private void section(int id, Cursor content) throws WasmParseException {
            switch (id) {
                case 0 -> names(content);
                case 1 -> types(content);
                case 2 -> imports(content);
                case 6 -> globals(content);
                case 10 -> code(content);
                default -> {}
            }
        }

        private void types(Cursor in) throws WasmParseException {
            for (long left = in.u32(); left > 0; left--) {
                if (in.u8() != 0x60) {
                    return;
                }
                boolean isFloat = false;
                for (long params = in.u32(); params > 0; params--) {
                    isFloat |= WasmFeature.isFloatType(in.u8());
                }
                long results = in.u32();
                multiValueTypes += results > 1 ? 1 : 0;
                for (; results > 0; results--) {
                    isFloat |= WasmFeature.isFloatType(in.u8());
                }
                floatTypes += isFloat ? 1 : 0;
            }
        }

        private void imports(Cursor in) throws WasmParseException {
            for (long left = in.u32(); left > 0; left--) {
                in.string();
                in.string();
                switch (in.u8()) {
                    case 0 -> {
                        in.u32();
                        imported++;
                    }
                    case 1 -> {
                        in.u8();
                        limits(in);
                    }
                    case 2 -> limits(in);
                    case 3 -> in.take(2);
                    default -> {
                        return;
                    }
                }
            }
        }

        private static void limits(Cursor in) throws WasmParseException {
            boolean hasMaximum = (in.u8() & 1) != 0;
            in.u32();
            if (hasMaximum) {
                in.u32();
            }
        }

        private void globals(Cursor in) throws WasmParseException {
            for (long left = in.u32(); left > 0; left--) {
                floatTypes += WasmFeature.isFloatType(in.u8()) ? 1 : 0;
                in.u8();
                new OperatorScan(in).expression();
            }
        }

        private void code(Cursor in) throws WasmParseException {
            for (long left = in.u32(); left > 0 && !in.atEnd(); left--) {
                bodies.add(function(in.take(Math.min(in.u32(), in.remaining()))));
            }
        }

        private Map<WasmFeature, Use> function(Cursor body) throws WasmParseException {
            Map<WasmFeature, Use> uses = new EnumMap<>(WasmFeature.class);
            OperatorScan operators = new OperatorScan(body);
            for (long groups = body.u32(); groups > 0; groups--) {
                body.u32();
                if (WasmFeature.isFloatType(body.peek())) {
                    count(uses, WasmFeature.FLOAT, body.offset());
                }
                operators.valueType();
            }
            while (!body.atEnd()) {
                int start = body.offset();
                int opcode = operators.next();
                long sub = opcode >= 0xfc ? new Cursor(bytes, start + 1, body.offset()).u32() : 0;
                @Nullable WasmFeature feature = WasmFeature.of(opcode, sub);
                boolean block = opcode >= 0x02 && opcode <= 0x04;
                if (block && WasmFeature.isFloatType(bytes[start + 1] & 0xff)) {
                    feature = WasmFeature.FLOAT;
                } else if (block && (bytes[start + 1] & 0xc0) != 0x40) {
                    feature = WasmFeature.MULTI_VALUE;
                }
                if (feature != null) {
                    count(uses, feature, start);
                }
            }
            return uses;
        }

        private static void count(Map<WasmFeature, Use> uses, WasmFeature feature, int offset) {
            uses.merge(feature, new Use(1, offset), (known, _) -> known.again());
        }

        /// The name section is for people only: a damaged one is no reason to refuse anything.
        private void names(Cursor in) {
            try {
                if (!in.name().equals("name")) {
                    return;
                }
                while (!in.atEnd()) {
                    int kind = in.u8();
                    Cursor content = in.take(in.u32());
                    if (kind == 1) {
                        for (long left = content.u32(); left > 0; left--) {
                            int index = (int) content.u32();
                            names.put(index, RustName.readable(content.name()));
                        }
                    }
                }
            } catch (WasmParseException _) {
                // What was read so far is kept.
            }
        }
    }
}
