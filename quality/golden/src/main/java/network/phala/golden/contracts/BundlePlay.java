package network.phala.golden.contracts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import network.phala.client.contract.ContractFile;
import network.phala.client.contract.ContractFile.Argument;
import network.phala.client.contract.ContractFile.Message;
import network.phala.client.contract.ContractFileException;
import network.phala.client.contract.Reply;
import network.phala.contractrunner.ContractRunner;
import network.phala.contractrunner.ContractRunner.Answer;
import network.phala.contractrunner.ContractRunner.Deployed;
import network.phala.contractrunner.RunnerException;
import network.phala.pink.contracts.Determinism;
import network.phala.pink.contracts.UploadCheck;
import network.phala.pink.types.ContractResult;
import network.phala.pink.types.DispatchError;
import network.phala.pink.types.ExecReturn;
import network.phala.primitives.Bytes;
import network.phala.primitives.U128;
import network.phala.scale.Result;
import tools.jackson.databind.JsonNode;

/// One bundle on a cluster of its own: the upload's check, each constructor, then each message as query, estimate and
/// command, with example arguments.
///
/// What may not happen is a finding: the check and the upload disagree, a value does not survive its codec, an answer,
/// an event or the storage is not what the bundle says, a contract of ink! does not know its own selector, a query and
/// an estimate leave traces. How calls end (value, revert, trap) is counted: that is the contract's affair.
public final class BundlePlay {
    private static final int SEEDS = 3;

    private final ContractFile file;
    private final ContractRunner stage;
    private final SortedMap<String, Integer> ends = new TreeMap<>();
    private final List<String> findings = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    private BundlePlay(ContractFile file, ContractRunner stage) {
        this.file = file;
        this.stage = stage;
    }

    /// What came of a bundle.
    ///
    /// @param refusal why the code cannot be uploaded, if so
    /// @param ends how calls ended: a word and how often
    /// @param findings what should not be
    /// @param remarks what a reader may want to know
    public record Report(
            Optional<String> refusal, Map<String, Integer> ends, List<String> findings, List<String> remarks) {}

    /// Plays a bundle on a fresh cluster with this system contract.
    public static Report play(ContractFile file, ContractFile system) {
        BundlePlay play = new BundlePlay(file, new ContractRunner(system));
        Optional<String> refusal = play.run();
        return new Report(refusal, new TreeMap<>(play.ends), List.copyOf(play.findings), List.copyOf(play.remarks));
    }

    private Optional<String> run() {
        UploadCheck check = UploadCheck.of(file.wasm(), Determinism.ENFORCED);
        Optional<String> uploaded = stage.upload(file, ContractRunner.ALICE);
        if (check.accepted() != uploaded.isEmpty()) {
            findings.add("the check says " + check.refusal().orElse("accepted") + ", the upload says "
                    + uploaded.orElse("accepted"));
        }
        if (uploaded.isPresent()) {
            if (stage.upload(file, ContractRunner.ALICE, Determinism.RELAXED).isEmpty()) {
                remarks.add("accepted as indeterministic code, for queries that delegate to it");
            }
            return Optional.of(uploaded.get() + ": " + String.join("; ", check.problems()));
        }
        for (Message constructor : file.constructors()) {
            instance(constructor).ifPresent(contract -> {
                for (Message message : file.messages()) {
                    speak(contract, message);
                }
                read(contract);
            });
        }
        return Optional.empty();
    }

    /// A contract by this constructor, with the first arguments that it takes.
    private Optional<Deployed> instance(Message constructor) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Optional<String[]> arguments = arguments(constructor, seed);
            if (arguments.isEmpty()) {
                return Optional.empty();
            }
            ContractResult result = stage.construct(file, ContractRunner.ALICE, constructor.label(), arguments.get());
            count("constructor " + end(result));
            if (result.succeeded()) {
                answered(constructor, result);
                return result.account().map(id -> new Deployed(file, id));
            }
            remarks.add(constructor.label() + " " + String.join(" ", arguments.get()) + ": " + shown(result));
        }
        return Optional.empty();
    }

    private void speak(Deployed contract, Message message) {
        for (int seed = 0; seed < SEEDS && seed <= message.arguments().size(); seed++) {
            Optional<String[]> arguments = arguments(message, seed);
            if (arguments.isEmpty() || stage.cluster().codeHash(contract.id()).isEmpty()) {
                return;
            }
            Bytes before = stage.cluster().root().toBytes();
            heard(contract, message, stage.query(contract, ContractRunner.ALICE, message.label(), arguments.get()));
            heard(contract, message, stage.estimate(contract, ContractRunner.ALICE, message.label(), arguments.get()));
            if (!stage.cluster().root().toBytes().equals(before)) {
                findings.add(message.label() + ": a query or an estimate changed the state");
            }
            U128 value = message.payable() ? U128.of(1_000) : U128.ZERO;
            Answer answer = stage.pay(contract, ContractRunner.ALICE, value, message.label(), arguments.get());
            heard(contract, message, answer);
            if (!answer.succeeded()) {
                remarks.add(message.label() + " " + String.join(" ", arguments.get()) + ": " + shown(answer.result()));
            }
        }
    }

    private void heard(Deployed contract, Message message, Answer answer) {
        count(end(answer.result()));
        answered(message, answer.result());
        for (ContractRunner.Event event : stage.events(contract, answer)) {
            if (event.label().isEmpty() && event.contract().equals(contract.id())) {
                findings.add(message.label() + ": event " + event.fields() + " is none of the bundle's");
            } else {
                count("events");
            }
        }
    }

    /// The answer is of the type that the bundle says, to the last byte. Constructors of ink! answer one byte more than
    /// they say, and who ends itself answers nothing.
    private void answered(Message message, ContractResult result) {
        if (!(result.result() instanceof Result.Ok<ExecReturn, DispatchError>(ExecReturn value))) {
            return;
        }
        boolean constructor = file.constructors().contains(message);
        if (!constructor && value.data().isEmpty() && message.returnType().isPresent()) {
            count("empty answers");
            return;
        }
        if (message.returnType().isEmpty()) {
            if (!value.data().isEmpty() && !value.reverted()) {
                remarks.add(message.label() + ": answers " + value.data().toHex() + " where the bundle says nothing");
            }
            return;
        }
        try {
            Reply reply = Reply.decode(file, message, value.data(), value.reverted());
            if (reply.kind() == Reply.Kind.REVERT) {
                remarks.add(message.label() + ": reverts, " + reply.text());
                return;
            }
            int type = message.returnType().get();
            JsonNode decoded = file.values().decode(type, value.data());
            Bytes again = file.values().encode(type, decoded);
            if (constructor ? !value.data().startsWith(again) : !again.equals(value.data())) {
                findings.add(message.label() + ": " + value.data().toHex() + " reads " + decoded + " and writes "
                        + again.toHex());
            }
            if (reply.kind() == Reply.Kind.LANGUAGE_ERROR) {
                findings.add(message.label() + ": " + decoded);
            }
        } catch (ContractFileException e) {
            findings.add(message.label() + ": " + e.getMessage());
        }
    }

    private void read(Deployed contract) {
        if (stage.cluster().codeHash(contract.id()).isEmpty()) {
            return;
        }
        try {
            stage.storage(contract);
            count("storages");
        } catch (RunnerException e) {
            findings.add("storage: " + e.getMessage());
        }
    }

    private Optional<String[]> arguments(Message message, int seed) {
        List<String> arguments = new ArrayList<>();
        for (Argument argument : message.arguments()) {
            try {
                JsonNode value = file.values().example(argument.type(), seed);
                Bytes encoded = file.values().encode(argument.type(), value);
                JsonNode decoded = file.values().decode(argument.type(), encoded);
                if (!file.values().encode(argument.type(), decoded).equals(encoded)) {
                    findings.add(message.label() + ": " + value + " becomes " + encoded.toHex() + " and " + decoded);
                }
                arguments.add(value.toString());
            } catch (ContractFileException e) {
                findings.add(message.label() + ", argument " + argument.label() + ": " + e.getMessage());
                return Optional.empty();
            }
        }
        return Optional.of(arguments.toArray(String[]::new));
    }

    private static String end(ContractResult result) {
        return switch (result.result()) {
            case Result.Err<ExecReturn, DispatchError>(DispatchError error) -> error.debug();
            case Result.Ok<ExecReturn, DispatchError>(ExecReturn value) -> value.reverted() ? "reverted" : "ok";
        };
    }

    private static String shown(ContractResult result) {
        String said = result.debugMessage().toUtf8();
        return end(result)
                + (result.result() instanceof Result.Ok<ExecReturn, DispatchError>(ExecReturn value)
                        ? " " + value.data().toHex()
                        : "")
                + (said.isEmpty() ? "" : " (" + said.strip() + ")");
    }

    private void count(String end) {
        ends.merge(end, 1, Integer::sum);
    }
}
