package network.phala.pink.contracts;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import network.phala.pink.check.ModuleSurvey;
import network.phala.pink.check.WasmFeature;
import network.phala.pink.check.WasmInfo;
import network.phala.pink.check.WasmParseException;
import network.phala.pink.types.PinkRuntime;
import network.phala.primitives.Bytes;
import network.phala.wasm.Engine;
import network.phala.wasm.FuncType;
import network.phala.wasm.WasmDecodeException;
import network.phala.wasm.WasmExport;
import network.phala.wasm.WasmImport;
import network.phala.wasm.WasmModule;

/// Says before an upload what the upload would say, and why, in words for the contract's author.
///
/// The verdict is that of the upload itself ([Contracts#uploadCode] and what comes before it); the findings explain it.
///
/// @param refusal why the upload would be refused; absent when it would be accepted
/// @param problems everything that stands against the upload, not only what the runtime meets first
/// @param remarks what is worth knowing of code that is accepted
public record UploadCheck(Optional<String> refusal, List<String> problems, List<String> remarks, Facts facts) {
    private static final int FUNCTIONS_SHOWN = 10;
    /// Unstable where the runtime has them at all, so that no contract on Phala ever could call them.
    private static final Set<String> NEVER_OFFERED = Set.of(
            "lock_delegate_dependency",
            "unlock_delegate_dependency",
            "add_delegate_dependency",
            "remove_delegate_dependency",
            "xcm_execute",
            "xcm_send",
            "caller_is_root",
            "reentrance_count",
            "account_reentrance_count");
    private static final HostFunctions FUNCTIONS =
            PalletRelease.of(PinkRuntime.NEWEST).functions();

    /// Sizes of the code.
    public record Facts(int codeBytes, int instructions, int functions, long dataBytes) {}

    public boolean accepted() {
        return refusal.isEmpty();
    }

    /// Looks at code as an upload of this kind would.
    public static UploadCheck of(Bytes code, Determinism determinism) {
        return new Look(code, determinism).run();
    }

    private static final class Look {
        private final Bytes code;
        private final Determinism determinism;
        private final List<String> problems = new ArrayList<>();
        private final List<String> remarks = new ArrayList<>();

        Look(Bytes code, Determinism determinism) {
            this.code = code;
            this.determinism = determinism;
        }

        UploadCheck run() {
            WasmInfo info;
            try {
                info = WasmInfo.scan(code);
                look(info);
            } catch (WasmParseException e) {
                String reason = "the file is no WebAssembly module: " + e.getMessage();
                return new UploadCheck(
                        Optional.of(reason), List.of(reason), List.of(), new Facts(code.size(), 0, 0, 0));
            }
            Optional<String> refusal = refusal(info);
            if (refusal.isPresent() && problems.isEmpty()) {
                problems.add(refusal.get());
            }
            return new UploadCheck(
                    refusal,
                    List.copyOf(problems),
                    List.copyOf(remarks),
                    new Facts(code.size(), info.instructions(), info.functions(), info.dataBytes()));
        }

        /// What the upload's own steps say, in their order.
        private Optional<String> refusal(WasmInfo info) {
            if (info.interpreterMemory() > 4L * Contracts.MAX_CODE_LENGTH) {
                return Optional.of("DecompressedCodeTooLarge");
            }
            if (code.size() > Contracts.MAX_CODE_LENGTH) {
                return Optional.of("CodeTooLarge");
            }
            try {
                CodeValidation.validate(code, determinism, Engine.COMPILER);
                return Optional.empty();
            } catch (CodeRejectedException e) {
                return Optional.of("CodeRejected: " + e.getMessage());
            }
        }

        private void look(WasmInfo info) throws WasmParseException {
            if (code.size() > Contracts.MAX_CODE_LENGTH) {
                problems.add(String.format(
                        Locale.ROOT,
                        "the code has %,d bytes; at most %,d are accepted. Build with opt-level \"z\" and run wasm-opt -Oz",
                        code.size(),
                        Contracts.MAX_CODE_LENGTH));
            }
            if (info.interpreterMemory() > 4L * Contracts.MAX_CODE_LENGTH) {
                problems.add(String.format(
                        Locale.ROOT,
                        "the code has %,d instructions and %,d bytes of data, which take %,d bytes in an interpreter; at most %,d",
                        info.instructions(),
                        info.dataBytes(),
                        info.interpreterMemory(),
                        4L * Contracts.MAX_CODE_LENGTH));
            }
            features(ModuleSurvey.of(code));
            try {
                borders(WasmModule.decode(code));
            } catch (WasmDecodeException e) {
                if (problems.isEmpty()) {
                    problems.add("the code is not valid for the contract engine: " + e.getMessage());
                }
            }
        }

        private void features(ModuleSurvey survey) {
            for (WasmFeature feature : WasmFeature.values()) {
                List<ModuleSurvey.Function> users = survey.using(feature);
                if (users.isEmpty() || feature == WasmFeature.FLOAT && determinism == Determinism.RELAXED) {
                    continue;
                }
                problems.add(described(feature, users));
            }
            boolean typesOnly = survey.using(WasmFeature.FLOAT).isEmpty();
            if (determinism == Determinism.ENFORCED && survey.floatTypes() > 0 && typesOnly) {
                problems.add("a float type occurs in a signature or global, though no function computes with it");
            }
            if (survey.multiValueTypes() > 0) {
                problems.add(survey.multiValueTypes() + " function types have several results; build with "
                        + "-C target-cpu=mvp");
            }
        }

        private static String described(WasmFeature feature, List<ModuleSurvey.Function> users) {
            StringBuilder out = new StringBuilder(feature.words()).append(" in ");
            out.append(users.size() == 1 ? "one function" : users.size() + " functions");
            out.append(
                    switch (feature) {
                        case FLOAT ->
                            "; results of floats differ between machines, so contracts may not have them (unless "
                                    + "uploaded as indeterministic, for queries only). Use integers or fixed point";
                        default ->
                            "; the engine does not run it. Build with -C target-cpu=mvp and wasm-opt --mvp-features";
                    });
            users.stream().limit(FUNCTIONS_SHOWN).forEach(function -> {
                ModuleSurvey.Use use = function.uses().getOrDefault(feature, new ModuleSurvey.Use(0, 0));
                out.append(String.format(
                        Locale.ROOT,
                        "%n    %s: %d instruction%s, first at 0x%x",
                        function.display(),
                        use.count(),
                        use.count() == 1 ? "" : "s",
                        use.firstOffset()));
            });
            if (users.size() > FUNCTIONS_SHOWN) {
                out.append(String.format(Locale.ROOT, "%n    and %d more", users.size() - FUNCTIONS_SHOWN));
            }
            if (users.stream().allMatch(function -> function.name().isEmpty())) {
                out.append(String.format(
                        Locale.ROOT, "%n    (no names in this file: check the .wasm before it was stripped)"));
            }
            return out.toString();
        }

        private void borders(WasmModule module) {
            boolean memory = false;
            for (WasmImport item : module.imports()) {
                switch (item) {
                    case WasmImport.Function function -> function(function);
                    case WasmImport.Memory imported -> {
                        memory = imported.module().equals("env")
                                && imported.name().equals("memory");
                        memory(imported);
                    }
                    case WasmImport.Table _, WasmImport.Global _ ->
                        problems.add("the import " + item.module() + "." + item.name()
                                + " is no function; only functions and env.memory can be imported");
                }
            }
            if (!memory) {
                problems.add("the memory is not imported as env.memory; link with --import-memory");
            }
            exports(module);
            if (module.startFunction().isPresent()) {
                remarks.add("function " + module.startFunction().getAsInt()
                        + " is a start function: it runs before every call, with gas");
            }
        }

        private void function(WasmImport.Function wanted) {
            String name = wanted.module() + "." + wanted.name();
            Optional<FuncType> offered = FUNCTIONS.linker().offered(wanted.module(), wanted.name());
            if (offered.isEmpty()) {
                problems.add("the import " + name + " is unknown to the contract runtime 1.2" + near(wanted));
            } else if (!offered.get().equals(wanted.type())) {
                problems.add("the import " + name + " is of type " + wanted.type() + "; the runtime offers "
                        + offered.get());
            } else if (FUNCTIONS.isDeprecated(wanted.module(), wanted.name())) {
                problems.add("the import " + name
                        + " is deprecated: contracts that have it run on, but no new code may; "
                        + (wanted.name().endsWith("random")
                                ? "take randomness from the chain extension (pink::ext().getrandom)"
                                : "use a newer ink!"));
            }
        }

        /// What an author can do about it.
        private static String near(WasmImport.Function wanted) {
            switch (wanted.module() + "." + wanted.name()) {
                case "seal2.call" -> {
                    return "; in ink! 5 write call_v1 instead of call or call_v2";
                }
                case "seal2.instantiate" -> {
                    return "; in ink! 5 write instantiate_v1 instead of instantiate or instantiate_v2";
                }
                case "seal0.sr25519_verify" -> {
                    return ", as to Phala's own; verify with the chain extension (pink::ext().verify)";
                }
                default -> {}
            }
            if (NEVER_OFFERED.contains(wanted.name())) {
                return ", as to Phala's own; leave it out";
            }
            for (String module : List.of("seal1", "seal0", "seal2")) {
                if (FUNCTIONS.linker().offered(module, wanted.name()).isPresent()
                        && !FUNCTIONS.isDeprecated(module, wanted.name())) {
                    return "; it has " + module + "." + wanted.name();
                }
            }
            return wanted.module().startsWith("__wbindgen") || wanted.module().equals("wasi_snapshot_preview1")
                    ? "; some crate was built with its std feature"
                    : "; use ink! 3, 4 or 5.0 to 5.1";
        }

        private void memory(WasmImport.Memory memory) {
            long maximum = memory.limits().maximumOr(CodeValidation.MAX_MEMORY_PAGES);
            if (maximum > CodeValidation.MAX_MEMORY_PAGES || memory.limits().minimum() > maximum) {
                problems.add("the memory has " + memory.limits().minimum() + " to " + maximum
                        + " pages of 64 KiB; at most " + CodeValidation.MAX_MEMORY_PAGES);
            }
        }

        private void exports(WasmModule module) {
            List<String> extra = new ArrayList<>();
            List<String> missing = new ArrayList<>(List.of("call", "deploy"));
            for (WasmExport export : module.exports()) {
                if (export.kind() == WasmExport.Kind.FUNCTION && missing.remove(export.name())) {
                    FuncType type = module.functionType(export.index());
                    if (!type.params().isEmpty() || type.results().size() > 1) {
                        problems.add("the export " + export.name() + " is of type " + type + "; expected no arguments");
                    } else if (!type.results().isEmpty()) {
                        remarks.add("the export " + export.name()
                                + " returns a number: it can be uploaded, and fails whenever it is called");
                    }
                } else {
                    extra.add(export.name());
                }
            }
            if (!missing.isEmpty()) {
                problems.add("the code does not export " + String.join(" and ", missing)
                        + "; is it an ink! contract, built as a cdylib?");
            }
            if (!extra.isEmpty()) {
                problems.add("the code exports " + String.join(", ", extra)
                        + "; only call and deploy may be. Run wasm-metadce with call and deploy as roots");
            }
        }
    }
}
