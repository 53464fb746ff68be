package network.phala.wasm;

import java.util.ArrayList;
import java.util.List;
import network.phala.primitives.Bytes;

/// Rewrites a module so that it counts its own gas: it imports one more function, `(i64) -> ()`, and calls it at the
/// beginning of each block of instructions with their cost. Indices of functions move by one.
///
/// The result is byte for byte that of wasm-instrument 0.4 with a host function (gas_metering/mod.rs, inject) and
/// parity-wasm 0.45: sections in their order, empty ones left out, custom ones last and backwards, numbers in their
/// shortest form.
public final class GasInjection {
    private static final int FUNCTION_TYPE = 0x60;
    private static final int I64 = 0x7e;
    private static final int CALL = 0x10;
    private static final int CALL_INDIRECT = 0x11;
    private static final int I64_CONST = 0x42;
    private static final int END = 0x0b;

    private final byte[] code;
    private final InstructionCosts costs;
    private final LebWriter[] sections = new LebWriter[12];
    private final List<LebWriter> custom = new ArrayList<>();
    private final IntList parameters = new IntList();
    private int gasType = -1;
    private int gasFunction;

    private GasInjection(byte[] code, InstructionCosts costs) {
        this.code = code;
        this.costs = costs;
    }

    /// Rewrites a valid module. Where parity-wasm reads it in another way than validation did (an access or a segment
    /// that names its memory), it is rewritten as parity-wasm reads it; the result has to be validated again.
    ///
    /// @param module from where the function is imported
    /// @param name the function's name there
    /// @throws WasmDecodeException for an instruction without a cost, or what parity-wasm does not read
    public static Bytes inject(Bytes code, String module, String name, InstructionCosts costs)
            throws WasmDecodeException {
        GasInjection injection = new GasInjection(code.unsafeArray(), costs);
        injection.read(module, name);
        return Bytes.wrap(injection.write());
    }

    private void read(String module, String name) throws WasmDecodeException {
        ByteReader in = new ByteReader(code, 8, code.length);
        List<ByteReader> found = new ArrayList<>();
        for (int i = 0; i < sections.length; i++) {
            found.add(new ByteReader(code, 0, 0));
        }
        while (!in.atEnd()) {
            int id = in.u8();
            ByteReader content = in.slice(in.u32());
            if (id >= sections.length) {
                throw in.error("section " + id + " cannot be rewritten");
            }
            if (id == 0) {
                customSection(content);
            } else {
                found.set(id, content);
            }
        }
        types(found.get(1));
        imports(found.get(2), module, name);
        items(3, found.get(3), (from, to) -> to.u32(from.u32()));
        items(4, found.get(4), (from, to) -> {
            to.u8(from.u8());
            limits(from, to);
        });
        items(5, found.get(5), this::limits);
        items(6, found.get(6), (from, to) -> {
            to.u8(from.u8());
            to.u8(from.u8());
            expression(from, to);
        });
        items(7, found.get(7), this::export);
        if (!found.get(8).atEnd()) {
            sections[8] = new LebWriter();
            sections[8].u32(moved(found.get(8).u32()));
        }
        items(9, found.get(9), this::element);
        items(10, found.get(10), this::body);
        items(11, found.get(11), (from, to) -> {
            segmentStart(from, to);
            bytes(from, to);
        });
    }

    private byte[] write() {
        LebWriter out = new LebWriter();
        out.raw(code, 0, 8);
        for (int id = 1; id < sections.length; id++) {
            if (sections[id] != null) {
                out.u8(id);
                out.sized(sections[id]);
            }
        }
        for (LebWriter section : custom.reversed()) {
            out.u8(0);
            out.sized(section);
        }
        return out.toArray();
    }

    private interface Item {
        void rewrite(ByteReader from, LebWriter to) throws WasmDecodeException;
    }

    /// A section that is a list; an empty one is left out.
    private void items(int id, ByteReader in, Item item) throws WasmDecodeException {
        int count = in.atEnd() ? 0 : in.u32();
        if (count == 0) {
            return;
        }
        LebWriter out = new LebWriter();
        out.u32(count);
        for (int i = 0; i < count; i++) {
            item.rewrite(in, out);
        }
        if (!in.atEnd()) {
            throw in.error("section " + id + " goes on behind its " + count + " entries");
        }
        sections[id] = out;
    }

    private void customSection(ByteReader in) throws WasmDecodeException {
        LebWriter out = new LebWriter();
        bytes(in, out);
        out.raw(code, in.position(), in.remaining());
        custom.add(out);
    }

    private void types(ByteReader in) throws WasmDecodeException {
        int count = in.atEnd() ? 0 : in.u32();
        LebWriter out = new LebWriter();
        for (int i = 0; i < count; i++) {
            in.skip(1);
            int params = in.u32();
            int firstParam = in.skip(params);
            int results = in.u32();
            int firstResult = in.skip(results);
            if (gasType < 0 && params == 1 && results == 0 && (code[firstParam] & 0xff) == I64) {
                gasType = i;
            }
            parameters.add(params);
            out.u8(FUNCTION_TYPE);
            out.u32(params);
            out.raw(code, firstParam, params);
            out.u32(results);
            out.raw(code, firstResult, results);
        }
        if (gasType < 0) {
            gasType = count++;
            parameters.add(1);
            out.u8(FUNCTION_TYPE);
            out.u32(1);
            out.u8(I64);
            out.u32(0);
        }
        sections[1] = counted(count, out);
    }

    private static LebWriter counted(int count, LebWriter items) {
        LebWriter section = new LebWriter();
        section.u32(count);
        section.copy(items, 0, items.size());
        return section;
    }

    private void imports(ByteReader in, String module, String name) throws WasmDecodeException {
        int count = in.atEnd() ? 0 : in.u32();
        LebWriter out = new LebWriter();
        for (int i = 0; i < count; i++) {
            bytes(in, out);
            bytes(in, out);
            int kind = in.u8();
            out.u8(kind);
            switch (kind) {
                case 0 -> {
                    out.u32(in.u32());
                    gasFunction++;
                }
                case 2 -> limits(in, out);
                default -> throw in.error("import of kind " + kind + "; expected functions and a memory");
            }
        }
        text(module, out);
        text(name, out);
        out.u8(0);
        out.u32(gasType);
        sections[2] = counted(count + 1, out);
    }

    private static void text(String text, LebWriter out) {
        byte[] bytes = Bytes.ofUtf8(text).toArray();
        out.u32(bytes.length);
        out.raw(bytes, 0, bytes.length);
    }

    private void bytes(ByteReader in, LebWriter out) throws WasmDecodeException {
        int length = in.u32();
        out.u32(length);
        out.raw(code, in.skip(length), length);
    }

    private void limits(ByteReader in, LebWriter out) throws WasmDecodeException {
        int flags = in.u8();
        out.u8(flags);
        out.u32(in.u32());
        if (flags != 0) {
            out.u32(in.u32());
        }
    }

    private int moved(int function) {
        return Integer.compareUnsigned(function, gasFunction) >= 0 ? function + 1 : function;
    }

    private void export(ByteReader in, LebWriter out) throws WasmDecodeException {
        bytes(in, out);
        int kind = in.u8();
        out.u8(kind);
        int index = in.u32();
        out.u32(kind == 0 ? moved(index) : index);
    }

    /// parity-wasm takes what later became flags for the index of a table or memory, and what may follow the flags for
    /// instructions.
    private void segmentStart(ByteReader in, LebWriter out) throws WasmDecodeException {
        out.u32(in.u32());
        expression(in, out);
    }

    private void element(ByteReader in, LebWriter out) throws WasmDecodeException {
        segmentStart(in, out);
        int count = in.u32();
        out.u32(count);
        for (int i = 0; i < count; i++) {
            out.u32(moved(in.u32()));
        }
    }

    /// An initial value: whatever instructions up to `end`.
    private void expression(ByteReader in, LebWriter out) throws WasmDecodeException {
        int opcode;
        do {
            opcode = in.u8();
            out.u8(opcode);
            switch (opcode) {
                case 0x02, 0x03, 0x04 -> blockType(in, out);
                case 0x0c, 0x0d, CALL -> out.u32(in.u32());
                case 0x0e -> {
                    int entries = in.u32();
                    out.u32(entries);
                    for (long i = 0; i <= Integer.toUnsignedLong(entries); i++) {
                        out.u32(in.u32());
                    }
                }
                case CALL_INDIRECT -> {
                    out.u32(in.u32());
                    zero(in, out);
                }
                default -> immediates(opcode, in, out);
            }
        } while (opcode != END);
    }

    private static void blockType(ByteReader in, LebWriter out) throws WasmDecodeException {
        int type = in.s32();
        if (type != -0x40 && (type < -4 || type > -1)) {
            throw in.error("block type " + type + "; expected nothing or one number");
        }
        out.s64(type);
    }

    /// The index of the only table or memory, one byte.
    private static void zero(ByteReader in, LebWriter out) throws WasmDecodeException {
        int index = in.u8();
        if (index != 0) {
            throw in.error("table or memory " + index + "; expected 0");
        }
        out.u8(0);
    }

    private void body(ByteReader in, LebWriter out) throws WasmDecodeException {
        ByteReader body = in.slice(in.u32());
        LebWriter written = new LebWriter();
        int groups = body.u32();
        written.u32(groups);
        long locals = 0;
        for (int i = 0; i < groups; i++) {
            int count = body.u32();
            locals += Integer.toUnsignedLong(count);
            written.u32(count);
            written.u8(body.u8());
        }
        MeteredBlocks blocks = new MeteredBlocks(known(costs.locals(locals), locals + " locals", body));
        LebWriter instructions = new LebWriter();
        IntList starts = new IntList();
        while (blocks.depth() > 0) {
            starts.add(instructions.size());
            instruction(starts.size - 1, body, instructions, blocks);
        }
        if (!body.atEnd()) {
            throw body.error("the function goes on behind its end");
        }
        int copied = 0;
        for (MeteredBlocks.Block block : blocks.finished()) {
            int at = starts.get(block.start());
            written.copy(instructions, copied, at);
            written.u8(I64_CONST);
            written.s64(block.cost());
            written.u8(CALL);
            written.u32(gasFunction);
            copied = at;
        }
        written.copy(instructions, copied, instructions.size());
        out.sized(written);
    }

    private void instruction(int at, ByteReader in, LebWriter out, MeteredBlocks blocks) throws WasmDecodeException {
        int opcode = in.u8();
        out.u8(opcode);
        switch (opcode) {
            case 0x02 -> {
                blockType(in, out);
                blocks.block(cost(opcode, in));
            }
            case 0x03, 0x04 -> {
                blockType(in, out);
                blocks.newBlock(at, cost(opcode, in), opcode == 0x03);
            }
            case 0x05 -> blocks.otherwise(at);
            case END -> blocks.end(at);
            case 0x0c, 0x0d -> {
                int label = in.u32();
                out.u32(label);
                blocks.add(cost(opcode, in));
                blocks.branched(at);
                target(label, in, blocks);
            }
            case 0x0e -> branchTable(at, in, out, blocks);
            case 0x0f -> {
                blocks.add(cost(opcode, in));
                blocks.branched(at);
                blocks.targetFunction();
            }
            case CALL -> {
                out.u32(moved(in.u32()));
                blocks.add(cost(opcode, in));
            }
            case CALL_INDIRECT -> {
                int type = in.u32();
                if (Integer.compareUnsigned(type, parameters.size) >= 0) {
                    throw in.error("type " + Integer.toUnsignedString(type) + " of " + parameters.size);
                }
                out.u32(type);
                zero(in, out);
                blocks.add(costs.callIndirect(parameters.get(type)));
            }
            default -> {
                immediates(opcode, in, out);
                blocks.add(cost(opcode, in));
            }
        }
    }

    private int cost(int opcode, ByteReader in) throws WasmDecodeException {
        return known(costs.of(opcode), "instruction 0x" + Integer.toHexString(opcode), in);
    }

    private static int known(int cost, String what, ByteReader in) throws WasmDecodeException {
        if (cost == InstructionCosts.REFUSED) {
            throw in.error(what + " cannot be priced");
        }
        return cost;
    }

    private void branchTable(int at, ByteReader in, LebWriter out, MeteredBlocks blocks) throws WasmDecodeException {
        int entries = in.u32();
        out.u32(entries);
        blocks.add(known(costs.branchTable(entries), "br_table of " + entries + " entries", in));
        blocks.branched(at);
        for (int i = 0; i <= entries; i++) {
            int label = in.u32();
            out.u32(label);
            target(label, in, blocks);
        }
    }

    private static void target(int label, ByteReader in, MeteredBlocks blocks) throws WasmDecodeException {
        if (Integer.compareUnsigned(label, blocks.depth()) >= 0) {
            throw in.error("branch to label " + Integer.toUnsignedString(label) + " of " + blocks.depth());
        }
        blocks.target(label);
    }

    /// What follows the opcode of an instruction that neither branches nor calls; an alignment has no flags for
    /// parity-wasm.
    private void immediates(int opcode, ByteReader in, LebWriter out) throws WasmDecodeException {
        switch (opcode) {
            case 0x20, 0x21, 0x22, 0x23, 0x24 -> out.u32(in.u32());
            case 0x3f, 0x40 -> zero(in, out);
            case 0x41 -> out.s64(in.s32());
            case 0x42 -> out.s64(in.s64());
            case 0x43 -> out.raw(code, in.skip(4), 4);
            case 0x44 -> out.raw(code, in.skip(8), 8);
            default -> {
                if (opcode >= Op.LOAD_FIRST && opcode <= Op.STORE_LAST) {
                    out.u32(in.u32());
                    out.u32(in.u32());
                } else if (!isOfFirstEdition(opcode)) {
                    throw in.error("instruction 0x" + Integer.toHexString(opcode) + " is unknown");
                }
            }
        }
    }

    private static boolean isOfFirstEdition(int opcode) {
        return opcode <= 0x05
                || opcode >= END && opcode <= CALL_INDIRECT
                || opcode == 0x1a
                || opcode == 0x1b
                || opcode >= 0x20 && opcode <= 0x24
                || opcode >= Op.LOAD_FIRST && opcode <= 0xbf;
    }
}
