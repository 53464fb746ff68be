package network.phala.cli.contract;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import network.phala.client.contract.ContractFileException;
import network.phala.client.worker.QueryException;
import network.phala.crypto.CryptoException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// One command of `phala contract`: what it does, and how failure looks. Exit codes: 0 done, 1 failed, 2 wrong use.
abstract class ContractAction implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    ContractAction() {}

    /// Does it.
    ///
    /// @return the exit code
    abstract int run()
            throws IOException, ContractFileException, QueryException, CryptoException, CommandFailedException;

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
            PrintWriter err = spec.commandLine().getErr();
            err.println(spec.qualifiedName() + ": "
                    + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()));
            err.flush();
            return 1;
        }
    }

    /// One line for the person.
    final void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    /// A named value, the values under one another.
    final void say(String name, Object value) {
        say(String.format(java.util.Locale.ROOT, "  %-16s %s", name, value));
    }
}
