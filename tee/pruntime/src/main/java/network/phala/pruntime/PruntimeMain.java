package network.phala.pruntime;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import network.phala.pruntime.cluster.QueryService;
import network.phala.pruntime.system.FatalException;

/// The program `pruntime`.
public final class PruntimeMain {
    private static final String HELP = """
            Usage: pruntime [OPTIONS]

            Runs the worker of Phala: follows the chain by proof, hosts confidential contracts, answers encrypted queries.
            A relayer (pherry) brings it the chain's blocks. This build runs outside an enclave: SIMULATION.

            Options:
                  --address ADDRESS             Address to listen on [default: 0.0.0.0; env ROCKET_ADDRESS]
                  --port PORT                   Port of the private API [default: 8000; env ROCKET_PORT]; 0 takes a free one
                  --public-port PORT            Port of the public API, with access rules [default: none]
                  --data-dir DIR                Where sealed files and checkpoints are kept [default: data]
              -c, --cores N                     Benchmark threads [default: all CPUs]
                  --allow-cors                  Let browsers of other sites call
                  --enable-kick-api             Serve /kick, which ends the process
                  --disable-checkpoint          Take no checkpoints
                  --checkpoint-interval SECS    Time between checkpoints [default: 1800]
                  --max-checkpoint-files N      Checkpoints to keep [default: 5]
                  --remove-corrupted-checkpoint Remove a damaged checkpoint and end
                  --safe-mode-level 0|1         1 follows the chain's storage without its messages [default: 0]
                  --query-timeout SECS          Limit of waits inside a query, 5 to 600 [default: 10]
                  --code-memory MB              What compiled contracts may take in memory [default: 16]
                  --allow-private-networks      Let contracts and their programs reach loopback and private addresses
                  --no-rcu, --init-bench        Accepted for compatibility
                  --ra-timeout TIME, --ra-max-retries N
                                                Accepted for compatibility: there is no attestation to time
              -h, --help                        This text
              -V, --version                     The version

            Logs go to stderr; RUST_LOG sets the level (error, warn, info, debug, trace).

            Example: two workers on one machine
              pruntime --port 8000 --data-dir /var/lib/phala/worker-0
              pruntime --port 8001 --data-dir /var/lib/phala/worker-1
            """;

    /// One keeps the ports alive while every place holds a query that runs long. More would only take turns on the
    /// processors with queries that are nearly done.
    private static final int SPARE_CARRIERS = 1;

    private PruntimeMain() {}

    /// Runs until it is told to end.
    public static void main(String[] arguments) {
        int code = run(arguments);
        if (code != 0) {
            System.exit(code);
        }
    }

    private static int run(String[] arguments) {
        for (String argument : arguments) {
            if (argument.equals("-h") || argument.equals("--help")) {
                System.out.print(HELP);
                return 0;
            }
            if (argument.equals("-V") || argument.equals("--version")) {
                System.out.println("pruntime 2.2.0");
                return 0;
            }
        }
        configureLogging();
        if (arguments.length == 1 && arguments[0].equals("--train")) {
            return train();
        }
        PruntimeConfig config;
        try {
            config = new Arguments(arguments).parse();
        } catch (IllegalArgumentException e) {
            System.err.println("pruntime: " + e.getMessage() + "\nTry 'pruntime --help'.");
            return 2;
        }
        provideCarriers(config.cores());
        try {
            serve(config);
            return 0;
        } catch (FatalException e) {
            System.err.println("pruntime: " + e.getMessage());
            return e.exitCode();
        } catch (IOException e) {
            System.err.println("pruntime: " + e.getMessage());
            return 1;
        }
    }

    /// The run that fills the JDK's ahead-of-time cache when the program is built.
    private static int train() {
        try {
            TrainingRun.run();
            return 0;
        } catch (IOException e) {
            System.err.println("pruntime: " + e.getMessage());
            return 1;
        }
    }

    /// Queries run on virtual threads, as many at once as there are places for them, and some of them run long: others
    /// must find carriers besides. To be called before the first virtual thread is made.
    private static void provideCarriers(int cores) {
        String property = "jdk.virtualThreadScheduler.parallelism";
        if (System.getProperty(property) == null) {
            System.setProperty(property, Integer.toString(QueryService.places(cores) + SPARE_CARRIERS));
        }
    }

    // The server's threads keep the program running after this returns.
    @SuppressWarnings("try")
    private static void serve(PruntimeConfig config) throws IOException {
        Optional<String> tooSmall = HeapParts.here().refusal();
        if (tooSmall.isPresent()) {
            throw new IOException(tooSmall.get());
        }
        Pruntime pruntime = Pruntime.start(config, (code, reason) -> {
            System.err.println("pruntime ends: " + reason);
            Runtime.getRuntime().halt(code);
        });
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            pruntime.saveAndClose();
                            // Being told to end is no failure.
                            Runtime.getRuntime().halt(0);
                        },
                        "shutdown"));
        // In one write: others wait for this line and look at single chunks of output.
        byte[] line = ("Rocket has launched from http://" + config.address() + ":" + pruntime.port() + "\n")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        System.err.write(line, 0, line.length);
        System.err.flush();
    }

    private static void configureLogging() {
        LogManager.getLogManager().reset();
        ConsoleHandler handler = new ConsoleHandler();
        handler.setLevel(Level.ALL);
        handler.setFormatter(new LogFormat());
        Logger root = Logger.getLogger("");
        root.setLevel(Level.INFO);
        root.addHandler(handler);
        Logger.getLogger("network.phala").setLevel(wantedLevel());
    }

    private static Level wantedLevel() {
        String wanted = System.getenv().getOrDefault("RUST_LOG", "info").toLowerCase(java.util.Locale.ROOT);
        if (wanted.contains("trace")) {
            return Level.FINER;
        }
        if (wanted.contains("debug")) {
            return Level.FINE;
        }
        return wanted.contains("info") ? Level.INFO : wanted.contains("warn") ? Level.WARNING : Level.SEVERE;
    }

    /// Reads the command line over the environment over the defaults.
    private static final class Arguments {
        private final String[] arguments;
        private int at;

        Arguments(String[] arguments) {
            this.arguments = arguments;
        }

        PruntimeConfig parse() {
            PruntimeConfig standard = PruntimeConfig.standard();
            String address = System.getenv().getOrDefault("ROCKET_ADDRESS", standard.address());
            String portText = System.getenv().getOrDefault("ROCKET_PORT", Integer.toString(standard.port()));
            int port = number("ROCKET_PORT", portText, 0, 65535);
            OptionalInt publicPort = OptionalInt.empty();
            int cores = standard.cores();
            boolean cors = false;
            boolean kick = false;
            Path data = standard.dataDirectory();
            boolean checkpoints = true;
            Duration interval = standard.checkpoints().interval();
            int files = standard.checkpoints().filesMax();
            boolean removeCorrupted = false;
            boolean privateNetworks = false;
            int safeMode = 0;
            Duration queryTimeout = standard.queryTimeout();
            long codeBytes = standard.codeBytes();
            while (at < arguments.length) {
                String name = option();
                switch (name) {
                    case "--address" -> address = value(name);
                    case "--port" -> port = number(name, value(name), 0, 65535);
                    case "--public-port" -> publicPort = OptionalInt.of(number(name, value(name), 0, 65535));
                    case "--data-dir" -> data = Path.of(value(name));
                    case "-c", "--cores" -> cores = number(name, value(name), 0, 4096);
                    case "--allow-cors" -> cors = true;
                    case "--enable-kick-api" -> kick = true;
                    case "--disable-checkpoint" -> checkpoints = false;
                    case "--checkpoint-interval" ->
                        interval = Duration.ofSeconds(number(name, value(name), 0, Integer.MAX_VALUE));
                    case "--max-checkpoint-files" -> files = number(name, value(name), 1, 1_000_000);
                    case "--remove-corrupted-checkpoint" -> removeCorrupted = true;
                    case "--safe-mode-level" -> safeMode = number(name, value(name), 0, 1);
                    case "--query-timeout" ->
                        queryTimeout =
                                Duration.ofSeconds(Math.clamp(number(name, value(name), 0, Integer.MAX_VALUE), 5, 600));
                    case "--code-memory" -> codeBytes = (long) number(name, value(name), 1, 1 << 20) << 20;
                    case "--allow-private-networks" -> privateNetworks = true;
                    case "--no-rcu", "--init-bench" -> {}
                    case "--ra-timeout", "--ra-max-retries" -> value(name);
                    case "--request-handover-from" ->
                        throw new IllegalArgumentException(
                                "--request-handover-from needs worker key handover, which this version does not have");
                    default -> throw new IllegalArgumentException("unknown option " + name);
                }
            }
            return new PruntimeConfig(
                    address,
                    port,
                    publicPort,
                    cores,
                    cors,
                    kick,
                    data,
                    new PruntimeConfig.CheckpointPolicy(checkpoints, interval, files, removeCorrupted),
                    safeMode,
                    queryTimeout,
                    privateNetworks,
                    codeBytes,
                    standard.codeIdle());
        }

        /// The next option's name; `--name=value` is split.
        private String option() {
            String argument = arguments[at];
            int equals = argument.indexOf('=');
            if (argument.startsWith("--") && equals > 0) {
                arguments[at] = argument.substring(equals + 1);
                return argument.substring(0, equals);
            }
            at++;
            return argument;
        }

        private String value(String name) {
            if (at == arguments.length) {
                throw new IllegalArgumentException(name + " needs a value");
            }
            return arguments[at++];
        }

        private static int number(String name, String text, int least, int most) {
            try {
                int number = Integer.parseInt(text);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Answered below, as a number out of range is.
            }
            throw new IllegalArgumentException(name + " " + text + "; expected a number from " + least + " to " + most);
        }
    }
}
