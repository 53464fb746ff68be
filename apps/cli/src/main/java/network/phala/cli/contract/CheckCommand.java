package network.phala.cli.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import network.phala.cli.action.Action;
import network.phala.cli.action.CodeKind;
import network.phala.cli.action.CommandFailedException;
import network.phala.client.contract.ContractFile;
import network.phala.client.contract.ContractFileException;
import network.phala.pink.contracts.Determinism;
import network.phala.pink.contracts.UploadCheck;
import network.phala.primitives.Bytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `phala contract check`.
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Says before an upload what the cluster would refuse, and why: the upload's own validation, in plain words.",
            "A .wasm that was not stripped yet lets it name functions. Exits with 1 when the code would be refused."
        },
        footer = {
            "",
            "Examples:",
            "  phala contract check flipper.contract",
            "  phala contract check target/wasm32v1-none/release/flipper.wasm"
        })
final class CheckCommand extends Action {
    @Parameters(index = "0", paramLabel = "FILE", description = "A .contract bundle or a .wasm module.")
    private Path file;

    @Option(names = "--indeterministic", description = "Check as indeterministic code: floats allowed.")
    private boolean indeterministic;

    @SuppressWarnings("NullAway.Init")
    CheckCommand() {}

    @Override
    protected int run() throws IOException, ContractFileException, CommandFailedException {
        CodeKind.requireNoProgram(file);
        Bytes code = CodeKind.isModule(file)
                ? Bytes.wrap(Files.readAllBytes(file))
                : ContractFile.read(file).wasm();
        UploadCheck check = UploadCheck.of(code, indeterministic ? Determinism.RELAXED : Determinism.ENFORCED);
        UploadCheck.Facts facts = check.facts();
        say(String.format(
                Locale.ROOT,
                "%s: %,d bytes of code, %,d functions, %,d instructions, %,d bytes of data",
                file.getFileName(),
                facts.codeBytes(),
                facts.functions(),
                facts.instructions(),
                facts.dataBytes()));
        for (String problem : check.problems()) {
            say("  refused: " + problem);
        }
        for (String remark : check.remarks()) {
            say("  note: " + remark);
        }
        say(check.accepted() ? "The cluster would accept this code." : "The cluster would refuse this code.");
        return check.accepted() ? 0 : 1;
    }
}
