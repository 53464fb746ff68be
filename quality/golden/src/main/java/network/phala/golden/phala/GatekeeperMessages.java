package network.phala.golden.phala;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import network.phala.crypto.Sr25519;
import network.phala.golden.phala.ScenarioPlayer.Report;
import network.phala.primitives.Bytes;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;
import network.phala.pruntime.seal.MasterKeys.Generation;
import network.phala.pruntime.system.EgressQueue;
import network.phala.pruntime.system.Gatekeeper;
import network.phala.scale.DecodeException;
import network.phala.types.WorkerIdentity;
import network.phala.types.contract.ClusterEvent;
import network.phala.types.mq.Message;
import network.phala.types.mq.MessageOrigin;
import network.phala.types.mq.SignedMessage;
import tools.jackson.databind.JsonNode;

/// `gk/gk_messages.json`: what a gatekeeper says on the shared channel, to the byte, and what it keeps.
final class GatekeeperMessages {
    private static final Pattern STEP = Pattern.compile("([a-z_ ]+)(?:\\(([^)]*)\\))?(.*)");
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private final Comparison comparison;
    private EgressQueue queue = new EgressQueue();
    private Gatekeeper gatekeeper = fresh(queue);
    private int seen;
    private Bytes firstClusterEvent = Bytes.EMPTY;

    private GatekeeperMessages(String name) {
        comparison = new Comparison(name);
    }

    static Report play(String name, JsonNode file) {
        GatekeeperMessages player = new GatekeeperMessages(name);
        for (int i = 1; i < file.size(); i++) {
            JsonNode entry = file.get(i);
            try {
                player.play(entry.get("step").asString());
            } catch (DecodeException e) {
                throw new IllegalArgumentException("Entry " + i + " has an event that does not decode", e);
            }
            player.compare(entry);
        }
        return player.comparison.report();
    }

    private static Gatekeeper fresh(EgressQueue queue) {
        return new Gatekeeper(List.of(new Generation(0, 0, seed(0x11))), queue);
    }

    private static Sr25519.Pair seed(int each) {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) each);
        return Sr25519.Pair.fromSeed(seed);
    }

    private static WorkerIdentity worker(int number) {
        byte[] seed = new byte[32];
        seed[31] = (byte) number;
        Sr25519Public key =
                new Sr25519Public(Sr25519.Pair.fromSeed(seed).publicKey().value());
        return new WorkerIdentity(key, key);
    }

    private void play(String step) throws DecodeException {
        // The recorder also lists what a silent gatekeeper would have said.
        Matcher parts = STEP.matcher(step);
        if (!parts.matches()) {
            throw new IllegalArgumentException("Step \"" + step + "\" cannot be read");
        }
        List<Integer> numbers = parts.group(2) == null ? List.of() : numbers(parts.group(2));
        switch (parts.group(1).strip()) {
            case "new" -> {}
            case "emit_random_number" -> said(() -> gatekeeper.finishBlock(numbers.getFirst()));
            case "register_on_chain" -> gatekeeper.setRegistered(true);
            case "unregister_on_chain" -> gatekeeper.setRegistered(false);
            case "share_master_key" ->
                said(() -> gatekeeper.shareMasterKey(worker(numbers.getFirst()), numbers.getLast()));
            // Refused before it reaches the gatekeeper.
            case "process_cluster_event from a worker: Err" -> {}
            case "process_cluster_event from a worker" -> {}
            case "process_cluster_event" -> {
                Bytes event = Bytes.fromHex(parts.group(3).strip().split(" ")[0]);
                firstClusterEvent = firstClusterEvent.isEmpty() ? event : firstClusterEvent;
                deploy(event, numbers.getFirst());
            }
            case "append_master_key" -> gatekeeper.append(new Generation(numbers.get(0), numbers.get(1), seed(0x22)));
            case "append_master_key again" ->
                gatekeeper.append(gatekeeper.history().getLast());
            case "switch_master_key" -> said(() -> gatekeeper.switchTo(numbers.get(0), numbers.get(1)));
            case "fresh gatekeeper" -> {
                queue = new EgressQueue();
                gatekeeper = fresh(queue);
                seen = 0;
                // The same cluster without a deposit, in block 5.
                deployWithoutDeposit(5);
            }
            default -> throw new IllegalArgumentException("Step \"" + step + "\" is not known");
        }
    }

    private static List<Integer> numbers(String text) {
        List<Integer> numbers = new ArrayList<>();
        Matcher each = NUMBER.matcher(text);
        while (each.find()) {
            numbers.add(Integer.valueOf(each.group()));
        }
        return numbers;
    }

    private void said(Runnable step) {
        queue.setDummy(MessageOrigin.GATEKEEPER, false);
        step.run();
    }

    private void deploy(Bytes event, int block) throws DecodeException {
        if (ClusterEvent.codec().decodeAll(event) instanceof ClusterEvent.DeployCluster cluster) {
            said(() -> gatekeeper.deployCluster(cluster, block));
        }
    }

    private void deployWithoutDeposit(int block) throws DecodeException {
        if (ClusterEvent.codec().decodeAll(firstClusterEvent) instanceof ClusterEvent.DeployCluster first) {
            ClusterEvent.DeployCluster cluster = new ClusterEvent.DeployCluster(
                    first.owner(),
                    first.cluster(),
                    first.workers(),
                    U128.ZERO,
                    first.gasPrice(),
                    first.depositPerItem(),
                    first.depositPerByte(),
                    first.treasuryAccount());
            said(() -> gatekeeper.deployCluster(cluster, block));
        }
    }

    private void compare(JsonNode entry) {
        List<Object> actual = new ArrayList<>();
        List<Object> expected = new ArrayList<>();
        Gatekeeper.Saved saved = gatekeeper.save();
        entry.propertyStream().forEach(field -> {
            JsonNode value = field.getValue();
            switch (field.getKey()) {
                case "dummy" -> {
                    actual.add(!gatekeeper.isActive());
                    expected.add(value.asBoolean());
                }
                case "iv_seq" -> {
                    actual.add(saved.ivSequence());
                    expected.add(value.asLong());
                }
                case "last_random" -> {
                    actual.add(saved.lastRandomNumber().toHex());
                    expected.add(value.asString());
                }
                case "master_pubkey" -> {
                    actual.add(gatekeeper.masterPublicKey().value().toHex());
                    expected.add(value.asString());
                }
                case "pushed" -> {
                    actual.add(pushed());
                    expected.add(listed(value));
                }
                default -> {}
            }
        });
        comparison.expect(entry.get("step").asString(), actual, expected);
    }

    private List<String> pushed() {
        List<SignedMessage> all = queue.pending().stream()
                .flatMap(each -> each.messages().stream())
                .toList();
        List<String> latest = new ArrayList<>();
        for (SignedMessage signed : all.subList(seen, all.size())) {
            Message message = signed.message();
            latest.add(message.destination() + " " + message.payload().toHex());
        }
        seen = all.size();
        return latest;
    }

    private static List<String> listed(JsonNode pushed) {
        List<String> listed = new ArrayList<>();
        for (JsonNode each : pushed) {
            listed.add(each.get("topic").asString() + " " + each.get("payload").asString());
        }
        return listed;
    }
}
