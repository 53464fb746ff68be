package network.phala.cli.action;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import network.phala.primitives.Bytes;
import network.phala.wasm.Dialect;
import network.phala.wasm.WasmDecodeException;
import network.phala.wasm.WasmModule;

/// What a Wasm module was written to be, told by its borders.
public enum CodeKind {
    /// An ink! contract: exports `call` and `deploy`, or imports functions for contracts.
    CONTRACT,
    /// A SideVM program: exports `sidevm_poll`, or imports the ocalls.
    PROGRAM,
    /// Nothing that shows, or no valid module.
    UNKNOWN;

    private static final byte[] MAGIC = {0, 'a', 's', 'm'};

    /// Whether a file begins as a module does.
    public static boolean isModule(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (var in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
        }
    }

    /// A program's file is pointed to the commands for programs.
    public static void requireNoProgram(Path file) throws IOException, CommandFailedException {
        if (isModule(file) && of(Bytes.wrap(Files.readAllBytes(file))) == PROGRAM) {
            throw new CommandFailedException(
                    file + " is a SideVM program, no ink! contract; ask `phala sidevm check " + file + "`");
        }
    }

    public static CodeKind of(Bytes code) {
        try {
            WasmModule module = WasmModule.decode(code, Dialect.PROGRAM);
            if (module.export("sidevm_poll").isPresent()
                    || module.imports().stream().anyMatch(each -> each.name().startsWith("sidevm_ocall"))) {
                return PROGRAM;
            }
            return module.export("call").isPresent() && module.export("deploy").isPresent()
                            || module.imports().stream()
                                    .anyMatch(each -> each.module().startsWith("seal"))
                    ? CONTRACT
                    : UNKNOWN;
        } catch (WasmDecodeException e) {
            return UNKNOWN;
        }
    }
}
