package network.phala.client.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import network.phala.crypto.Blake2b;
import network.phala.primitives.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Shapes of bundles that other people's tools made, met in a few hundred bundles found in public, written down small.
class BundleShapesTest {
    private static final String TYPES = """
            [{"id":0,"type":{"def":{"primitive":"bool"}}},
             {"id":1,"type":{"def":{"primitive":"u64"}}},
             {"id":2,"type":{"def":{"array":{"len":4,"type":1}}}},
             {"id":3,"type":{"path":["primitive_types","U256"],"def":{"composite":{"fields":[{"type":2}]}}}},
             {"id":4,"type":{"def":{"tuple":[]}}},
             {"id":5,"type":{"path":["Option"],"params":[{"name":"T","type":4}],"def":{"variant":{"variants":[
                {"index":0,"name":"None"},{"index":1,"name":"Some","fields":[{"type":4}]}]}}}},
             {"id":6,"type":{"path":["Option"],"params":[{"name":"T","type":5}],"def":{"variant":{"variants":[
                {"index":0,"name":"None"},{"index":1,"name":"Some","fields":[{"type":5}]}]}}}},
             {"id":7,"type":{"path":["a","Tree"],"def":{"composite":{"fields":[{"name":"leaves","type":8}]}}}},
             {"id":8,"type":{"def":{"sequence":{"type":7}}}},
             {"id":9,"type":{"path":["a","Never"],"def":{"variant":{}}}}]
            """;

    private static ContractFile bundle(String rest) throws ContractFileException {
        return ContractFile.parse("{\"source\":{\"wasm\":\"0x0061736d\",\"language\":\"ink! x\"}," + rest + "}", "it");
    }

    private static ContractFile ink4() throws ContractFileException {
        return bundle("\"version\":\"4\",\"spec\":{\"messages\":[]},\"types\":" + TYPES);
    }

    @Test
    void releaseCandidatesOfInk3CountTypesFromOneAndCallThemId() throws ContractFileException {
        for (String word : List.of("id", "type")) {
            ContractFile file = bundle("""
                    "metadataVersion":"0.1.0",
                    "spec":{"constructors":[{"args":[{"name":"init","type":{"displayName":["bool"],"%1$s":1}}],
                                             "name":["new"],"selector":"0xd183512b"}],
                            "messages":[{"args":[],"name":["Flip","get"],"mutates":false,"payable":false,
                                         "returnType":{"displayName":["bool"],"%1$s":1},"selector":"0x1e5ca456"}]},
                    "types":[{"def":{"primitive":"bool"}}]
                    """.formatted(word));
            assertThat(file.encodeCall(file.constructor("new"), List.of("true")).toHex())
                    .isEqualTo("0xd183512b01");
            assertThat(file.message("Flip::get").returnType()).contains(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"V1", "V2", "V3", "V4", "V5"})
    void theMetadataMayBeWrappedInItsVersion(String version) throws ContractFileException {
        ContractFile file = bundle("\"" + version + "\":{\"spec\":{\"messages\":[{\"args\":[],\"label\":\"get\","
                + "\"selector\":\"0x2f865bd9\",\"returnType\":{\"type\":0}}]},\"types\":" + TYPES + "}");
        assertThat(file.message("get").returnType()).contains(0);
    }

    @Test
    void aMessageOfATraitMayBeCalledByItsOwnNameWhereNoOtherHasIt() throws ContractFileException {
        String spec = "";
        int number = 0;
        for (String label : List.of("transfer", "PSP22::transfer", "PSP22::total", "A::mint", "B::mint")) {
            spec += (number == 0 ? "" : ",") + "{\"args\":[],\"label\":\"" + label + "\",\"selector\":\"0x0000000"
                    + number++ + "\"}";
        }
        ContractFile file = bundle("\"version\":\"4\",\"types\":[],\"spec\":{\"messages\":[" + spec + "]}");
        assertThat(file.message("transfer").selector().toHex()).isEqualTo("0x00000000");
        assertThat(file.message("PSP22::transfer").selector().toHex()).isEqualTo("0x00000001");
        assertThat(file.message("total").label()).isEqualTo("PSP22::total");
        assertThatThrownBy(() -> file.message("mint"))
                .hasMessageContaining("has several messages \"mint\": A::mint(), B::mint()");
        assertThatThrownBy(() -> file.message("otal"))
                .hasMessageContaining("has no message \"otal\"; it has transfer()");
    }

    @Test
    void codeForPolkaVmIsNamed() {
        assertThatThrownBy(() -> ContractFile.parse(
                        "{\"source\":{\"language\":\"ink! 6.0.0\",\"contract_binary\":\"0x50564d0000\"}}", "it"))
                .isInstanceOf(ContractFileException.class)
                .hasMessageContaining("PolkaVM (ink! 6.0.0)")
                .hasMessageContaining("ink! 3 to 5");
    }

    @Test
    void largeNumbersAreNumbers() throws ContractFileException {
        ValueCodec values = ink4().values();
        String limbs = "0x0200000000000000010000000000000000000000000000000000000000000000";
        Bytes bytes = Bytes.fromHex(limbs);
        assertThat(values.encode(3, "18446744073709551618")).isEqualTo(bytes);
        assertThat(values.encode(3, "[2,1,0,0]")).isEqualTo(bytes);
        assertThat(values.decode(3, bytes).asString()).isEqualTo("18446744073709551618");
        assertThat(values.decode(3, values.encode(3, "7")).asInt()).isEqualTo(7);
        assertThatThrownBy(() -> values.encode(3, "-1")).hasMessageContaining("does not fit u256");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "5; 0x00; null",
                "5; 0x01; {\"Some\":null}",
                "6; 0x00; null",
                "6; 0x0100; {\"Some\":null}",
                "6; 0x0101; {\"Some\":{\"Some\":null}}"
            })
    void optionsOfNothingAreToldApart(int type, String hex, String json) throws ContractFileException {
        ValueCodec values = ink4().values();
        assertThat(values.decode(type, Bytes.fromHex(hex)).toString()).isEqualTo(json);
        assertThat(values.encode(type, json).toHex()).isEqualTo(hex);
    }

    @Test
    void everyTypeOfEveryBundleHasExamplesThatSurvive() throws IOException, ContractFileException {
        int seen = 0;
        try (Stream<Path> files = Files.list(Path.of("../../examples/contracts/artifacts"))) {
            for (Path path :
                    files.filter(f -> f.toString().endsWith(".contract")).toList()) {
                ContractFile file = ContractFile.read(path);
                for (ContractFile.Message message : file.messages()) {
                    for (ContractFile.Argument argument : message.arguments()) {
                        for (int seed = 0; seed < 5; seed++) {
                            Bytes bytes = file.values()
                                    .encode(argument.type(), file.values().example(argument.type(), seed));
                            var read = file.values().decode(argument.type(), bytes);
                            assertThat(file.values().encode(argument.type(), read))
                                    .as("%s %s.%s: %s", path, message.label(), argument.label(), read)
                                    .isEqualTo(bytes);
                            seen++;
                        }
                    }
                }
            }
        }
        assertThat(seen).isGreaterThan(100);
    }

    @Test
    void examplesEndWhereTypesDoNot() throws ContractFileException {
        ValueCodec values = ink4().values();
        assertThat(values.encode(7, values.example(7, 0)).size()).isPositive();
        assertThatThrownBy(() -> values.example(9, 0)).hasMessageContaining("has no variants");
    }

    @Test
    void aVariantWithoutItsContentIsRefusedInWordsThatHelp() throws ContractFileException {
        String types = TYPES.replaceFirst(
                "]\\s*$",
                ",{\"id\":10,\"type\":{\"path\":[\"a\",\"Shape\"],\"def\":{\"variant\":{\"variants\":["
                        + "{\"index\":0,\"name\":\"Dot\"},{\"index\":1,\"name\":\"Round\",\"fields\":[{\"type\":1}]},"
                        + "{\"index\":2,\"name\":\"Box\",\"fields\":[{\"name\":\"wide\",\"type\":1},{\"name\":\"on\",\"type\":0}]},"
                        + "{\"index\":7,\"name\":\"Unit\",\"fields\":[{\"type\":4}]}]}}}}]");
        ValueCodec values = bundle("\"version\":\"4\",\"spec\":{\"messages\":[]},\"types\":" + types)
                .values();
        assertThat(values.encode(10, "Dot").toHex()).isEqualTo("0x00");
        assertThat(values.encode(10, "Unit").toHex()).isEqualTo("0x07");
        assertThat(values.encode(10, "{\"Unit\":null}").toHex()).isEqualTo("0x07");
        assertThatThrownBy(() -> values.encode(10, "Round"))
                .hasMessage("\"Round\" given without what it holds; expected {\"Round\": …} with u64");
        assertThatThrownBy(() -> values.encode(10, "Box"))
                .hasMessageContaining("{\"Box\": …} with wide: u64, on: bool");
    }

    /// ink! 5 puts the events of every crate into the metadata, anonymous ones among them, in any order.
    @Test
    void anEventWithASignatureIsNotTakenForAnAnonymousOneOfTheSameShape() throws ContractFileException {
        Bytes signature = Bytes.fromHex("0x" + "5a".repeat(32));
        Bytes topic = Bytes.fromHex("0x" + "01".repeat(32));
        ContractFile file = bundle("\"version\":5,\"types\":" + TYPES
                + ",\"spec\":{\"messages\":[],\"events\":["
                + "{\"label\":\"Bare\",\"signature_topic\":null,\"args\":["
                + "{\"label\":\"a\",\"indexed\":false,\"type\":{\"type\":1}}]},"
                + "{\"label\":\"Marked\",\"signature_topic\":null,\"args\":["
                + "{\"label\":\"b\",\"indexed\":true,\"type\":{\"type\":1}}]},"
                + "{\"label\":\"Signed\",\"signature_topic\":\"" + signature.toHex() + "\",\"args\":["
                + "{\"label\":\"c\",\"indexed\":true,\"type\":{\"type\":1}}]}]}");
        Bytes data = Bytes.fromHex("0x0700000000000000");
        assertThat(file.decodeEvent(List.of(), data).orElseThrow().label()).isEqualTo("Bare");
        assertThat(file.decodeEvent(List.of(topic), data).orElseThrow().label()).isEqualTo("Marked");
        assertThat(file.decodeEvent(List.of(signature, topic), data)
                        .orElseThrow()
                        .label())
                .isEqualTo("Signed");
        assertThat(file.decodeEvent(List.of(topic, signature), data)).isEmpty();
        assertThat(file.decodeEvent(List.of(), data.slice(0, 7))).isEmpty();
    }

    /// ink! 5's `StorageVec` keeps its length under its own key and its elements behind it, as the bundle of dedot's
    /// example `lazyvec` says.
    @Test
    void aStorageVectorIsAListOfItsElements() throws ContractFileException {
        String types = TYPES.replaceFirst(
                "]\\s*$",
                ",{\"id\":10,\"type\":{\"path\":[\"ink_storage\",\"lazy\",\"vec\",\"StorageVec\"],\"params\":["
                        + "{\"name\":\"V\",\"type\":1}],\"def\":{\"composite\":{}}}}]");
        ContractFile file = bundle("\"version\":5,\"spec\":{\"messages\":[]},\"types\":" + types
                + ",\"storage\":{\"root\":{\"root_key\":\"0x00000000\",\"ty\":4,\"layout\":{\"struct\":{\"name\":\"S\","
                + "\"fields\":[{\"name\":\"list\",\"layout\":{\"root\":{\"root_key\":\"0xdd2c1f36\",\"ty\":10,"
                + "\"layout\":{\"leaf\":{\"key\":\"0xdd2c1f36\",\"ty\":1}}}}}]}}}}");
        TreeMap<Bytes, Bytes> stored = new TreeMap<>();
        stored.put(hashed("0x00000000"), Bytes.EMPTY);
        assertThat(file.storage().read(stored).toString()).isEqualTo("{\"list\":[]}");
        stored.put(hashed("0xdd2c1f36"), Bytes.fromHex("0x02000000"));
        stored.put(hashed("0xdd2c1f3600000000"), Bytes.fromHex("0x0500000000000000"));
        stored.put(hashed("0xdd2c1f3601000000"), Bytes.fromHex("0x0600000000000000"));
        assertThat(file.storage().read(stored).toString()).isEqualTo("{\"list\":[5,6]}");
        stored.put(hashed("0xdd2c1f36"), Bytes.fromHex("0xffffffff"));
        assertThat(file.storage().read(stored).path("list").size()).isLessThan(10);
    }

    /// OpenBrush's `MultiMapping` keeps the count of a key's values beside them, under a key of the same beginning.
    @Test
    void anEntryOfAMappingThatIsNotOfItsTypeIsShownAsItLies() throws ContractFileException {
        ContractFile file = bundle("\"version\":\"4\",\"spec\":{\"messages\":[]},\"types\":" + TYPES
                + ",\"storage\":{\"root\":{\"root_key\":\"0x00000000\",\"layout\":{\"struct\":{\"name\":\"S\",\"fields\":["
                + "{\"name\":\"on\",\"layout\":{\"leaf\":{\"key\":\"0x00000000\",\"ty\":0}}},"
                + "{\"name\":\"all\",\"layout\":{\"root\":{\"root_key\":\"0x01020304\","
                + "\"layout\":{\"leaf\":{\"key\":\"0x01020304\",\"ty\":1}}}}}]}}}}");
        TreeMap<Bytes, Bytes> stored = new TreeMap<>();
        stored.put(hashed("0x00000000"), Bytes.fromHex("0x01"));
        stored.put(hashed("0x0403020107"), Bytes.fromHex("0x0500000000000000"));
        stored.put(hashed("0x0403020108"), Bytes.fromHex("0x05"));
        assertThat(file.storage().read(stored).toString())
                .isEqualTo("{\"on\":true,\"all\":{\"0x07\":5,\"0x08\":\"0x05\"}}");
    }

    /// Where the pallet keeps a key of variable length.
    private static Bytes hashed(String key) {
        byte[] raw = Bytes.fromHex(key).toArray();
        return Bytes.wrap(Blake2b.digest128(raw)).concat(Bytes.wrap(raw));
    }

    @Test
    void aCellOfInk3ThatIsNotOfItsTypeIsShownAsItLies() throws ContractFileException {
        String key = "00".repeat(32);
        ContractFile file = bundle("\"V3\":{\"spec\":{\"messages\":[]},\"types\":" + TYPES
                + ",\"storage\":{\"struct\":{\"fields\":[{\"name\":\"on\",\"layout\":{\"cell\":{\"key\":\"0x" + key
                + "\",\"ty\":0}}}]}}}");
        TreeMap<Bytes, Bytes> stored = new TreeMap<>();
        Bytes place = Bytes.wrap(Blake2b.digest256(new byte[32]));
        stored.put(place, Bytes.fromHex("0x01"));
        assertThat(file.storage().read(stored).toString()).isEqualTo("{\"on\":true}");
        stored.put(place, Bytes.fromHex("0xd4ff"));
        assertThat(file.storage().read(stored).toString()).isEqualTo("{\"on\":\"0xd4ff\"}");
    }

    /// Solang 0.1.4 names an event by its signature's hash alone; the topic and the data were emitted by a contract
    /// that it compiled. Later ones put the event's number first.
    @Test
    void eventsOfEarlySolangAreKnownByTheirSignature() throws ContractFileException {
        String event = "{\"name\":\"%s\",\"docs\":[\"\"],\"args\":["
                + "{\"indexed\":%b,\"name\":\"who\",\"type\":{\"display_name\":[\"AccountId\"],\"type\":3}}%s]}";
        String amount = ",{\"indexed\":false,\"name\":\"much\",\"type\":{\"display_name\":[\"u256\"],\"type\":4}}";
        ContractFile file = ContractFile.parse(
                "{\"source\":{\"wasm\":\"0x0061736d\",\"language\":\"Solidity 0.1.4\",\"compiler\":\"solang 0.1.4\"},"
                        + "\"types\":[{\"def\":{\"primitive\":\"u8\"}},{\"def\":{\"array\":{\"len\":32,\"type\":1}}},"
                        + "{\"path\":[\"AccountId\"],\"def\":{\"composite\":{\"fields\":[{\"type\":2}]}}},"
                        + "{\"def\":{\"primitive\":\"u256\"}}],\"spec\":{\"events\":["
                        + event.formatted("left", false, "") + ","
                        + event.formatted("successfulRegistration", false, "")
                        + "," + event.formatted("Paid", true, amount) + "]}}",
                "early");
        Bytes bob = Bytes.fromHex("0x8eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48");
        Bytes topic = Bytes.fromHex("0x696660f4c1d1f9fc5fbc8c946c1f89e4c8b35b12ffa60d1752ef92030625f1f5");
        assertThat(file.decodeEvent(List.of(topic), bob).orElseThrow().label()).isEqualTo("successfulRegistration");
        Bytes signature = Bytes.wrap(Blake2b.digest256("Paid(address,uint256)".getBytes(StandardCharsets.UTF_8)));
        ContractFile.Event paid = file.decodeEvent(List.of(signature, bob), Bytes.fromHex("0x07" + "00".repeat(31)))
                .orElseThrow();
        assertThat(paid.label() + paid.fields()).isEqualTo("Paid{\"much\":7}");
        assertThat(file.decodeEvent(List.of(bob), Bytes.fromHex("0x00").concat(bob))
                        .orElseThrow()
                        .label())
                .isEqualTo("left");
        assertThat(file.decodeEvent(List.of(bob), bob)).isEmpty();
    }
}
