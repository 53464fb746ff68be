package network.phala.cli.sidevm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import network.phala.cli.action.Action;
import network.phala.cli.action.CommandFailedException;
import network.phala.pallet.phat.PhalaPhatContracts;
import network.phala.pink.check.ModuleSurvey;
import network.phala.pink.check.WasmFeature;
import network.phala.pink.check.WasmInfo;
import network.phala.pink.check.WasmParseException;
import network.phala.primitives.Bytes;
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
    private static final int FUNCTIONS_SHOWN = 10;
    private static final List<WasmFeature> NOT_OFFERED = List.of(
            WasmFeature.SIMD,
            WasmFeature.THREADS,
            WasmFeature.TAIL_CALL,
            WasmFeature.MULTI_VALUE,
            WasmFeature.EXCEPTIONS);

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
        List<String> notes = new ArrayList<>(check.remarks());
        // Another chain may have other blocks; `upload` asks it. What the pallet refuses was told already.
        if (program.code().size() <= PhalaPhatContracts.SIDEVM_CODE_SIZE_MAX) {
            program.excess(PhalaRuntime.extrinsicBytesMax()).ifPresent(problems::add);
        }
        if (!problems.isEmpty()) {
            notes.addAll(notOffered(program.code()));
        }
        if (json) {
            say(described(program, check, problems, notes).toString());
        } else {
            show(program, check, problems, notes);
        }
        return problems.isEmpty() ? 0 : 1;
    }

    /// Where the code uses what the engine for programs does not run; nothing where it cannot be read.
    static List<String> notOffered(Bytes code) {
        List<String> found = new ArrayList<>();
        try {
            WasmInfo.scan(code);
            ModuleSurvey survey = ModuleSurvey.of(code);
            for (WasmFeature feature : NOT_OFFERED) {
                List<ModuleSurvey.Function> users = survey.using(feature);
                if (!users.isEmpty()) {
                    found.add(feature.words() + " in "
                            + users.stream()
                                    .limit(FUNCTIONS_SHOWN)
                                    .map(ModuleSurvey.Function::display)
                                    .collect(Collectors.joining(", "))
                            + (users.size() > FUNCTIONS_SHOWN
                                    ? " and " + (users.size() - FUNCTIONS_SHOWN) + " more"
                                    : ""));
                }
            }
        } catch (WasmParseException e) {
            return List.of();
        }
        return found;
    }

    private void show(ProgramFile program, ProgramCheck check, List<String> problems, List<String> notes) {
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
        notes.forEach(note -> say("  note: " + note));
        if (problems.isEmpty()) {
            say("code hash", program.hash());
        }
        say(problems.isEmpty() ? "The cluster would take and start this program." : "This program would be refused.");
    }

    private static ObjectNode described(
            ProgramFile program, ProgramCheck check, List<String> problems, List<String> notes) {
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
        notes.forEach(out.putArray("notes")::add);
        return out;
    }
}
