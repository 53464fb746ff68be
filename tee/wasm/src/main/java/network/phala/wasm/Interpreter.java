package network.phala.wasm;

import java.util.Arrays;

/// Runs translated code step by step. Slow, small and plain: the oracle of the compiler, and the engine of
/// functions that no JVM method can hold.
///
/// Locals and operands live in [Store#values] at the places where wasmi has them. i32 are kept sign-extended,
/// f32 as their bits sign-extended.
final class Interpreter {
    private Interpreter() {}

    static void reserve(Store store, int cells) {
        if (store.values.length < cells) {
            int size = Math.min(Store.CELLS_MAX, Math.max(cells, Math.max(1024, store.values.length * 2)));
            store.values = Arrays.copyOf(store.values, size);
        }
    }

    /// Runs one function whose arguments lie on top of the used cells.
    static long run(Store store, InterpretedCode all, FunctionCode function, int stack) throws Trap {
        Store.checkStack(stack + Store.addend(function.cellsNeeded()));
        int params = function.paramCount();
        int top = Store.cells(stack);
        int frame = top - params;
        reserve(store, top + function.cellsNeeded());
        int sp = frame + function.localCount();
        Arrays.fill(store.values, top, sp, 0);
        return new Frame(store, all, function.code, frame, sp, stack).execute();
    }

    /// One activation. The state is in fields so that the instruction groups can be methods small enough to be
    /// compiled.
    private static final class Frame {
        private final Store store;
        private final InterpretedCode all;
        private final int[] code;
        private final int frame;
        private final int stack;
        private long[] v;
        private int sp;
        private int pc;

        Frame(Store store, InterpretedCode all, int[] code, int frame, int sp, int stack) {
            this.store = store;
            this.all = all;
            this.code = code;
            this.frame = frame;
            this.sp = sp;
            this.stack = stack;
            this.v = store.values;
        }

        long execute() throws Trap {
            while (true) {
                int op = code[pc];
                if (op >= Op.NUMERIC_FIRST) {
                    numeric(op);
                    pc++;
                    continue;
                }
                switch (op) {
                    case Op.CHARGE -> {
                        store.charge(code[pc + 1]);
                        pc += 2;
                    }
                    case Op.LOCAL_GET -> {
                        v[sp++] = v[frame + code[pc + 1]];
                        pc += 2;
                    }
                    case Op.LOCAL_SET -> {
                        v[frame + code[pc + 1]] = v[--sp];
                        pc += 2;
                    }
                    case Op.LOCAL_TEE -> {
                        v[frame + code[pc + 1]] = v[sp - 1];
                        pc += 2;
                    }
                    case Op.BR_IF_ZERO -> pc = (int) v[--sp] == 0 ? code[pc + 1] : pc + 2;
                    case Op.BR_IF -> {
                        if ((int) v[--sp] != 0) {
                            branch(pc + 1);
                        } else {
                            pc += 4;
                        }
                    }
                    case Op.BR -> branch(pc + 1);
                    case Op.BR_TABLE -> {
                        int count = code[pc + 1];
                        int selected = (int) v[--sp];
                        int entry = Integer.compareUnsigned(selected, count - 1) < 0 ? selected : count - 1;
                        int at = pc + 2 + 3 * entry;
                        if (code[at] < 0) {
                            return code[at + 2] == 0 ? 0 : v[sp - 1];
                        }
                        branch(at);
                    }
                    case Op.RETURN -> {
                        return code[pc + 1] == 0 ? 0 : v[sp - 1];
                    }
                    case Op.RETURN_IF -> {
                        if ((int) v[--sp] != 0) {
                            return code[pc + 1] == 0 ? 0 : v[sp - 1];
                        }
                        pc += 2;
                    }
                    case Op.UNREACHABLE -> throw Ops.unreachable();
                    default -> other(op);
                }
            }
        }

        /// Takes the branch whose target, drop and keep lie at `at`.
        private void branch(int at) {
            int drop = code[at + 1];
            if (code[at + 2] != 0) {
                v[sp - 1 - drop] = v[sp - 1];
            }
            sp -= drop;
            pc = code[at];
        }

        private void other(int op) throws Trap {
            switch (op) {
                case Op.CALL -> call(code[pc + 1]);
                case Op.CALL_INDIRECT -> {
                    int type = all.canonicalType(code[pc + 1]);
                    call(store.indirect((int) v[--sp], type));
                }
                case Op.CALL_REFERENCE -> {
                    int type = all.canonicalType(code[pc + 1]);
                    call(store.reference((int) v[--sp], type));
                }
                case Op.BULK -> bulk(BulkOp.of(code[pc + 1]));
                case Op.DROP -> {
                    sp--;
                    pc += 2;
                }
                case Op.SELECT -> {
                    sp -= 2;
                    if ((int) v[sp + 1] == 0) {
                        v[sp - 1] = v[sp];
                    }
                    pc += 2;
                }
                case Op.GLOBAL_GET -> {
                    v[sp++] = store.globals[code[pc + 1]];
                    pc += 2;
                }
                case Op.GLOBAL_SET -> {
                    store.globals[code[pc + 1]] = v[--sp];
                    pc += 2;
                }
                case Op.I32_CONST, Op.F32_CONST -> {
                    v[sp++] = code[pc + 1];
                    pc += 2;
                }
                case Op.I64_CONST, Op.F64_CONST -> {
                    v[sp++] = code[pc + 1] & 0xffffffffL | (long) code[pc + 2] << 32;
                    pc += 3;
                }
                case Op.MEMORY_SIZE -> {
                    v[sp++] = store.memorySize();
                    pc++;
                }
                case Op.MEMORY_GROW -> {
                    v[sp - 1] = store.memoryGrow((int) v[sp - 1]);
                    pc++;
                }
                default -> {
                    if (op >= Op.STORE_FIRST) {
                        sp -= 2;
                        storeValue(op, address(v[sp], op), v[sp + 1]);
                    } else {
                        v[sp - 1] = load(op, address(v[sp - 1], op));
                    }
                    pc += 2;
                }
            }
        }

        private void bulk(BulkOp op) throws WasmTrap {
            sp -= op.operands;
            int result = Bulk.run(op, v, sp, store, code[pc + 2], code[pc + 3]);
            if (op.hasResult) {
                v[sp++] = result;
            }
            pc += 4;
        }

        /// The checked index of the access of the present instruction.
        private int address(long base, int op) throws WasmTrap {
            long address = (base & 0xffffffffL) + (code[pc + 1] & 0xffffffffL);
            if (address + (1L << Op.alignment(op)) > store.mem.length) {
                throw MemoryOps.BOUNDS;
            }
            return (int) address;
        }

        private void call(int callee) throws Trap {
            int word = stack + Store.ONE_CALL + Store.addend(code[pc + 2]);
            FuncType type = all.type(callee);
            int params = type.params().size();
            long result;
            if (all.isImported(callee)) {
                result = store.callHost(callee, Arrays.copyOfRange(v, sp - params, sp), word);
            } else {
                result = all.callFromInterpreter(store, callee, params, word);
                v = store.values;
            }
            sp -= params;
            if (!type.results().isEmpty()) {
                v[sp++] = result;
            }
            pc += 3;
        }

        private long load(int op, int at) {
            byte[] mem = store.mem;
            return switch (op) {
                case 0x28, 0x2a, 0x34 -> (int) MemoryOps.INT.get(mem, at);
                case 0x29, 0x2b -> (long) MemoryOps.LONG.get(mem, at);
                case 0x2c, 0x30 -> mem[at];
                case 0x2d, 0x31 -> mem[at] & 0xff;
                case 0x2e, 0x32 -> (short) MemoryOps.SHORT.get(mem, at);
                case 0x2f, 0x33 -> (short) MemoryOps.SHORT.get(mem, at) & 0xffff;
                case 0x35 -> (int) MemoryOps.INT.get(mem, at) & 0xffffffffL;
                default -> throw new IllegalStateException("opcode " + op);
            };
        }

        private void storeValue(int op, int at, long value) {
            byte[] mem = store.mem;
            switch (op) {
                case 0x36, 0x38, 0x3e -> MemoryOps.INT.set(mem, at, (int) value);
                case 0x37, 0x39 -> MemoryOps.LONG.set(mem, at, value);
                case 0x3a, 0x3c -> mem[at] = (byte) value;
                case 0x3b, 0x3d -> MemoryOps.SHORT.set(mem, at, (short) value);
                default -> throw new IllegalStateException("opcode " + op);
            }
        }

        private void numeric(int op) throws WasmTrap {
            if (Op.second(op) == Op.NONE) {
                v[sp - 1] = Numeric.unary(op, v[sp - 1]);
            } else {
                sp--;
                v[sp - 1] = Numeric.binary(op, v[sp - 1], v[sp]);
            }
        }
    }
}
