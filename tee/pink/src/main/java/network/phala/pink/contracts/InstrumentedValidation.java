package network.phala.pink.contracts;

import network.phala.primitives.Bytes;
import network.phala.wasm.CodeStore;
import network.phala.wasm.Engine;
import network.phala.wasm.GasInjection;
import network.phala.wasm.Limits;
import network.phala.wasm.WasmDecodeException;
import network.phala.wasm.WasmExport;
import network.phala.wasm.WasmImport;
import network.phala.wasm.WasmModule;

/// What code had to be for runtimes 1.0 and 1.1, and its rewriting. Besides what [CodeValidation] wants, the sizes of
/// its parts are limited, it may have no start function, must say how large its memory can become, and may do without a
/// memory.
///
/// Follows substrate frame/contracts/src/wasm/prepare.rs at polkadot-v0.9.41 and v0.9.43.
final class InstrumentedValidation {
    private static final int MAX_TABLE_SIZE = 4096;
    private static final int MAX_GLOBALS = 256;
    private static final int MAX_PARAMETERS = 128;

    private InstrumentedValidation() {}

    /// Rewritten code, its memory in pages, and its compiled form.
    record Prepared(Bytes code, int initialPages, int maximumPages, ContractCode compiled) {}

    static Prepared prepare(
            Bytes code,
            Determinism determinism,
            Metering.InjectedCalls metering,
            HostFunctions functions,
            Engine engine)
            throws CodeRejectedException {
        WasmModule module = CodeValidation.decode(code, CodeStore.Parts.NONE);
        if (determinism == Determinism.ENFORCED && module.usesFloats()) {
            throw new CodeRejectedException("the code uses floating point");
        }
        checkEntryPoints(module);
        checkSizes(module);
        Limits memory = memory(module);
        Bytes rewritten;
        try {
            rewritten =
                    GasInjection.inject(code, "seal0", "gas", metering.costs().of(determinism));
        } catch (WasmDecodeException e) {
            throw new CodeRejectedException(e.toString());
        }
        if (module.startFunction().isPresent()) {
            throw new CodeRejectedException("the code has a start function");
        }
        ContractCode linked = CodeValidation.load(rewritten, CodeStore.Parts.NONE, functions, engine);
        if (linked.usesDeprecated()) {
            throw new CodeRejectedException("the code imports a deprecated function");
        }
        return new Prepared(rewritten, (int) memory.minimum(), (int) memory.maximumOr(0), linked);
    }

    private static void checkEntryPoints(WasmModule module) throws CodeRejectedException {
        CodeValidation.checkExports(module);
        for (WasmExport export : module.exports()) {
            if (module.isImportedFunction(export.index())) {
                throw new CodeRejectedException("entry point " + export.name() + " is an imported function");
            }
        }
    }

    private static void checkSizes(WasmModule module) throws CodeRejectedException {
        long table = module.table().map(Limits::minimum).orElse(0L);
        if (table > MAX_TABLE_SIZE) {
            throw new CodeRejectedException("a table of " + table + " entries; at most " + MAX_TABLE_SIZE);
        }
        if (module.globalCount() > MAX_GLOBALS) {
            throw new CodeRejectedException(module.globalCount() + " globals; at most " + MAX_GLOBALS);
        }
        if (module.mostParameters() > MAX_PARAMETERS) {
            throw new CodeRejectedException(
                    "a function type with " + module.mostParameters() + " parameters; at most " + MAX_PARAMETERS);
        }
    }

    /// The imported memory; without one there are no pages.
    private static Limits memory(WasmModule module) throws CodeRejectedException {
        if (module.memory().isPresent() && !module.importsMemory()) {
            throw new CodeRejectedException("the code has a memory of its own");
        }
        Limits memory = new Limits(0, java.util.OptionalLong.of(0));
        for (WasmImport item : module.imports()) {
            switch (item) {
                case WasmImport.Function function -> {
                    if (function.name().equals("gas")) {
                        throw new CodeRejectedException("the code imports " + function.module() + ".gas");
                    }
                }
                case WasmImport.Table _, WasmImport.Global _ ->
                    throw new CodeRejectedException("only functions and a memory can be imported");
                case WasmImport.Memory(String from, String name, Limits limits) -> {
                    if (!from.equals("env") || !name.equals("memory")) {
                        throw new CodeRejectedException("the memory must be imported as env.memory");
                    }
                    memory = limits;
                }
            }
        }
        if (memory.maximum().isEmpty()) {
            throw new CodeRejectedException("the memory has no declared maximum");
        }
        CodeValidation.checkMemory(memory);
        return memory;
    }
}
