package network.phala.cli.contract;

import java.util.Optional;
import network.phala.cli.action.Amounts;
import network.phala.client.contract.ContractFile;
import network.phala.client.contract.ContractFileException;
import network.phala.client.contract.Reply;
import network.phala.client.worker.ExecutionResult;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a run came to, for people and for programs.
record Results(ExecutionResult run, Optional<Reply> reply, Optional<String> failure) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// Reads a result by the message's types. Bytes that are not of their type are a failure of the contract.
    static Results of(ContractFile file, ContractFile.Message message, ExecutionResult run) {
        return switch (run.outcome()) {
            case ExecutionResult.Outcome.Failed failed ->
                new Results(run, Optional.empty(), Optional.of(explained(failed.name())));
            case ExecutionResult.Outcome.Returned returned -> {
                try {
                    yield new Results(
                            run,
                            Optional.of(Reply.decode(file, message, returned.data(), returned.reverted())),
                            Optional.empty());
                } catch (ContractFileException e) {
                    yield new Results(
                            run,
                            Optional.empty(),
                            Optional.of("undecodable answer; is this the contract's own bundle? " + e.getMessage()));
                }
            }
        };
    }

    /// The runtime's errors that people meet most, with what they mean.
    static String explained(String error) {
        return switch (error) {
            case "ContractTrapped" -> error + ": the contract panicked, or called something that refused";
            case "OutOfGas" -> error + ": the gas limit was reached";
            case "ContractNotFound" -> error + ": no such contract in this cluster";
            case "CodeNotFound" -> error + ": the code was not uploaded to this cluster";
            case "Indeterministic" ->
                error + ": the cluster has this code as indeterministic, for delegate calls in queries only";
            case "Token.FundsUnavailable", "Token.NotExpendable", "Balances.InsufficientBalance" ->
                error + ": the account has too little money inside the cluster; --deposit moves some there";
            case "DuplicateContract" -> error + ": this account made this contract before; choose another --salt";
            case "StorageDepositLimitExhausted" -> error + ": it would store more than --deposit-limit allows";
            case "StorageDepositNotEnoughFunds" ->
                error + ": the account cannot pay the storage deposit in the cluster";
            case "TransferFailed" -> error + ": the account cannot pay what is transferred";
            default -> error;
        };
    }

    boolean reverted() {
        return run.outcome() instanceof ExecutionResult.Outcome.Returned returned && returned.reverted();
    }

    /// Returned, did not revert, and ink! understood the call.
    boolean fine() {
        return failure.isEmpty()
                && !reverted()
                && reply.map(answer -> answer.kind() != Reply.Kind.LANGUAGE_ERROR)
                        .orElse(false);
    }

    String text() {
        String shown = failure.or(() -> reply.map(Reply::text)).orElse("()");
        return reverted() ? shown + " (reverted: nothing was changed)" : shown;
    }

    String deposit() {
        return (run.refunded() ? "refund " : "") + Amounts.pha(run.storageDeposit());
    }

    ObjectNode json() {
        ObjectNode out = JSON.createObjectNode();
        out.put("ok", fine());
        out.put("reverted", reverted());
        reply.ifPresent(answer -> {
            out.put("kind", answer.kind().name());
            out.set("value", answer.value());
        });
        failure.ifPresent(text -> out.put("error", text));
        out.put("gasConsumed", Long.toUnsignedString(run.gasConsumed()));
        out.put("gasRequired", Long.toUnsignedString(run.gasRequired()));
        out.put("storageDeposit", (run.refunded() ? "-" : "") + run.storageDeposit());
        out.put("debugMessage", run.debugMessage());
        return out;
    }
}
