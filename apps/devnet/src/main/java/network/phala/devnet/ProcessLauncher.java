package network.phala.devnet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Starts the programs of a checkout as child processes.
final class ProcessLauncher implements Launcher {
    private final DevnetConfig config;

    ProcessLauncher(DevnetConfig config) {
        this.config = config;
    }

    @Override
    public ProgramProcess node(Path folder, int port, int blockMillis) throws IOException {
        return start(
                "phala-node",
                "node",
                folder,
                List.of(
                        "--dev",
                        "--block-millisecs=" + blockMillis,
                        "--base-path=" + folder,
                        "--rpc-port=" + port,
                        "--rpc-methods=Unsafe",
                        "--pruning=archive"));
    }

    @Override
    public ProgramProcess worker(int index, Path folder, int port) throws IOException {
        return start(
                "pruntime",
                "pruntime-" + index,
                folder,
                List.of(
                        "--address=127.0.0.1",
                        "--port=" + port,
                        "--cores=0",
                        "--checkpoint-interval=30",
                        "--query-timeout=" + config.queryTimeout().toSeconds(),
                        "--allow-cors"));
    }

    @Override
    public ProgramProcess relayer(int index, Relay relay) throws IOException {
        return start(
                "pherry",
                "pherry-" + index,
                config.basePath().resolve("pherry-" + index),
                List.of(
                        "--no-wait",
                        "--mnemonic=" + relay.keyUri(),
                        "--inject-key=" + relay.seed(),
                        "--substrate-ws-endpoint=" + relay.nodeUrl(),
                        "--pruntime-endpoint=" + relay.workerUrl(),
                        "--attestation-provider=none",
                        "--auto-restart",
                        "--max-restart-retries=1000",
                        "--longevity=16"));
    }

    private ProgramProcess start(String program, String name, Path folder, List<String> arguments) throws IOException {
        return ProgramProcess.start(
                config.root(), program, name, folder, config.basePath().resolve("logs"), arguments);
    }
}
