package network.phala.wasm;

import java.util.concurrent.atomic.AtomicReferenceArray;

/// All functions by the interpreter, each translated when it is first called.
final class InterpretedCode implements Code {
    private final WasmModule module;
    private final AtomicReferenceArray<FunctionCode> translated;

    InterpretedCode(WasmModule module) {
        this.module = module;
        this.translated = new AtomicReferenceArray<>(module.functionCount() - module.importedFunctions);
    }

    private FunctionCode function(int index) {
        int own = index - module.importedFunctions;
        FunctionCode code = translated.get(own);
        if (code == null) {
            code = module.translate(index);
            translated.set(own, code);
        }
        return code;
    }

    FuncType type(int function) {
        return module.functionType(function);
    }

    int canonicalType(int type) {
        return module.canonicalType[type];
    }

    boolean isImported(int function) {
        return module.isImported(function);
    }

    @Override
    public long call(Store store, int function, long[] args, int stack) throws Trap {
        Store.checkStack(stack);
        int top = Store.cells(stack);
        Interpreter.reserve(store, top);
        System.arraycopy(args, 0, store.values, top - args.length, args.length);
        return Interpreter.run(store, this, function(function), stack);
    }

    /// A call between interpreted functions: the arguments are where the callee expects them.
    long callFromInterpreter(Store store, int function, int params, int stack) throws Trap {
        return Interpreter.run(store, this, function(function), stack);
    }
}
