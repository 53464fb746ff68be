package network.phala.client.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import network.phala.crypto.Blake2b;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A `.contract` bundle: Wasm code, its hash, constructors, messages and types. ink! 3 (release candidates
/// too), 4 and 5.
public record ContractFile(
        String name,
        String language,
        Bytes wasm,
        H256 codeHash,
        List<Message> constructors,
        List<Message> messages,
        List<EventSpec> events,
        StorageLayout storage,
        ValueCodec values) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /// Names of metadata versions around the metadata: ink! 3, and the alphas of ink! 4.
    private static final List<String> WRAPPERS = List.of("V5", "V4", "V3", "V2", "V1");

    private static final Bytes WASM_MAGIC = Bytes.fromHex("0x0061736d");
    private static final long SIZE_MAX = 64L << 20;

    /// A constructor or message. `selector` is four bytes; `returnType` is the registry's type id, absent for `()`.
    public record Message(
            String label,
            Bytes selector,
            List<Argument> arguments,
            Optional<Integer> returnType,
            boolean mutates,
            boolean payable) {
        /// Label and arguments as a developer would write them: `transfer(to: AccountId, value: Balance)`.
        public String signature() {
            StringBuilder out = new StringBuilder(label).append('(');
            for (int i = 0; i < arguments.size(); i++) {
                Argument argument = arguments.get(i);
                out.append(i == 0 ? "" : ", ")
                        .append(argument.label())
                        .append(": ")
                        .append(argument.typeName());
            }
            return out.append(')').toString();
        }
    }

    /// One argument; `type` is its id in the registry.
    public record Argument(String label, int type, String typeName) {}

    /// An event that the contract can emit. ink! 5 tells events apart by their first topic, `signatureTopic`, which
    /// anonymous ones have not; before, the data began with the event's number. `modern` is ink! 5, and the
    /// events of early Solang, each of which is here in both shapes.
    ///
    /// @param indexed of how many arguments there is a topic
    public record EventSpec(
            String label, List<Argument> arguments, boolean modern, Optional<Bytes> signatureTopic, int indexed) {
        private EventKey key() {
            return !modern ? EventKey.NUMBER : signatureTopic.isPresent() ? EventKey.TOPIC : EventKey.SHAPE;
        }

        private boolean fits(List<Bytes> topics, Bytes data, int number) {
            if (!modern) {
                return !data.isEmpty() && data.unsigned(0) == number;
            }
            return signatureTopic.isPresent()
                    ? !topics.isEmpty() && topics.getFirst().equals(signatureTopic.get())
                    : topics.size() == indexed;
        }
    }

    /// An event as it was emitted.
    public record Event(String label, JsonNode fields) {}

    /// Reads a bundle.
    ///
    /// @throws ContractFileException when the file is not a bundle that carries code
    public static ContractFile read(Path file) throws IOException, ContractFileException {
        if (!Files.isRegularFile(file)) {
            throw new ContractFileException((Files.isDirectory(file) ? "A folder: " : "No such file: ") + file
                    + "; expected a .contract bundle");
        }
        if (Files.size(file) > SIZE_MAX) {
            throw new ContractFileException(
                    file + " has " + Files.size(file) + " bytes; at most " + SIZE_MAX + " are read");
        }
        Bytes content = Bytes.wrap(Files.readAllBytes(file));
        String name = file.getFileName().toString();
        if (content.startsWith(WASM_MAGIC)) {
            throw new ContractFileException(
                    name + " is code without metadata; expected a .contract bundle, which has both");
        }
        return parse(content.toUtf8(), name);
    }

    /// @param origin what to call the text in error messages
    public static ContractFile parse(String json, String origin) throws ContractFileException {
        try {
            return parse(JSON.readTree(json));
        } catch (JacksonException e) {
            throw new ContractFileException(origin + " is not JSON: " + e.getOriginalMessage());
        } catch (ContractFileException e) {
            throw new ContractFileException(origin + ": " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new ContractFileException(origin + ": " + e.getMessage());
        }
    }

    private static ContractFile parse(JsonNode root) throws ContractFileException {
        JsonNode source = root.path("source");
        if (source.path("contract_binary").asString("").startsWith("0x50564d")) {
            throw new ContractFileException("the code is for PolkaVM ("
                    + source.path("language").asString("ink! 6") + "); expected WebAssembly, which ink! 3 to 5 make");
        }
        if (!source.path("wasm").isString()) {
            throw new ContractFileException(
                    "source.wasm is missing; expected a .contract bundle (the .json metadata carries no code)");
        }
        Bytes wasm = Bytes.fromHex(source.path("wasm").asString());
        H256 hash = new H256(Blake2b.hash256(wasm.unsafeArray()));
        String stated = source.path("hash").asString("");
        if (!stated.isEmpty() && !stated.equalsIgnoreCase(hash.toHex())) {
            throw new ContractFileException("source.hash is " + stated + ", but the code's BLAKE2b-256 is " + hash);
        }
        JsonNode body = body(root);
        TypeRegistry types = TypeRegistry.parse(body.path("types"));
        ValueCodec values = new ValueCodec(types);
        JsonNode spec = body.path("spec");
        return new ContractFile(
                root.path("contract").path("name").asString("contract"),
                source.path("language").asString("unknown"),
                wasm,
                hash,
                entries(types, spec.path("constructors")),
                entries(types, spec.path("messages")),
                events(
                        types,
                        spec.path("events"),
                        root.path("source").path("compiler").asString("")),
                new StorageLayout(body.path("storage"), values),
                values);
    }

    /// ink! 3 wraps the metadata in its version's name; its release candidates, ink! 4 and 5 lay it flat.
    private static JsonNode body(JsonNode root) throws ContractFileException {
        for (String wrapper : WRAPPERS) {
            if (root.path(wrapper).isObject()) {
                return root.path(wrapper);
            }
        }
        if (!root.path("spec").isObject() || !root.path("types").isArray()) {
            throw new ContractFileException("spec and types are missing; expected ink! 3, 4 or 5 metadata");
        }
        return root;
    }

    private static List<Message> entries(TypeRegistry types, JsonNode list) throws ContractFileException {
        List<Message> entries = new ArrayList<>();
        for (JsonNode entry : list) {
            List<Argument> arguments = arguments(types, entry);
            Bytes selector = Bytes.fromHex(entry.path("selector").asString());
            if (selector.size() != 4) {
                throw new ContractFileException(
                        "selector " + selector + " has " + selector.size() + " bytes; expected 4");
            }
            JsonNode result = entry.path("returnType");
            entries.add(new Message(
                    text(entry.path("label"), entry.path("name")),
                    selector,
                    arguments,
                    result.isObject() ? Optional.of(typeId(result)) : Optional.empty(),
                    entry.path("mutates").asBoolean(false),
                    entry.path("payable").asBoolean(false)));
        }
        return List.copyOf(entries);
    }

    private static List<Argument> arguments(TypeRegistry types, JsonNode entry) throws ContractFileException {
        List<Argument> arguments = new ArrayList<>();
        for (JsonNode argument : entry.path("args")) {
            JsonNode type = argument.path("type");
            arguments.add(new Argument(
                    text(argument.path("label"), argument.path("name")), typeId(type), displayName(types, type)));
        }
        return List.copyOf(arguments);
    }

    private static List<EventSpec> events(TypeRegistry types, JsonNode list, String compiler)
            throws ContractFileException {
        List<EventSpec> events = new ArrayList<>();
        for (JsonNode entry : list) {
            JsonNode topic = entry.path("signature_topic");
            events.add(new EventSpec(
                    text(entry.path("label"), entry.path("name")),
                    arguments(types, entry),
                    entry.has("signature_topic"),
                    topic.isString() ? Optional.of(Bytes.fromHex(topic.asString())) : Optional.empty(),
                    indexed(entry.path("args"))));
        }
        if (compiler.startsWith("solang 0.1.")) {
            for (JsonNode entry : list) {
                events.add(new SoliditySignature(types)
                        .event(text(entry.path("label"), entry.path("name")), arguments(types, entry), entry));
            }
        }
        return List.copyOf(events);
    }

    private static int indexed(JsonNode arguments) {
        int count = 0;
        for (JsonNode argument : arguments) {
            count += argument.path("indexed").asBoolean(false) ? 1 : 0;
        }
        return count;
    }

    /// Labels are text, or in early bundles a list of path segments.
    private static String text(JsonNode label, JsonNode olderName) {
        JsonNode node = label.isMissingNode() ? olderName : label;
        if (!node.isArray()) {
            return node.asString("");
        }
        List<String> segments = new ArrayList<>();
        node.forEach(segment -> segments.add(segment.asString()));
        return String.join("::", segments);
    }

    private static int typeId(JsonNode type) throws ContractFileException {
        // Release candidates of ink! 3 called it `id`.
        JsonNode id = type.has("type") ? type.path("type") : type.path("id");
        if (!id.isInt()) {
            throw new ContractFileException("type id " + id + "; expected a number");
        }
        return id.asInt();
    }

    /// The name in the source (`Balance`), unless it leaves something out (`Option`).
    private static String displayName(TypeRegistry types, JsonNode type) throws ContractFileException {
        List<String> segments = new ArrayList<>();
        type.path("displayName").forEach(segment -> segments.add(segment.asString()));
        int id = typeId(type);
        return segments.isEmpty() || types.isBuilt(id) ? types.name(id) : segments.getLast();
    }

    /// @throws ContractFileException naming the constructors there are
    public Message constructor(String label) throws ContractFileException {
        return named(constructors, label, "constructor");
    }

    /// The constructor that somebody means.
    ///
    /// @param label empty for the only one, or the one of `new` and `default` that takes so many arguments
    /// @throws ContractFileException naming the constructors there are
    public Message constructor(String label, int arguments) throws ContractFileException {
        if (!label.isEmpty()) {
            return constructor(label);
        }
        if (constructors.size() == 1) {
            return constructors.getFirst();
        }
        List<Message> usual = Stream.of("new", "default")
                .flatMap(name ->
                        constructors.stream().filter(each -> each.label().equals(name)))
                .toList();
        return usual.stream()
                .filter(each -> each.arguments().size() == arguments)
                .findFirst()
                .or(() -> usual.stream().findFirst())
                .orElseThrow(() -> new ContractFileException(name
                        + " has several constructors; choose one with --constructor: " + signatures(constructors)));
    }

    private static String signatures(List<Message> list) {
        return String.join(", ", list.stream().map(Message::signature).toList());
    }

    /// @param label as in the metadata, or without the trait's name
    /// @throws ContractFileException naming the messages there are
    public Message message(String label) throws ContractFileException {
        return named(messages, label, "message");
    }

    /// A message of a trait may be called by its own name (`transfer` for `PSP22::transfer`) where no other has it.
    private Message named(List<Message> list, String label, String kind) throws ContractFileException {
        List<Message> exact =
                list.stream().filter(entry -> entry.label().equals(label)).toList();
        List<Message> found = exact.isEmpty()
                ? list.stream()
                        .filter(entry -> entry.label().endsWith("::" + label))
                        .toList()
                : exact.subList(0, 1);
        if (found.size() > 1) {
            throw new ContractFileException(
                    name + " has several " + kind + "s \"" + label + "\": " + signatures(found));
        }
        if (found.isEmpty()) {
            throw new ContractFileException(
                    name + " has no " + kind + " \"" + label + "\"; it has " + signatures(list));
        }
        return found.getFirst();
    }

    /// Selector and arguments as SCALE; each argument is JSON or plain text.
    public Bytes encodeCall(Message message, List<String> arguments) throws ContractFileException {
        if (arguments.size() != message.arguments().size()) {
            throw new ContractFileException(arguments.size() + " arguments given for " + message.signature()
                    + "; expected " + message.arguments().size());
        }
        Bytes[] parts = new Bytes[arguments.size() + 1];
        parts[0] = message.selector();
        for (int i = 0; i < arguments.size(); i++) {
            Argument argument = message.arguments().get(i);
            try {
                parts[i + 1] = values.encode(argument.type(), arguments.get(i));
            } catch (ContractFileException e) {
                throw new ContractFileException("Argument " + argument.label() + ": " + e.getMessage());
            }
        }
        return Bytes.concat(parts);
    }

    /// What an emitted event says; absent when it is none of this contract's. An anonymous event of ink! 5 is known by
    /// its shape only, so those are looked at last.
    ///
    /// @param topics as emitted, 32 bytes each
    public Optional<Event> decodeEvent(List<Bytes> topics, Bytes data) {
        return decodeEvent(topics, data, EventKey.TOPIC)
                .or(() -> decodeEvent(topics, data, EventKey.NUMBER))
                .or(() -> decodeEvent(topics, data, EventKey.SHAPE));
    }

    /// What an event is known by, the surest first.
    private enum EventKey {
        TOPIC,
        NUMBER,
        SHAPE
    }

    private Optional<Event> decodeEvent(List<Bytes> topics, Bytes data, EventKey key) {
        for (int i = 0; i < events.size(); i++) {
            EventSpec spec = events.get(i);
            if (spec.key() != key || !spec.fits(topics, data, i)) {
                continue;
            }
            try {
                return Optional.of(new Event(
                        spec.label(),
                        values.decodeFields(spec.arguments(), spec.modern() ? data : data.slice(1, data.size()))));
            } catch (ContractFileException e) {
                // Another event of the same shape so far: try the next.
            }
        }
        return Optional.empty();
    }
}
