package network.phala.wasm;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Functions by the interpreter, each translated when it is first called. Either all functions of a module, or
/// those that the compiler could not take; calls to the others then go back to compiled code.
final class InterpretedCode implements Code {
    private final WasmModule module;
    private final @Nullable CompiledCode compiled;
    private final AtomicReferenceArray<FunctionCode> translated;
    /// 1 for each own function that is interpreted although there is a compiler.
    private final AtomicIntegerArray kept;

    InterpretedCode(WasmModule module, @Nullable CompiledCode compiled) {
        this.module = module;
        this.compiled = compiled;
        this.translated = new AtomicReferenceArray<>(module.functionCount() - module.importedFunctions);
        this.kept = new AtomicIntegerArray(translated.length());
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

    /// Marks a function as one to interpret.
    void keep(int function) {
        kept.set(function - module.importedFunctions, 1);
    }

    boolean isKept(int function) {
        return kept.get(function - module.importedFunctions) != 0;
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

    /// A call between functions; the arguments are where an interpreted callee expects them.
    long callFromInterpreter(Store store, int function, int params, int stack) throws Trap {
        if (compiled == null || compiled.isInterpreted(function)) {
            return Interpreter.run(store, this, function(function), stack);
        }
        Store.checkStack(stack);
        int top = Store.cells(stack);
        long[] args = new long[params];
        System.arraycopy(store.values, top - params, args, 0, params);
        return compiled.call(store, function, args, stack);
    }
}
