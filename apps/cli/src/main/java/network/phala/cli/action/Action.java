package network.phala.cli.action;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import network.phala.client.contract.ContractFileException;
import network.phala.client.worker.QueryException;
import network.phala.crypto.CryptoException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One command of `phala contract` or `phala sidevm`: what it does, and how failure looks. Exit codes: 0 done, 1
/// failed, 2 wrong use.
public abstract class Action implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Spec
    private CommandSpec spec;

    /// Made by picocli, which sets the field.
    @SuppressWarnings("NullAway.Init")
    protected Action() {}

    /// Does it.
    ///
    /// @return the exit code
    protected abstract int run()
            throws IOException, ContractFileException, QueryException, CryptoException, CommandFailedException;

    /// Whether a program reads the answer: then a failure is an object like any answer, on the same stream.
    protected boolean json() {
        return false;
    }

    @Override
    public final Integer call() {
        try {
            return run();
        } catch (IOException
                | ContractFileException
                | QueryException
                | CryptoException
                | CommandFailedException
                | IllegalArgumentException e) {
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            if (json()) {
                say(failure(reason, e instanceof CommandFailedException told ? told.detail() : Optional.empty()));
                return 1;
            }
            PrintWriter err = spec.commandLine().getErr();
            err.println(spec.qualifiedName() + ": " + reason);
            err.flush();
            return 1;
        }
    }

    /// `{"ok": false, …, "error": reason}`.
    private static String failure(String reason, Optional<ObjectNode> detail) {
        ObjectNode out = JSON.createObjectNode();
        out.put("ok", false);
        detail.ifPresent(out::setAll);
        out.put("ok", false);
        out.put("error", reason);
        return out.toString();
    }

    /// One line for the person.
    protected final void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    /// A named value, the values under one another.
    protected final void say(String name, Object value) {
        say(String.format(java.util.Locale.ROOT, "  %-16s %s", name, value));
    }
}
