package network.phala.pink.contracts;

import network.phala.pink.types.PinkRuntime;
import network.phala.primitives.Bytes;
import network.phala.wasm.CodeStore;
import network.phala.wasm.Engine;
import network.phala.wasm.FuncType;
import network.phala.wasm.Limits;
import network.phala.wasm.LinkException;
import network.phala.wasm.ValueType;
import network.phala.wasm.WasmDecodeException;
import network.phala.wasm.WasmExport;
import network.phala.wasm.WasmImport;
import network.phala.wasm.WasmModule;

/// What code must be to be stored: a module that wasmi accepts, with exactly the exports `call` and `deploy`, one
/// imported memory of at most 64 pages, and no import that the host does not offer.
///
/// Follows polkadot-sdk substrate/frame/contracts/src/wasm/prepare.rs.
final class CodeValidation {
    /// Pages of memory a contract may have (schedule limit of pink 1.2).
    static final int MAX_MEMORY_PAGES = 64;

    private CodeValidation() {}

    /// Validates code for upload.
    static ContractCode validate(Bytes code, Determinism determinism, Engine engine) throws CodeRejectedException {
        WasmModule module = decode(code, CodeStore.Parts.NONE);
        if (determinism == Determinism.ENFORCED && module.usesFloats()) {
            throw new CodeRejectedException("the code uses floating point");
        }
        checkExports(module);
        checkImports(module);
        ContractCode linked = link(module, PalletRelease.of(PinkRuntime.V1_2).functions(), engine);
        if (linked.usesDeprecated()) {
            throw new CodeRejectedException("the code imports a deprecated function");
        }
        return linked;
    }

    /// Joins stored code to the host.
    ///
    /// @param parts what was compiled of it before
    static ContractCode load(Bytes code, CodeStore.Parts parts, HostFunctions functions, Engine engine)
            throws CodeRejectedException {
        return link(decode(code, parts), functions, engine);
    }

    static WasmModule decode(Bytes code, CodeStore.Parts parts) throws CodeRejectedException {
        try {
            return WasmModule.decode(code, parts);
        } catch (WasmDecodeException e) {
            throw new CodeRejectedException(e.toString());
        }
    }

    private static ContractCode link(WasmModule module, HostFunctions functions, Engine engine)
            throws CodeRejectedException {
        try {
            return new ContractCode(
                    functions.linker().link(module, engine),
                    usesDeprecated(module, functions),
                    returnsValue(module, Frame.EntryPoint.CALL),
                    returnsValue(module, Frame.EntryPoint.CONSTRUCTOR));
        } catch (LinkException e) {
            throw new CodeRejectedException(e.toString());
        }
    }

    private static boolean usesDeprecated(WasmModule module, HostFunctions functions) {
        for (WasmImport item : module.imports()) {
            if (item instanceof WasmImport.Function function
                    && functions.isDeprecated(function.module(), function.name())) {
                return true;
            }
        }
        return false;
    }

    private static boolean returnsValue(WasmModule module, Frame.EntryPoint entry) {
        for (WasmExport export : module.exports()) {
            if (export.kind() == WasmExport.Kind.FUNCTION && export.name().equals(entry.export())) {
                return !module.functionType(export.index()).results().isEmpty();
            }
        }
        return false;
    }

    static void checkExports(WasmModule module) throws CodeRejectedException {
        boolean call = false;
        boolean deploy = false;
        for (WasmExport export : module.exports()) {
            if (export.kind() != WasmExport.Kind.FUNCTION) {
                throw new CodeRejectedException("the code exports " + export.name() + ", which is no function");
            }
            switch (export.name()) {
                case "call" -> call = true;
                case "deploy" -> deploy = true;
                default ->
                    throw new CodeRejectedException(
                            "the code exports " + export.name() + "; only call and deploy can be exported");
            }
            FuncType type = module.functionType(export.index());
            boolean fits = type.params().isEmpty()
                    && (type.results().isEmpty() || type.results().equals(java.util.List.of(ValueType.I32)));
            if (!fits) {
                throw new CodeRejectedException("entry point " + export.name() + " has type " + type);
            }
        }
        if (!call || !deploy) {
            throw new CodeRejectedException("the code must export both call and deploy");
        }
    }

    private static void checkImports(WasmModule module) throws CodeRejectedException {
        boolean memory = false;
        for (WasmImport item : module.imports()) {
            switch (item) {
                case WasmImport.Function _ -> {}
                case WasmImport.Table _, WasmImport.Global _ ->
                    throw new CodeRejectedException("only functions and a memory can be imported");
                case WasmImport.Memory(String from, String name, Limits limits) -> {
                    if (!from.equals("env") || !name.equals("memory") || memory) {
                        throw new CodeRejectedException("exactly one memory must be imported, as env.memory");
                    }
                    checkMemory(limits);
                    memory = true;
                }
            }
        }
        if (!memory) {
            throw new CodeRejectedException("the code does not import env.memory");
        }
    }

    static void checkMemory(Limits limits) throws CodeRejectedException {
        long maximum = limits.maximumOr(MAX_MEMORY_PAGES);
        if (limits.minimum() > maximum || maximum > MAX_MEMORY_PAGES) {
            throw new CodeRejectedException(
                    "memory of " + limits.minimum() + " to " + maximum + " pages; at most " + MAX_MEMORY_PAGES);
        }
    }
}
