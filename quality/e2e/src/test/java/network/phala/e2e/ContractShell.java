package network.phala.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import network.phala.cli.contract.ContractCommand;
import network.phala.cli.sidevm.SidevmCommand;
import network.phala.devnet.Devnet;
import network.phala.devnet.DevnetConfig;
import network.phala.devnet.Network;
import network.phala.devnet.ReadyFile;
import network.phala.devnet.Steps;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `phala contract …` and `phala sidevm …` as people type it, with a network in this virtual machine to speak to.
final class ContractShell implements AutoCloseable {
    static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern CONTRACT = Pattern.compile("contract +(0x[0-9a-f]{64})");

    private final Devnet devnet;
    private final Network network;
    private final Path ready;

    private ContractShell(Devnet devnet, Network network, Path ready) {
        this.devnet = devnet;
        this.network = network;
        this.ready = ready;
    }

    static ContractShell start(Path folder) throws Exception {
        Devnet.Started started = Devnet.start(
                new DevnetConfig(ROOT, folder.resolve("net"), false, 1, 150, 0, 0),
                new EmbeddedLauncher(),
                Steps.silent());
        Path ready = folder.resolve("net.json");
        ReadyFile.write(ready, started.network());
        return new ContractShell(started.devnet(), started.network(), ready);
    }

    Devnet devnet() {
        return devnet;
    }

    Network network() {
        return network;
    }

    /// What a command came to.
    record Ran(int code, String out, String err) {
        JsonNode json() {
            return JSON.readTree(out);
        }

        String contract() {
            Matcher matcher = CONTRACT.matcher(out);
            assertThat(matcher.find()).as(out + err).isTrue();
            return matcher.group(1);
        }
    }

    static Ran run(String... arguments) {
        return run(new ContractCommand(), arguments);
    }

    /// `phala sidevm …`.
    static Ran runSidevm(String... arguments) {
        return run(new SidevmCommand(), arguments);
    }

    private static Ran run(Object command, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = new CommandLine(command)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Ran(code, out.toString(), err.toString());
    }

    /// With the network's addresses.
    Ran online(String... arguments) {
        return run(addressed(arguments));
    }

    Ran onlineSidevm(String... arguments) {
        return runSidevm(addressed(arguments));
    }

    private String[] addressed(String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--ready-file", ready.toString(), "--patience", "300"));
        return all.toArray(String[]::new);
    }

    static String artifact(String name) {
        return ROOT.resolve("examples/contracts/artifacts")
                .resolve(name + ".contract")
                .toString();
    }

    @Override
    public void close() {
        devnet.close();
    }
}
