package network.phala.client.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import network.phala.primitives.Bytes;
import network.phala.primitives.Hex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What people type for arguments, and what contracts answer that revert.
class ArgumentsTest {
    private static final String TYPES = """
            [{"id":0,"type":{"def":{"primitive":"str"}}},
             {"id":1,"type":{"def":{"primitive":"u32"}}},
             {"id":2,"type":{"path":["Option"],"params":[{"name":"T","type":0}],"def":{"variant":{"variants":[
                {"index":0,"name":"None"},{"index":1,"name":"Some","fields":[{"type":0}]}]}}}},
             {"id":3,"type":{"path":["BTreeMap"],"params":[{"name":"K","type":0},{"name":"V","type":1}],
                "def":{"composite":{"fields":[{"type":4}]}}}},
             {"id":4,"type":{"def":{"sequence":{"type":5}}}},
             {"id":5,"type":{"def":{"tuple":[0,1]}}},
             {"id":6,"type":{"path":["it","Pair"],"def":{"composite":{"fields":[
                {"name":"name","type":2},{"name":"count","type":1}]}}}},
             {"id":7,"type":{"path":["Option"],"params":[{"name":"T","type":1}],"def":{"variant":{"variants":[
                {"index":0,"name":"None"},{"index":1,"name":"Some","fields":[{"type":1}]}]}}}},
             {"id":8,"type":{"def":{"primitive":"u8"}}},
             {"id":9,"type":{"def":{"sequence":{"type":8}}}},
             {"id":10,"type":{"path":["BTreeMap"],"params":[{"name":"K","type":9},{"name":"V","type":9}],
                "def":{"composite":{"fields":[{"type":11}]}}}},
             {"id":11,"type":{"def":{"sequence":{"type":12}}}},
             {"id":12,"type":{"def":{"tuple":[9,9]}}},
             {"id":13,"type":{"def":{"array":{"len":4,"type":1}}}},
             {"id":14,"type":{"def":{"primitive":"bool"}}},
             {"id":15,"type":{"path":["it","Kept"],"params":[{"name":"E","type":null}],
                "def":{"composite":{"fields":[{"type":0}]}}}}]
            """;

    private static ContractFile bundle(String constructors) throws ContractFileException {
        return ContractFile.parse("""
                {"source":{"wasm":"0x0061736d","language":"ink! x"},"version":"4","types":%s,"spec":{"constructors":[%s],
                 "messages":[{"label":"all","selector":"0x00000001","returnType":{"type":14,"displayName":["bool"]},"args":[
                   {"label":"a","type":{"type":0,"displayName":["String"]}},
                   {"label":"b","type":{"type":2,"displayName":["Option"]}},
                   {"label":"c","type":{"type":3,"displayName":["BTreeMap"]}},
                   {"label":"d","type":{"type":6,"displayName":["Pair"]}},
                   {"label":"e","type":{"type":13,"displayName":[]}},
                   {"label":"f","type":{"type":5,"displayName":[]}},
                   {"label":"g","type":{"type":9,"displayName":["Vec"]}},
                   {"label":"h","type":{"type":1,"displayName":["BlockNumber"]}},
                   {"label":"i","type":{"type":15,"displayName":["Kept"]}}]},
                  {"label":"perhaps","selector":"0x00000003","returnType":{"type":7,"displayName":["Option"]},"args":[]},
                  {"label":"quiet","selector":"0x00000002","returnType":null,"args":[]}]}}
                """.formatted(TYPES, constructors), "it");
    }

    private static ValueCodec values() throws ContractFileException {
        return bundle("").values();
    }

    private static String constructor(String label, int arguments) {
        String argument = "{\"label\":\"x\",\"type\":{\"type\":1,\"displayName\":[\"u32\"]}}";
        return "{\"label\":\"" + label + "\",\"selector\":\"0x00000000\",\"args\":["
                + String.join(",", Collections.nCopies(arguments, argument)) + "]}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1.10", "1e5", "007", "{\"a\":  1}", "[1,  2]", "true", "null", "12 34", "0x12", "a \"b\"", ""})
    void textThatLooksLikeSomethingElseStaysAsItWasTyped(String text) throws ContractFileException {
        for (int type : new int[] {0, 15}) {
            assertThat(values().decode(type, values().encode(type, text)).asString())
                    .isEqualTo(text);
        }
        if (!text.equals("null")) {
            assertThat(values().decode(2, values().encode(2, text)).asString()).isEqualTo(text);
        }
    }

    @Test
    void textInQuotesIsJson() throws ContractFileException {
        assertThat(values().decode(0, values().encode(0, "\"a\\nb \\u00e9\"")).asString())
                .isEqualTo("a\nb é");
        assertThat(values().encode(2, "null").toHex()).isEqualTo("0x00");
        assertThat(values().decode(2, values().encode(2, "{\"Some\":\"x\"}")).asString())
                .isEqualTo("x");
        assertThatThrownBy(() -> values().encode(6, "{\"name\":1.10,\"count\":1}"))
                .hasMessageContaining("put it in quotes");
    }

    @Test
    void mapsAreObjectsOrListsOfPairs() throws ContractFileException {
        Bytes pairs = values().encode(3, "[[\"a\",1],[\"b\",2]]");
        assertThat(values().encode(3, "{\"a\":1,\"b\":2}")).isEqualTo(pairs);
        assertThat(values().encode(10, "{\"0x01\":\"0x02\"}")).isEqualTo(values().encode(10, "[[\"0x01\",\"0x02\"]]"));
        assertThat(values().encode(3, "{}").toHex()).isEqualTo("0x00");
        assertThatThrownBy(() -> values().encode(3, "{\"a\":-1}")).hasMessageContaining("does not fit u32");
    }

    @Test
    void fieldsThatAreNotThereAreNamedAndOptionalOnesMayBeLeftOut() throws ContractFileException {
        assertThatThrownBy(() -> values().encode(6, "{\"name\":\"x\",\"count\":1,\"cuont\":2}"))
                .hasMessage("there is no field cuont; expected name, count");
        assertThatThrownBy(() -> values().encode(6, "{\"name\":\"x\"}")).hasMessageContaining("field count is missing");
        assertThat(values().encode(6, "{\"count\":1}")).isEqualTo(values().encode(6, "{\"name\":null,\"count\":1}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"null; 0x00", "None; 0x00", "5; 0x0105000000", "{\"Some\":5}; 0x0105000000"})
    void optionsAreWrittenAsPeopleDo(String text, String hex) throws ContractFileException {
        assertThat(values().encode(7, text).toHex()).isEqualTo(hex);
    }

    @Test
    void bytesSayWhatTheyMayBe() {
        assertThatThrownBy(() -> values().encode(9, "5"))
                .hasMessage("5 given; expected 0x and hexadecimal digits, text, or a list of numbers");
    }

    @Test
    void signaturesShowWholeTypes() throws ContractFileException {
        assertThat(bundle("").message("all").signature())
                .isEqualTo("all(a: String, b: Option<String>, c: BTreeMap<String, u32>, d: Pair, e: [u32; 4], "
                        + "f: (String, u32), g: Vec<u8>, h: BlockNumber, i: Kept)");
    }

    @ParameterizedTest
    @CsvSource({
        "default:0 new:1, 0, default",
        "default:0 new:1, 1, new",
        "default:0 new:1, 2, new",
        "default:0 new:0, 0, new",
        "other:3, 0, other",
        "default:1 other:0, 0, default"
    })
    void whoNamesNoConstructorGetsTheOneThatFits(String constructors, int given, String chosen)
            throws ContractFileException {
        List<String> all = Arrays.stream(constructors.split(" "))
                .map(each -> each.split(":"))
                .map(each -> constructor(each[0], Integer.parseInt(each[1])))
                .toList();
        assertThat(bundle(String.join(",", all)).constructor("", given).label()).isEqualTo(chosen);
    }

    @Test
    void constructorsOfOtherNamesMustBeChosen() throws ContractFileException {
        ContractFile file = bundle(constructor("a", 0) + "," + constructor("b", 1));
        assertThat(file.constructor("b", 0).label()).isEqualTo("b");
        assertThatThrownBy(() -> file.constructor("", 0))
                .hasMessage("contract has several constructors; choose one with --constructor: a(), b(x: u32)");
    }

    @Test
    void whatAContractSaysOnRevertingIsNotOfItsAnswersType() throws ContractFileException {
        ContractFile file = bundle("");
        ContractFile.Message all = file.message("all");
        String words = Hex.plain("not enough of that".getBytes(StandardCharsets.UTF_8));
        String error = "0x08c379a0" + "48" + words;
        assertThat(Reply.decode(file, all, Bytes.fromHex(error), true))
                .extracting(Reply::kind, Reply::text)
                .containsExactly(Reply.Kind.REVERT, "not enough of that");
        String early = error.replace("08c379a0", "a079c308");
        assertThat(Reply.decode(file, all, Bytes.fromHex(early), true).text()).isEqualTo("not enough of that");
        Bytes panic = Bytes.fromHex("0x4e487b71" + "11" + "00".repeat(31));
        assertThat(Reply.decode(file, all, panic, true).text()).isEqualTo("Panic(17)");
        assertThat(Reply.decode(file, all, Bytes.fromHex("0x01"), true).text()).isEqualTo("0x01");
        assertThat(Reply.decode(file, file.message("quiet"), Bytes.EMPTY, true).text())
                .isEqualTo("no reason given");
        assertThat(Reply.decode(file, all, Bytes.fromHex("0x01"), false).text()).isEqualTo("true");
        assertThatThrownBy(() -> Reply.decode(file, all, Bytes.fromHex(error.substring(0, 10)), false))
                .hasMessageContaining("is not of its type");
    }

    /// A contract that ends itself answers nothing, whatever the message says it answers; `None` is not `()`.
    @Test
    void nothingAndNoneAndUnitAreToldApart() throws ContractFileException {
        ContractFile file = bundle("");
        ContractFile.Message perhaps = file.message("perhaps");
        assertThat(Reply.decode(file, perhaps, Bytes.EMPTY, false))
                .extracting(Reply::kind, Reply::text)
                .containsExactly(Reply.Kind.NOTHING, "nothing: the contract ended itself, or is not of this bundle");
        assertThat(Reply.decode(file, perhaps, Bytes.fromHex("0x00"), false).text())
                .isEqualTo("None");
        assertThat(Reply.decode(file, perhaps, Bytes.fromHex("0x0105000000"), false)
                        .text())
                .isEqualTo("5");
        assertThat(Reply.decode(file, file.message("quiet"), Bytes.EMPTY, false))
                .extracting(Reply::kind, Reply::text)
                .containsExactly(Reply.Kind.VALUE, "()");
        assertThatThrownBy(() -> Reply.decode(file, perhaps, Bytes.fromHex("0x01"), false))
                .hasMessageContaining("is not of its type");
    }

    /// A list of one may be the list, or the brackets of a tuple struct: it is the list where one is wanted, however it
    /// is wrapped.
    @Test
    void listsOfOneElementStayListsInsideWrappings() throws ContractFileException {
        ValueCodec values = ContractFile.parse("""
                {"source":{"wasm":"0x0061736d","language":"ink! x"},"version":"4","spec":{"messages":[]},"types":[
                 {"id":0,"type":{"def":{"primitive":"str"}}},
                 {"id":1,"type":{"def":{"sequence":{"type":0}}}},
                 {"id":2,"type":{"path":["Option"],"def":{"variant":{"variants":[
                    {"index":0,"name":"None"},{"index":1,"name":"Some","fields":[{"type":1}]}]}}}},
                 {"id":3,"type":{"path":["Result"],"def":{"variant":{"variants":[
                    {"index":0,"name":"Ok","fields":[{"type":2}]},{"index":1,"name":"Err","fields":[{"type":5}]}]}}}},
                 {"id":4,"type":{"def":{"tuple":[0,0]}}},
                 {"id":5,"type":{"path":["BTreeMap"],"def":{"composite":{"fields":[{"type":6}]}}}},
                 {"id":6,"type":{"def":{"sequence":{"type":4}}}},
                 {"id":7,"type":{"path":["it","Wrap"],"def":{"composite":{"fields":[{"name":"all","type":1}]}}}},
                 {"id":8,"type":{"path":["Result"],"def":{"variant":{"variants":[
                    {"index":0,"name":"Ok","fields":[{"type":7}]},{"index":1,"name":"Err","fields":[{"type":0}]}]}}}}]}
                """, "it").values();
        for (String hex : List.of("0x0001040461", "0x010404610462", "0x000100", "0x0000")) {
            Bytes bytes = Bytes.fromHex(hex);
            assertThat(values.encode(3, values.decode(3, bytes))).as(hex).isEqualTo(bytes);
        }
        assertThat(values.encode(3, "{\"Ok\":[\"a\"]}").toHex()).isEqualTo("0x0001040461");
        assertThat(values.encode(3, "{\"Err\":[[\"a\",\"b\"]]}").toHex()).isEqualTo("0x010404610462");
        assertThat(values.encode(8, "{\"Ok\":[\"a\"]}").toHex()).isEqualTo("0x00040461");
        assertThat(values.encode(8, "{\"Err\":[\"a\"]}").toHex()).isEqualTo("0x010461");
    }
}
