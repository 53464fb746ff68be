package network.phala.cli.sidevm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import network.phala.cli.action.Action;
import network.phala.cli.action.CommandFailedException;
import network.phala.pallet.phat.PhalaPhatContracts;
import network.phala.runtime.PhalaRuntime;
import network.phala.sidevm.ProgramCheck;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `phala sidevm check`.
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Says before an upload what would be refused, and why.",
            "It is the validation of a program's start at the worker, and the chain's limits, in plain words. Exits with 1",
            "when the program would be refused."
        },
        footer = {
            "",
            "Examples:",
            "  phala sidevm check greeter/target/greeter.wasm",
            "  phala sidevm check target/wasm32-unknown-unknown/release/greeter.wasm --json"
        })
final class CheckCommand extends Action {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Parameters(index = "0", paramLabel = "FILE", description = "The program's .wasm module.")
    private Path file;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @SuppressWarnings("NullAway.Init")
    CheckCommand() {}

    @Override
    protected boolean json() {
        return json;
    }

    @Override
    protected int run() throws IOException, CommandFailedException {
        ProgramFile program = ProgramFile.read(file);
        ProgramCheck check = program.check();
        List<String> problems = new ArrayList<>(check.problems());
        // Another chain may have other blocks; `upload` asks it. What the pallet refuses was told already.
        if (program.code().size() <= PhalaPhatContracts.SIDEVM_CODE_SIZE_MAX) {
            program.excess(PhalaRuntime.extrinsicBytesMax()).ifPresent(problems::add);
        }
        if (json) {
            say(described(program, check, problems).toString());
        } else {
            show(program, check, problems);
        }
        return problems.isEmpty() ? 0 : 1;
    }

    private void show(ProgramFile program, ProgramCheck check, List<String> problems) {
        ProgramCheck.Facts facts = check.facts();
        say(String.format(
                Locale.ROOT,
                "%s: %,d bytes of code, %,d functions, %,d instructions, %,d bytes of data, %,d pages of memory",
                file.getFileName(),
                facts.codeBytes(),
                facts.functions(),
                facts.instructions(),
                facts.dataBytes(),
                facts.memoryPages()));
        problems.forEach(problem -> say("  refused: " + problem));
        check.remarks().forEach(remark -> say("  note: " + remark));
        if (problems.isEmpty()) {
            say("code hash", program.hash());
        }
        say(problems.isEmpty() ? "The cluster would take and start this program." : "This program would be refused.");
    }

    private static ObjectNode described(ProgramFile program, ProgramCheck check, List<String> problems) {
        ObjectNode out = JSON.createObjectNode();
        out.put("ok", problems.isEmpty());
        out.put("codeHash", program.hash().toHex());
        out.put("bytes", check.facts().codeBytes());
        out.put("functions", check.facts().functions());
        out.put("instructions", check.facts().instructions());
        out.put("dataBytes", check.facts().dataBytes());
        out.put("memoryPages", check.facts().memoryPages());
        problems.stream().findFirst().ifPresent(first -> out.put("error", first));
        problems.forEach(out.putArray("problems")::add);
        check.remarks().forEach(out.putArray("notes")::add);
        return out;
    }
}
