package network.phala.wasm;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/// Writes one class file: the constant pool and the frame around methods.
///
/// Our own few lines instead of `java.lang.classfile`, because a guest's code gives its stack maps for free
/// (every local has one type for the whole method), while the library would find them again by data-flow
/// analysis, which is most of its time and can be driven to quadratic cost by hostile code.
final class ClassWriter {
    private static final int MAJOR_VERSION = 69;
    private static final int ACC_PUBLIC = 0x0001;
    private static final int ACC_STATIC = 0x0008;
    private static final int ACC_FINAL = 0x0010;
    private static final int ACC_SUPER = 0x0020;

    private final ByteBuilder pool = new ByteBuilder();
    private int poolCount = 1;
    private final Map<Object, Integer> indices = new HashMap<>();
    private final ByteBuilder methods = new ByteBuilder();
    private int methodCount;
    private final String name;
    private final String[] interfaces;

    private record Ref(int tag, int first, int second) {}

    private record Number(int tag, long bits) {}

    ClassWriter(String name, String... interfaces) {
        this.name = name;
        this.interfaces = interfaces;
    }

    private int add(Object key) {
        indices.put(key, poolCount);
        return poolCount++;
    }

    int utf8(String text) {
        Integer known = indices.get(text);
        if (known != null) {
            return known;
        }
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        pool.u1(1);
        pool.u2(bytes.length);
        pool.append(bytes, bytes.length);
        return add(text);
    }

    private int ref(int tag, int first, int second) {
        Ref key = new Ref(tag, first, second);
        Integer known = indices.get(key);
        if (known != null) {
            return known;
        }
        pool.u1(tag);
        pool.u2(first);
        if (second >= 0) {
            pool.u2(second);
        }
        return add(key);
    }

    /// Size of the constant pool so far; 65535 is the limit.
    int constants() {
        return poolCount;
    }

    int type(String internalName) {
        return ref(7, utf8(internalName), -1);
    }

    private int member(int tag, String owner, String member, String descriptor) {
        return ref(tag, type(owner), ref(12, utf8(member), utf8(descriptor)));
    }

    int method(String owner, String member, String descriptor) {
        return member(10, owner, member, descriptor);
    }

    int field(String owner, String member, String descriptor) {
        return member(9, owner, member, descriptor);
    }

    private int number(int tag, long bits) {
        Number key = new Number(tag, bits);
        Integer known = indices.get(key);
        if (known != null) {
            return known;
        }
        pool.u1(tag);
        if (tag >= 5) {
            pool.u4((int) (bits >>> 32));
        }
        pool.u4((int) bits);
        int index = add(key);
        poolCount += tag >= 5 ? 1 : 0;
        return index;
    }

    int intConstant(int value) {
        return number(3, value);
    }

    int floatConstant(int bits) {
        return number(4, bits);
    }

    int longConstant(long value) {
        return number(5, value);
    }

    int doubleConstant(long bits) {
        return number(6, bits);
    }

    /// The names of classes and members so far, and all other texts.
    Stream<String> texts() {
        return indices.keySet().stream().filter(String.class::isInstance).map(String.class::cast);
    }

    /// Adds a method made of the given code.
    void add(boolean isStatic, String method, String descriptor, CodeWriter code) {
        methods.u2(ACC_PUBLIC | (isStatic ? ACC_STATIC : 0));
        methods.u2(utf8(method));
        methods.u2(utf8(descriptor));
        methods.u2(1);
        methods.u2(utf8("Code"));
        boolean framed = code.frameCount > 0;
        int mapName = framed ? utf8("StackMapTable") : 0;
        boolean handled = code.handler[3] != 0;
        methods.u4(12 + code.out.size + (handled ? 8 : 0) + (framed ? 8 + code.frames.size : 0));
        methods.u2(code.stackMax);
        methods.u2(code.localsMax);
        methods.u4(code.out.size);
        methods.append(code.out);
        methods.u2(handled ? 1 : 0);
        for (int i = 0; handled && i < 4; i++) {
            methods.u2(code.handler[i]);
        }
        methods.u2(framed ? 1 : 0);
        if (framed) {
            methods.u2(mapName);
            methods.u4(2 + code.frames.size);
            methods.u2(code.frameCount);
            methods.append(code.frames);
        }
        methodCount++;
    }

    /// Adds the public constructor without arguments.
    void addConstructor() {
        CodeWriter code = new CodeWriter(this);
        code.stackMax = 1;
        code.localsMax = 1;
        code.load(Op.REFERENCE, 0);
        code.op(183);
        code.out.u2(method("java/lang/Object", "<init>", "()V"));
        code.op(177);
        add(false, "<init>", "()V", code);
    }

    byte[] finish() {
        int self = type(name);
        int parent = type("java/lang/Object");
        int[] faces = Arrays.stream(interfaces).mapToInt(this::type).toArray();
        if (poolCount > 65535 || methodCount > 65535) {
            throw new IllegalStateException("class " + name + " has " + poolCount + " constants");
        }
        ByteBuilder out = new ByteBuilder();
        out.u4(0xcafebabe);
        out.u2(0);
        out.u2(MAJOR_VERSION);
        out.u2(poolCount);
        out.append(pool);
        out.u2(ACC_PUBLIC | ACC_FINAL | ACC_SUPER);
        out.u2(self);
        out.u2(parent);
        out.u2(faces.length);
        for (int face : faces) {
            out.u2(face);
        }
        out.u2(0);
        out.u2(methodCount);
        out.append(methods);
        out.u2(0);
        return Arrays.copyOf(out.bytes, out.size);
    }
}
