package network.phala.e2e.contracts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Sr25519;
import network.phala.crypto.Twox;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;
import network.phala.pruntime.SyntheticChain;
import network.phala.scale.Scale;
import network.phala.scale.ScaleWriter;
import network.phala.types.EncryptedKey;
import network.phala.types.contract.ClusterOperation;
import network.phala.types.contract.CodeIndex;
import network.phala.types.contract.CommandPayload;
import network.phala.types.contract.ContractIds;
import network.phala.types.contract.ContractInfo;
import network.phala.types.contract.ContractOperation;
import network.phala.types.contract.InkCommand;
import network.phala.types.contract.PinkVersion;
import network.phala.types.contract.ResourceType;
import network.phala.types.keys.KeyDerivation;
import network.phala.types.keys.SecretChannel;
import network.phala.types.mq.Message;
import network.phala.types.mq.MessageOrigin;
import network.phala.types.mq.SignedMessage;

/// A chain that one cluster's workers follow: turns commands into the messages that the chain's pallets would send, and
/// mixes in what a hostile account could, and what the cluster's owner may.
final class TwinChain {
    static final H256 CLUSTER = ContractIds.clusterId(1);
    private static final MessageOrigin PALLET = MessageOrigin.pallet("PhalaPhatContracts");
    private static final AccountId OWNER = RandomCommands.USERS.getFirst();
    private static final Bytes GRANT_ADMIN = Bytes.fromHex("0x67612061");
    private static final Bytes SET_HOOK = Bytes.fromHex("0x352c6b5c");
    private static final Bytes SET_WEIGHT = Bytes.fromHex("0x45ec9b18");
    private static final Bytes UPGRADE_RUNTIME = Bytes.fromHex("0x317f6bf3");
    private static final Bytes UPGRADE_SYSTEM = Bytes.fromHex("0xaf69ca03");
    private static final U128 MONEY = U128.of(1_000_000_000_000_000_000L);

    private final SyntheticChain chain;
    private final SplittableRandom random;
    private final Sr25519.Pair gatekeeper = Sr25519.Pair.fromSeed(new byte[32]);
    private final Sr25519.Pair clusterKey = KeyDerivation.clusterKey(gatekeeper, CLUSTER);
    private final List<Message> next = new ArrayList<>();

    /// @param runtime the release that the cluster begins with
    TwinChain(long seed, PinkVersion runtime, List<Sr25519Public> registered) {
        random = new SplittableRandom(seed);
        Map<Bytes, Bytes> entries = new TreeMap<>();
        entries.put(SyntheticChain.key("PhalaPhatContracts", "PinkSystemCode"), systemCode(1, "system"));
        entries.put(
                SyntheticChain.key("PhalaPhatContracts", "PinkRuntimeVersion"),
                Scale.of(PinkVersion.class).encode(runtime));
        for (Sr25519Public worker : registered) {
            entries.put(byWorker("PhalaRegistry", "Workers", worker), Bytes.EMPTY);
            entries.put(byWorker("PhalaPhatContracts", "ClusterByWorkers", worker), CLUSTER.toBytes());
        }
        chain = new SyntheticChain(entries);
    }

    private static Bytes byWorker(String pallet, String item, Sr25519Public worker) {
        Bytes key = worker.toBytes();
        return Bytes.concat(SyntheticChain.key(pallet, item), Bytes.wrap(Twox.hash64(key.toArray())), key);
    }

    private static Bytes systemCode(int version, String artifact) {
        ScaleWriter out = new ScaleWriter();
        out.writeShort(version);
        out.writeVec(Artifacts.read(artifact).wasm());
        return out.toBytes();
    }

    SyntheticChain chain() {
        return chain;
    }

    /// The cluster's key for these workers, and money for its users.
    int begin(List<Sr25519Public> workers, AccountId treasury) throws CryptoException {
        Map<Sr25519Public, EncryptedKey> keys = new TreeMap<>();
        for (Sr25519Public worker : workers) {
            keys.put(
                    worker,
                    SecretChannel.sealKey(
                            gatekeeper, KeyDerivation.CLUSTER_KEY_SHARING, worker, bytes(12), clusterKey));
        }
        ClusterOperation dispatch =
                new ClusterOperation.DispatchKeys(keys, CLUSTER, OWNER, MONEY, U128.ONE, U128.ONE, U128.ONE, treasury);
        next.add(new Message(
                MessageOrigin.GATEKEEPER,
                ClusterOperation.TOPIC,
                ClusterOperation.codec().encode(dispatch)));
        RandomCommands.USERS.forEach(user -> deposit(user, MONEY));
        return produce();
    }

    boolean signedByCluster(SignedMessage message) {
        return clusterKey
                .publicKey()
                .verify(message.dataToSign().toArray(), message.signature().toArray());
    }

    int produce() {
        int number = chain.produce(next.toArray(Message[]::new));
        next.clear();
        return number;
    }

    /// The chain has taken the cluster's messages below this number.
    void accept(long sequence) {
        chain.acceptUpTo(new MessageOrigin.Cluster(CLUSTER), sequence);
    }

    /// The chain has taken the reports that workers make of the cluster's beginning.
    void acceptReports(List<Sr25519Public> workers) {
        workers.forEach(worker -> chain.acceptUpTo(new MessageOrigin.Worker(worker), 1));
    }

    private void operation(ClusterOperation operation) {
        next.add(new Message(
                PALLET, ClusterOperation.TOPIC, ClusterOperation.codec().encode(operation)));
    }

    private void deposit(AccountId who, U128 amount) {
        operation(new ClusterOperation.Deposit(CLUSTER, who, amount));
    }

    void add(RandomCommands.Command command) throws CryptoException {
        switch (command) {
            case RandomCommands.Upload(AccountId origin, Bytes code) -> {
                ResourceType type =
                        random.nextInt(12) == 0 ? ResourceType.values()[random.nextInt(3)] : ResourceType.INK_CODE;
                operation(new ClusterOperation.UploadResource(origin, CLUSTER, type, code));
            }
            case RandomCommands.Instantiate(var code, var input, var salt, var terms) ->
                next.add(new Message(
                        PALLET,
                        ContractOperation.TOPIC,
                        ContractOperation.codec()
                                .encode(new ContractOperation.InstantiateCode(
                                        new ContractInfo(
                                                terms.origin(), new CodeIndex.WasmCode(code), salt, CLUSTER, input),
                                        terms.transfer(),
                                        terms.gasLimit(),
                                        terms.storageDepositLimit()))));
            case RandomCommands.Call call -> next.add(command(call));
            case RandomCommands.Mint(AccountId who, U128 amount) -> deposit(who, amount);
            case RandomCommands.Idle() -> {}
        }
    }

    /// Free calls are those of pallets.
    private Message command(RandomCommands.Call call) throws CryptoException {
        InkCommand command = new InkCommand.InkMessage(
                call.nonce(),
                call.input(),
                call.terms().transfer(),
                call.terms().gasLimit(),
                call.terms().storageDepositLimit());
        MessageOrigin sender = call.terms().gasFree()
                ? PALLET
                : new MessageOrigin.Account(new H256(call.terms().origin().value()));
        CommandPayload payload =
                random.nextBoolean() ? sealed(call.contract(), command) : new CommandPayload.Plain(command);
        return command(sender, call.contract(), CommandPayload.codec().encode(payload));
    }

    private CommandPayload sealed(AccountId contract, InkCommand command) throws CryptoException {
        try (Sr25519.Pair key = KeyDerivation.contractKey(clusterKey, new H256(contract.value()));
                Sr25519.Pair sender = Sr25519.Pair.fromSeed(bytes(32).toArray())) {
            return new CommandPayload.Encrypted(SecretChannel.seal(
                    sender, key.publicKey(), bytes(12), InkCommand.codec().encode(command)));
        }
    }

    private static Message command(MessageOrigin sender, AccountId contract, Bytes payload) {
        return new Message(sender, ContractIds.commandTopic(new H256(contract.value())), payload);
    }

    private Bytes bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }

    private void byOwner(AccountId system, Bytes selector, Bytes... arguments) {
        InkCommand command = new InkCommand.InkMessage(
                bytes(8), selector.concat(Bytes.concat(arguments)), U128.ZERO, 200_000_000_000L, Optional.empty());
        next.add(command(
                new MessageOrigin.Account(new H256(OWNER.value())),
                system,
                CommandPayload.codec().encode(new CommandPayload.Plain(command))));
    }

    void grantAdmin(AccountId system) {
        byOwner(system, GRANT_ADMIN, OWNER.toBytes());
    }

    void upgradeRuntime(AccountId system, PinkVersion to) {
        byOwner(system, UPGRADE_RUNTIME, Scale.of(PinkVersion.class).encode(to));
    }

    /// A newer system contract, on the chain and then in the cluster.
    void upgradeSystem(AccountId system) {
        chain.put(SyntheticChain.key("PhalaPhatContracts", "PinkSystemCode"), systemCode(2, "system-next"));
        byOwner(system, UPGRADE_SYSTEM);
    }

    /// A hook at the end of each block for a contract, and money to pay for it, mostly enough.
    void hook(AccountId system, RandomCommands.Hook hook) {
        ScaleWriter gas = new ScaleWriter();
        gas.writeLong(random.nextInt(3) == 0 ? random.nextLong(2_000_000_000L) : 60_000_000_000L);
        byte[] selector = hook.selector().toArray();
        Bytes littleEndian = Bytes.of(selector[3], selector[2], selector[1], selector[0]);
        byOwner(system, SET_HOOK, Bytes.of((byte) 0), hook.contract().toBytes(), littleEndian, gas.toBytes());
        if (random.nextInt(4) > 0) {
            deposit(hook.contract(), U128.of(200_000_000_000L));
        }
    }

    void weigh(AccountId system, AccountId contract) {
        ScaleWriter weight = new ScaleWriter();
        weight.writeInt(random.nextInt(1000));
        byOwner(system, SET_WEIGHT, contract.toBytes(), weight.toBytes());
    }

    /// What means nothing here, or comes from somebody who may not say it.
    void nonsense(AccountId contract) {
        MessageOrigin stranger = new MessageOrigin.Account(H256.of(bytes(32).toArray()));
        H256 other = ContractIds.clusterId(2);
        switch (random.nextInt(8)) {
            case 0 -> next.add(command(stranger, contract, bytes(random.nextInt(80))));
            case 1 -> next.add(command(MessageOrigin.GATEKEEPER, contract, bytes(20)));
            case 2 ->
                next.add(command(
                        stranger,
                        contract,
                        CommandPayload.codec()
                                .encode(new CommandPayload.Encrypted(new CommandPayload.EncryptedData(
                                        bytes(12), Bytes32.of(bytes(32)), bytes(60))))));
            case 3 -> next.add(command(stranger, new AccountId(Bytes32.of(bytes(32))), bytes(30)));
            case 4 -> operation(new ClusterOperation.DestroyCluster(other));
            case 5 -> operation(new ClusterOperation.Deposit(other, OWNER, MONEY));
            case 6 -> next.add(new Message(stranger, ClusterOperation.TOPIC, bytes(40)));
            default ->
                next.add(new Message(
                        new MessageOrigin.Worker(new Sr25519Public(Bytes32.of(bytes(32)))),
                        ContractOperation.TOPIC,
                        bytes(40)));
        }
    }
}
