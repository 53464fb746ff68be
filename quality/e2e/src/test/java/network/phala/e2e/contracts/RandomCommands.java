package network.phala.e2e.contracts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import network.phala.client.contract.ContractFile;
import network.phala.client.contract.ContractFile.Message;
import network.phala.client.contract.ContractFileException;
import network.phala.contractrunner.ContractRunner;
import network.phala.pink.TransactionArguments;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Commands by chance from a seed: every message of every bundle, with arguments by their types that name each other's
/// accounts and codes, too little money, too little gas, deposits too small, and input that is none.
final class RandomCommands {
    static final List<AccountId> USERS =
            List.of(ContractRunner.ALICE, ContractRunner.BOB, ContractRunner.CHARLIE, account(77));
    /// An account that never has money.
    private static final AccountId PAUPER = account(78);

    private static final int EXAMPLES = 6;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final SplittableRandom random;
    private final List<ContractFile> files;
    private final ContractFile extension;
    private final Set<H256> uploaded = new HashSet<>();
    private final Map<AccountId, ContractFile> contracts = new TreeMap<>();
    private final Map<H256, ContractFile> byCode = new HashMap<>();
    private final List<AccountId> gone = new ArrayList<>();

    RandomCommands(long seed, List<ContractFile> files) {
        random = new SplittableRandom(seed);
        this.files = files;
        files.forEach(file -> byCode.put(file.codeHash(), file));
        extension = files.stream()
                .filter(file -> file.name().equals("extension"))
                .findFirst()
                .orElseThrow();
    }

    sealed interface Command {}

    record Upload(AccountId origin, Bytes code) implements Command {
        @Override
        public String toString() {
            return "Upload[" + origin + ", " + code.size() + " bytes]";
        }
    }

    record Instantiate(H256 code, Bytes input, Bytes salt, TransactionArguments terms) implements Command {}

    record Call(AccountId contract, Bytes input, Bytes nonce, TransactionArguments terms) implements Command {}

    record Mint(AccountId who, U128 amount) implements Command {}

    record Idle() implements Command {}

    private static AccountId account(int number) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) number;
        return new AccountId(Bytes32.of(Bytes.wrap(bytes)));
    }

    /// The code that a contract has now; none when it has ended.
    interface Codes {
        Optional<H256> codeHash(AccountId contract);
    }

    /// Takes note of contracts that came to be.
    void noticed(Codes codes, List<AccountId> made) {
        for (AccountId contract : made) {
            codes.codeHash(contract).map(byCode::get).ifPresent(file -> contracts.put(contract, file));
        }
    }

    private void forget(Codes codes) {
        contracts.keySet().removeIf(contract -> {
            Optional<H256> code = codes.codeHash(contract);
            if (code.isEmpty()) {
                gone.add(contract);
            }
            return code.isEmpty();
        });
        contracts.replaceAll((contract, file) -> codes.codeHash(contract)
                .map(code -> byCode.getOrDefault(code, file))
                .orElse(file));
    }

    int alive() {
        return contracts.size();
    }

    int ended() {
        return gone.size();
    }

    Command next(Codes codes) {
        forget(codes);
        int kind = random.nextInt(100);
        if (uploaded.size() < files.size()) {
            ContractFile file = files.get(uploaded.size());
            uploaded.add(file.codeHash());
            return new Upload(USERS.getFirst(), file.wasm());
        }
        if (kind < 4) {
            return upload();
        }
        if (kind < 6) {
            return new Mint(anyone(), U128.of(random.nextLong(1_000_000)));
        }
        if (kind < 20 || contracts.size() < 4) {
            return instantiate();
        }
        return call();
    }

    private Command upload() {
        ContractFile file = files.get(random.nextInt(files.size()));
        byte[] code = file.wasm().toArray();
        if (random.nextInt(4) > 0) {
            code[random.nextInt(code.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return new Upload(USERS.get(random.nextInt(USERS.size())), Bytes.wrap(code));
    }

    private Command instantiate() {
        // What a worker could answer differently from another is asked most.
        ContractFile file = random.nextInt(4) == 0 ? extension : files.get(random.nextInt(files.size()));
        Message constructor =
                file.constructors().get(random.nextInt(file.constructors().size()));
        return new Instantiate(file.codeHash(), input(file, constructor), bytes(random.nextInt(4)), terms(constructor));
    }

    Call call() {
        List<Map.Entry<AccountId, ContractFile>> all = List.copyOf(contracts.entrySet());
        Map.Entry<AccountId, ContractFile> one = all.get(random.nextInt(all.size()));
        Message message = one.getValue()
                .messages()
                .get(random.nextInt(one.getValue().messages().size()));
        Bytes input = input(one.getValue(), message);
        AccountId target = random.nextInt(50) == 0 ? anyone() : one.getKey();
        return new Call(target, input, bytes(random.nextInt(33)), terms(message));
    }

    /// A contract that is alive, and the selector of one of its messages that take nothing.
    record Hook(AccountId contract, Bytes selector) {}

    Optional<Hook> hook() {
        List<Map.Entry<AccountId, ContractFile>> all = List.copyOf(contracts.entrySet());
        if (all.isEmpty()) {
            return Optional.empty();
        }
        Map.Entry<AccountId, ContractFile> one = all.get(random.nextInt(all.size()));
        List<Message> plain = one.getValue().messages().stream()
                .filter(message -> message.arguments().isEmpty())
                .toList();
        return plain.isEmpty()
                ? Optional.empty()
                : Optional.of(new Hook(
                        one.getKey(), plain.get(random.nextInt(plain.size())).selector()));
    }

    private Bytes input(ContractFile file, Message message) {
        List<String> arguments = new ArrayList<>();
        Bytes whole;
        try {
            for (ContractFile.Argument argument : message.arguments()) {
                JsonNode example = file.values().example(argument.type(), random.nextInt(EXAMPLES));
                arguments.add(mixed(example).toString());
            }
            whole = file.encodeCall(message, arguments);
        } catch (ContractFileException e) {
            throw new AssertionError(file.name() + "." + message.label() + " " + arguments, e);
        }
        return switch (random.nextInt(40)) {
            case 0 -> whole.slice(0, random.nextInt(whole.size() + 1));
            case 1 -> bytes(random.nextInt(40));
            default -> whole;
        };
    }

    /// The example, its accounts and hashes exchanged for some that mean something here.
    private JsonNode mixed(JsonNode example) {
        if (example.isString()) {
            String text = example.asString();
            if (text.equals("//Alice") || text.equals("//Bob")) {
                return NODES.stringNode(ContractRunner.text(anyone()));
            }
            return text.startsWith("0x") && text.length() == 66 && random.nextInt(3) > 0
                    ? NODES.stringNode(
                            files.get(random.nextInt(files.size())).codeHash().toHex())
                    : example;
        }
        if (example.isArray()) {
            ArrayNode list = NODES.arrayNode();
            example.forEach(item -> list.add(mixed(item)));
            return list;
        }
        if (example.isObject()) {
            ObjectNode object = NODES.objectNode();
            example.propertyNames().forEach(name -> object.set(name, mixed(example.get(name))));
            return object;
        }
        return example;
    }

    private TransactionArguments terms(Message message) {
        U128 value = message.payable() && random.nextBoolean() || random.nextInt(20) == 0
                ? U128.of(random.nextInt(5) == 0 ? Long.MAX_VALUE : random.nextLong(10_000))
                : U128.ZERO;
        long gas = switch (random.nextInt(8)) {
            case 0 -> random.nextLong(8_000_000_000L);
            case 1 -> random.nextLong(400_000_000L);
            default -> 60_000_000_000L;
        };
        Optional<U128> deposit = random.nextInt(6) == 0 ? Optional.of(U128.of(random.nextLong(300))) : Optional.empty();
        AccountId origin = random.nextInt(25) == 0 ? PAUPER : USERS.get(random.nextInt(USERS.size()));
        return new TransactionArguments(origin, value, gas, random.nextInt(10) == 0, deposit, U128.ZERO);
    }

    private AccountId anyone() {
        List<AccountId> all = new ArrayList<>(USERS);
        all.addAll(contracts.keySet());
        all.addAll(gone.subList(0, Math.min(3, gone.size())));
        all.add(PAUPER);
        return all.get(random.nextInt(all.size()));
    }

    private Bytes bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }
}
