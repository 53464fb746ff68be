package network.phala.cli;

import java.util.ArrayList;
import java.util.List;
import network.phala.client.contract.ContractFile;
import network.phala.crypto.Blake2b;
import network.phala.crypto.Sr25519;
import network.phala.devnet.ContractRoad;
import network.phala.devnet.DevAccounts;
import network.phala.devnet.Devnet;
import network.phala.devnet.Network;
import network.phala.devnet.StepFailedException;
import network.phala.devnet.Steps;
import network.phala.primitives.Bytes;
import network.phala.primitives.Hex;

/// The demo with somebody's own contract: the same road, with the constructor and messages that were asked for.
final class ContractStory {
    private final Devnet devnet;
    private final Network network;
    private final Steps steps;

    ContractStory(Devnet devnet, Network network, Steps steps) {
        this.devnet = devnet;
        this.network = network;
        this.steps = steps;
    }

    /// What to do with the contract.
    ///
    /// @param constructor its label; empty means the only one, or the one of `new` and `default` that fits
    /// @param calls messages sent as encrypted commands, in order; each a label with its arguments
    record Plan(
            ContractFile file,
            String constructor,
            List<String> arguments,
            List<List<String>> calls,
            List<List<String>> queries) {
        Plan {
            arguments = List.copyOf(arguments);
        }
    }

    void tell(Plan plan) throws StepFailedException {
        ContractFile file = plan.file();
        steps.say(file.name() + ", " + file.language() + ", " + file.wasm().size() + " bytes of Wasm, code hash "
                + file.codeHash());
        try (ContractRoad road = new ContractRoad(devnet, network, file);
                Sr25519.Pair alice = DevAccounts.pair("//Alice")) {
            ContractFile.Message constructor = steps.step(
                    "constructor chosen",
                    () -> file.constructor(plan.constructor(), plan.arguments().size()));
            steps.run("code uploaded", () -> road.upload(alice));
            Bytes salt = Bytes.wrap(Blake2b.digest128(Hex.parse(file.codeHash().toHex())));
            ContractRoad.Instance contract = steps.step(
                    constructor.signature() + " instantiated",
                    () -> road.instantiate(constructor, plan.arguments(), salt, alice));
            steps.say("contract " + contract.id());
            for (List<String> call : plan.calls()) {
                Bytes payload = steps.step(
                        "command " + String.join(" ", call),
                        () -> road.command(
                                contract, file.message(call.getFirst()), call.subList(1, call.size()), alice));
                steps.say("the chain stores   "
                        + payload.slice(0, Math.min(24, payload.size())).toHex() + "…");
            }
            if (!plan.calls().isEmpty()) {
                steps.run("worker has executed the commands", road::awaitExecuted);
            }
            List<List<String>> queries = plan.queries().isEmpty() ? argumentlessQueries(file) : plan.queries();
            for (List<String> query : queries) {
                ContractRoad.Answer answer = steps.step(
                        "query " + String.join(" ", query),
                        () -> road.query(
                                contract, file.message(query.getFirst()), query.subList(1, query.size()), alice));
                steps.say("answer             " + answer.text());
            }
        }
    }

    /// Without a wish, every message that reads and takes no argument is asked.
    private static List<List<String>> argumentlessQueries(ContractFile file) {
        List<List<String>> queries = new ArrayList<>();
        for (ContractFile.Message message : file.messages()) {
            if (!message.mutates() && message.arguments().isEmpty()) {
                queries.add(List.of(message.label()));
            }
        }
        return queries;
    }
}
