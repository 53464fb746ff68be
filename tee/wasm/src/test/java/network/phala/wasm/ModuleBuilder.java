package network.phala.wasm;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import network.phala.primitives.Bytes;
import org.jspecify.annotations.Nullable;

/// Assembles small modules for tests: sections in their order, one function after another.
final class ModuleBuilder {
    /// Bytes being written.
    static final class Out {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Out raw(int... values) {
            for (int value : values) {
                bytes.write(value);
            }
            return this;
        }

        Out raw(byte[] values) {
            bytes.writeBytes(values);
            return this;
        }

        Out u32(long value) {
            long rest = value & 0xffffffffL;
            while (rest >= 0x80) {
                bytes.write((int) (rest & 0x7f | 0x80));
                rest >>>= 7;
            }
            bytes.write((int) rest);
            return this;
        }

        Out s64(long value) {
            long rest = value;
            while (true) {
                int low = (int) (rest & 0x7f);
                rest >>= 7;
                if (rest == 0 && (low & 0x40) == 0 || rest == -1 && (low & 0x40) != 0) {
                    bytes.write(low);
                    return this;
                }
                bytes.write(low | 0x80);
            }
        }

        Out name(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            return u32(utf8.length).raw(utf8);
        }

        Out op(int opcode, long... immediates) {
            raw(opcode);
            for (long immediate : immediates) {
                u32(immediate);
            }
            return this;
        }

        Out i32(int value) {
            return raw(0x41).s64(value);
        }

        Out i64(long value) {
            return raw(0x42).s64(value);
        }

        Out f32(float value) {
            int bits = Float.floatToRawIntBits(value);
            return raw(0x43, bits, bits >> 8, bits >> 16, bits >> 24);
        }

        Out f64(double value) {
            long bits = Double.doubleToRawLongBits(value);
            raw(0x44);
            for (int i = 0; i < 64; i += 8) {
                bytes.write((int) (bits >> i));
            }
            return this;
        }

        int size() {
            return bytes.size();
        }

        byte[] toArray() {
            return bytes.toByteArray();
        }
    }

    private final List<FuncType> types = new ArrayList<>();
    private final List<Consumer<Out>> imports = new ArrayList<>();
    private final List<Integer> functions = new ArrayList<>();
    private final List<byte[]> bodies = new ArrayList<>();
    private final List<Consumer<Out>> globals = new ArrayList<>();
    private final List<Consumer<Out>> exports = new ArrayList<>();
    private final List<Consumer<Out>> elements = new ArrayList<>();
    private final List<Consumer<Out>> data = new ArrayList<>();
    private int importedFunctions;
    private long table = -1;
    private long memory = -1;
    private long memoryMaximum = -1;
    private int start = -1;
    private @Nullable Random chooser;

    /// From here on, where several types are equal, each use of them takes any.
    ModuleBuilder anyOfEqualTypes(Random chooser) {
        this.chooser = chooser;
        return this;
    }

    int type(FuncType type) {
        int known = types.indexOf(type);
        if (known < 0) {
            return newType(type);
        }
        if (chooser == null || types.lastIndexOf(type) == known) {
            return known;
        }
        int[] equal = IntStream.range(known, types.size())
                .filter(i -> types.get(i).equals(type))
                .toArray();
        return equal[chooser.nextInt(equal.length)];
    }

    /// Adds a type even if an equal one exists.
    int newType(FuncType type) {
        types.add(type);
        return types.size() - 1;
    }

    int importFunction(String module, String name, FuncType type) {
        int index = type(type);
        imports.add(o -> o.name(module).name(name).raw(0).u32(index));
        return importedFunctions++;
    }

    ModuleBuilder importMemory(int minimum, int maximum) {
        imports.add(o -> o.name("env").name("memory").raw(2, 1).u32(minimum).u32(maximum));
        return this;
    }

    ModuleBuilder memory(long minimum) {
        memory = minimum;
        return this;
    }

    ModuleBuilder memory(long minimum, long maximum) {
        memoryMaximum = maximum;
        return memory(minimum);
    }

    ModuleBuilder table(long size) {
        table = size;
        return this;
    }

    ModuleBuilder global(ValueType type, boolean mutable, Consumer<Out> initial) {
        globals.add(o -> {
            o.raw(type.code(), mutable ? 1 : 0);
            initial.accept(o);
            o.raw(0x0b);
        });
        return this;
    }

    ModuleBuilder element(int offset, int... functionIndices) {
        elements.add(o -> {
            o.raw(0).i32(offset).raw(0x0b).u32(functionIndices.length);
            for (int function : functionIndices) {
                o.u32(function);
            }
        });
        return this;
    }

    /// The same in the longer form that names the table and the kind.
    ModuleBuilder explicitElement(int offset, int... functionIndices) {
        elements.add(o -> {
            o.raw(2, 0).i32(offset).raw(0x0b, 0).u32(functionIndices.length);
            for (int function : functionIndices) {
                o.u32(function);
            }
        });
        return this;
    }

    /// Data in the longer form that names the memory.
    ModuleBuilder explicitData(int offset, byte[] bytes) {
        data.add(o -> o.raw(2, 0).i32(offset).raw(0x0b).u32(bytes.length).raw(bytes));
        return this;
    }

    /// A data segment that nothing copies.
    ModuleBuilder passiveData(byte[] bytes) {
        data.add(o -> o.raw(1).u32(bytes.length).raw(bytes));
        return this;
    }

    ModuleBuilder data(int offset, byte[] bytes) {
        data.add(o -> o.raw(0).i32(offset).raw(0x0b).u32(bytes.length).raw(bytes));
        return this;
    }

    /// Adds a function; `code` writes the instructions without the last `end`.
    int function(FuncType type, List<ValueType> locals, Consumer<Out> code) {
        functions.add(type(type));
        Out body = new Out();
        if (locals.size() > 1000 && Set.copyOf(locals).size() == 1) {
            body.u32(1).u32(locals.size()).raw(locals.getFirst().code());
        } else {
            body.u32(locals.size());
            locals.forEach(local -> body.u32(1).raw(local.code()));
        }
        code.accept(body);
        body.raw(0x0b);
        bodies.add(body.toArray());
        return importedFunctions + functions.size() - 1;
    }

    /// Adds a function from the bytes of its body.
    int rawFunction(FuncType type, byte[] body) {
        functions.add(type(type));
        bodies.add(body);
        return importedFunctions + functions.size() - 1;
    }

    ModuleBuilder export(String name, int function) {
        exports.add(o -> o.name(name).raw(0).u32(function));
        return this;
    }

    ModuleBuilder exportMemory(String name) {
        exports.add(o -> o.name(name).raw(2).u32(0));
        return this;
    }

    ModuleBuilder start(int function) {
        start = function;
        return this;
    }

    Bytes build() {
        Out out = new Out();
        out.raw(0, 'a', 's', 'm', 1, 0, 0, 0);
        section(
                out,
                1,
                types.size(),
                types.stream()
                        .<Consumer<Out>>map(t -> o -> {
                            o.raw(0x60).u32(t.params().size());
                            t.params().forEach(p -> o.raw(p.code()));
                            o.u32(t.results().size());
                            t.results().forEach(p -> o.raw(p.code()));
                        })
                        .toList());
        section(out, 2, imports.size(), imports);
        section(
                out,
                3,
                functions.size(),
                functions.stream().<Consumer<Out>>map(t -> o -> o.u32(t)).toList());
        if (table >= 0) {
            section(out, 4, 1, List.of(o -> o.raw(0x70, 0).u32(table)));
        }
        if (memory >= 0) {
            section(
                    out,
                    5,
                    1,
                    List.of(
                            memoryMaximum < 0
                                    ? o -> o.raw(0).u32(memory)
                                    : o -> o.raw(1).u32(memory).u32(memoryMaximum)));
        }
        section(out, 6, globals.size(), globals);
        section(out, 7, exports.size(), exports);
        if (start >= 0) {
            section(out, 8, start, List.of());
        }
        section(out, 9, elements.size(), elements);
        section(
                out,
                10,
                bodies.size(),
                bodies.stream()
                        .<Consumer<Out>>map(b -> o -> o.u32(b.length).raw(b))
                        .toList());
        section(out, 11, data.size(), data);
        return Bytes.of(out.toArray());
    }

    private static void section(Out out, int id, int count, List<Consumer<Out>> items) {
        if (items.isEmpty() && id != 8) {
            return;
        }
        Out content = new Out();
        content.u32(count);
        items.forEach(item -> item.accept(content));
        out.raw(id).u32(content.size()).raw(content.toArray());
    }
}
