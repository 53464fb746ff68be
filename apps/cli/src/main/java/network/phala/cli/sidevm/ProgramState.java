package network.phala.cli.sidevm;

import java.util.Locale;
import network.phala.prpc.message.Contracts;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a worker tells everybody of the program beside a contract.
record ProgramState(String contract, Contracts.SidevmInfo info) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int NEVER = -1;

    boolean runs() {
        return info.state().equals("running");
    }

    /// `running since …`, or why it does not run.
    String words() {
        return runs()
                ? "running since " + info.startTime()
                : info.state() + " (" + info.stopReason() + "): " + meaning(info.stopReason());
    }

    /// Follows `ExitReason` of tee/sidevm, and the words of Phala's own workers, which say `OcallAborted(Stifled)`.
    static String meaning(String reason) {
        if (reason.matches("-?[0-9]+")) {
            return "its main function came to its end";
        }
        if (reason.contains("Stifled")) {
            return "it computed for longer than a turn may take without waiting for anything; it is started again when the "
                    + "next block ends. sidevm::time::maybe_rest().await lets others have their turn";
        }
        return switch (reason) {
            case "Panicked" ->
                "it panicked, or ran out of memory or stack; it is started again when the next block ends. The worker's "
                        + "log has its last words, where it is kept with RUST_LOG=debug";
            case "Restore" -> "the worker was started again, and the program will be when the next block ends";
            case "Stopped" -> "it was told to stop, or its last block is over";
            case "WaitingForCode" ->
                "its code was not in the cluster when it was started; upload it, then start it again";
            case "CodeTooLarge" -> "its code is larger than its deployment allows";
            case "FailedToStart" ->
                "its code is no program, as `phala sidevm check FILE` explains, or the worker had no room for its memory";
            case "InputClosed", "Cancelled" -> "the worker let go of it";
            default -> "in the worker's words";
        };
    }

    String deadline() {
        return info.deadline() == NEVER ? "none" : "block " + Integer.toUnsignedString(info.deadline());
    }

    String memory() {
        return String.format(Locale.ROOT, "%,d MiB at most", Integer.toUnsignedLong(info.maxMemoryPages()) << 16 >> 20);
    }

    ObjectNode json() {
        ObjectNode out = JSON.createObjectNode();
        out.put("contract", contract);
        out.put("state", info.state());
        out.put("codeHash", info.codeHash());
        out.put("startTime", info.startTime());
        if (!runs()) {
            out.put("stopReason", info.stopReason());
            out.put("meaning", meaning(info.stopReason()));
        }
        out.put("maxMemoryPages", Integer.toUnsignedLong(info.maxMemoryPages()));
        out.put("maxCodeSize", Integer.toUnsignedLong(info.maxCodeSize()));
        out.put("vitalCapacity", Long.toUnsignedString(info.vitalCapacity()));
        out.put("deadline", Integer.toUnsignedLong(info.deadline()));
        return out;
    }
}
