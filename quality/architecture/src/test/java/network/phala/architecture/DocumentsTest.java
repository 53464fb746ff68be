package network.phala.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the documents name exists: classes, methods, files, links; and `docs/compatibility.md` has a row for all that
/// clients can call.
class DocumentsTest {
    private static final String COMPATIBILITY = "docs/compatibility.md";
    private static final List<String> GUIDES = List.of(
            "README.md",
            "ARCHITECTURE.md",
            "CONTRIBUTING.md",
            "SECURITY.md",
            COMPATIBILITY,
            "docs/operations.md",
            "docs/contracts.md",
            "docs/glossary.md");
    /// Guides that name classes; the others name calls of clients, too.
    private static final Set<String> FOR_DEVELOPERS = Set.of("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md");

    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)[^)]*\\)");
    private static final Pattern TEST = Pattern.compile("[A-Z]\\w*Test(#\\w+)?");
    private static final Pattern TYPE =
            Pattern.compile("([A-Z][a-z0-9]+){2,}(\\.[a-z]\\w*)?|[A-Z][a-z]\\w+\\.[a-z]\\w*");
    private static final Pattern FILE = Pattern.compile("(\\w[\\w.-]*/)+[\\w.-]*");
    private static final Set<String> TOP = Set.of(
            "base",
            "state",
            "frame",
            "pallets",
            "runtime",
            "protocol",
            "tee",
            "node",
            "apps",
            "quality",
            "docs",
            "scripts",
            "examples",
            ".ci");

    private final Repository repository = new Repository();
    private final Map<String, List<Path>> sources = javaFiles();

    private record Row(String heading, String name, String state, String how, String test) {}

    /// Every Java source by class name.
    private Map<String, List<Path>> javaFiles() {
        Map<String, List<Path>> found = new HashMap<>();
        for (String module : repository.modules()) {
            Path folder = repository.root().resolve(module).resolve("src");
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .forEach(file -> found.computeIfAbsent(
                                        file.getFileName().toString().replace(".java", ""), _ -> new ArrayList<>())
                                .add(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }

    private List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        String heading = "";
        for (String line : repository.read(COMPATIBILITY).lines().toList()) {
            if (line.startsWith("#")) {
                heading = line.replaceFirst("#+ ", "");
            } else if (line.startsWith("| ") && !line.startsWith("|---")) {
                List<String> cells =
                        Stream.of(line.split("\\|")).map(String::strip).skip(1).toList();
                if (!cells.getLast().equals("test")) {
                    int last = cells.size() - 1;
                    String name = String.join(" ", cells.subList(0, last - 2));
                    rows.add(new Row(heading, name, cells.get(last - 2), cells.get(last - 1), cells.get(last)));
                }
            }
        }
        return rows;
    }

    private List<Row> rows(String heading) {
        return rows().stream().filter(row -> row.heading().equals(heading)).toList();
    }

    @Test
    void everyRowOfTheCompatibilityTablesHasItsStateAndItsTest() {
        List<String> wrong = new ArrayList<>();
        for (Row row : rows()) {
            if (!Set.of("same", "differs", "absent").contains(row.state())) {
                wrong.add(row.name() + ": state \"" + row.state() + "\"");
            }
            if (!row.state().equals("same") && row.how().isEmpty()) {
                wrong.add(row.name() + ": " + row.state() + " without a word why");
            }
            List<String> tests = code(row.test());
            if (tests.isEmpty()) {
                wrong.add(row.name() + ": no test");
            }
            tests.stream().filter(test -> !exists(test)).forEach(test -> wrong.add(row.name() + ": no test " + test));
        }
        assertThat(rows()).hasSizeGreaterThan(200);
        assertThat(wrong).isEmpty();
    }

    private boolean exists(String test) {
        if (!TEST.matcher(test).matches()) {
            return test.contains("/") && Files.isRegularFile(repository.root().resolve(test));
        }
        String[] parts = test.split("#");
        return sources.getOrDefault(parts[0], List.of()).stream()
                .anyMatch(file -> parts.length == 1 || text(file).contains(" " + parts[1] + "("));
    }

    @Test
    void everyJsonRpcMethodHasARowAndNoAbsentOneIsServed() {
        Set<String> served = new TreeSet<>();
        for (Path source : repository.sources("node/rpc")) {
            collect(
                    "\"((?:rpc|system|account|author|chain|state|childstate|payment|grandpa|pha)_[A-Za-z]+)\"",
                    text(source),
                    served);
        }
        assertThat(served).hasSizeGreaterThan(70);
        Set<String> here = new TreeSet<>();
        Set<String> absent = new TreeSet<>();
        rows("JSON-RPC").forEach(row -> (row.state().equals("absent") ? absent : here).addAll(code(row.name())));
        assertThat(here).isEqualTo(served);
        assertThat(absent).doesNotContainAnyElementsOf(served);
    }

    @Test
    void everyPrpcMethodHasARowAndTheAbsentOnesAreThoseThatSaySo() {
        String table = source("PrpcMethod");
        Map<String, String> nameByConstant = new HashMap<>();
        Matcher method = Pattern.compile("\\b([A-Z][A-Z0-9_]+) =\\s*method\\(\\s*\"(\\w+)\"")
                .matcher(table);
        while (method.find()) {
            nameByConstant.put(method.group(1), method.group(2));
        }
        assertThat(nameByConstant).hasSize(40);
        Set<String> missing = new TreeSet<>();
        Matcher absent =
                Pattern.compile("missing\\(service, PrpcMethod\\.(\\w+)").matcher(source("PhactoryApi"));
        while (absent.find()) {
            missing.add(nameByConstant.get(absent.group(1)));
        }
        Map<String, String> states = rows("prpc: pRuntime's methods").stream()
                .filter(row -> !row.name().contains("/"))
                .collect(Collectors.toMap(row -> code(row.name()).getFirst(), Row::state));
        assertThat(states.keySet()).containsExactlyInAnyOrderElementsOf(nameByConstant.values());
        assertThat(states.entrySet().stream()
                        .filter(entry -> entry.getValue().equals("absent"))
                        .map(Map.Entry::getKey))
                .as("methods that are absent")
                .containsExactlyInAnyOrderElementsOf(missing);
    }

    @Test
    void everyPalletHasARowUnderItsIndex() {
        Set<String> listed = new TreeSet<>();
        Matcher pallet =
                Pattern.compile("pallet\\(\\s*(\\d+),\\s*(?:new )?(\\w+)").matcher(source("PhalaRuntime"));
        while (pallet.find()) {
            String name = pallet.group(2);
            listed.add(pallet.group(1) + " " + Character.toUpperCase(name.charAt(0)) + name.substring(1));
        }
        Set<String> here = rows("Pallets").stream()
                .filter(row -> !row.state().equals("absent"))
                .map(row -> row.name().replace("1 System", "1 FrameSystem"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(here).isEqualTo(listed);
    }

    @Test
    void everyHostFunctionHasARow() {
        Set<String> defined = new TreeSet<>();
        for (Path source : repository.sources("tee/pink")) {
            String name = source.getFileName().toString();
            if (name.endsWith("Functions.java") && source.getParent().endsWith("contracts")) {
                String text = text(source);
                Matcher function =
                        Pattern.compile("\"(seal\\d)\",\\s*\"(\\w+)\"").matcher(text);
                while (function.find()) {
                    defined.add(function.group(1) + "." + function.group(2));
                }
                Set<String> inSealZero = new TreeSet<>();
                collect("(?:getter|hash)\\(\\s*to,\\s*\"(\\w+)\"", text, inSealZero);
                inSealZero.forEach(each -> defined.add("seal0." + each));
            }
        }
        assertThat(defined).hasSizeGreaterThan(50);
        Set<String> here = rows("Host functions").stream()
                .filter(row -> !row.state().equals("absent"))
                .map(row -> code(row.name()).getFirst())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(here).isEqualTo(defined);
    }

    @Test
    void everyExtensionFunctionHasARow() {
        assertThat(rows("Chain extension").stream().map(row -> row.name().split(" ")[0]))
                .containsExactlyElementsOf(Stream.iterate(1, n -> n + 1)
                        .limit(25)
                        .map(String::valueOf)
                        .toList());
    }

    @Test
    void everyDriverFunctionHasARow() {
        Pattern function = Pattern.compile("#\\[ink\\((?:message|constructor)[^]]*\\)]\\s*(?:pub )?fn (\\w+)");
        Set<String> defined = new TreeSet<>();
        for (String contract : List.of("system", "tokenomic", "sidevm-deployer", "log-server")) {
            Set<String> functions = new TreeSet<>();
            collect(function.pattern(), repository.read("examples/contracts/" + contract + "/lib.rs"), functions);
            functions.forEach(each -> defined.add(contract + " " + each));
        }
        assertThat(defined).hasSizeGreaterThan(40);
        assertThat(rows("System contract and drivers").stream()
                        .map(row -> row.name().replace("`", "")))
                .containsExactlyInAnyOrderElementsOf(defined);
    }

    @Test
    void everyOcallHasARow() {
        Set<String> defined = new TreeSet<>();
        Matcher ocall = Pattern.compile("case (\\d+) -> \"(\\w+)\"").matcher(source("OcallTrace"));
        while (ocall.find()) {
            defined.add(ocall.group(1) + " " + ocall.group(2));
        }
        assertThat(defined).hasSizeGreaterThan(25);
        assertThat(rows("SideVM").stream()
                        .filter(row -> Character.isDigit(row.name().charAt(0)))
                        .flatMap(row -> Stream.of(row.name().replace("`", "").split(" · "))))
                .containsExactlyInAnyOrderElementsOf(defined);
    }

    @Test
    void everyFlagIsWhereTheDocumentSaysItIs() {
        Map<String, String> programs = Map.of(
                "phala-node", source("NodeMain") + source("AcceptedFlags"),
                "pruntime", source("PruntimeMain"),
                "pherry", source("PherryMain"));
        List<String> wrong = new ArrayList<>();
        for (Row row : rows("Programs and their flags")) {
            String program = row.name().replaceAll("^`([\\w-]+)`.*", "$1");
            String source = programs.getOrDefault(program, "");
            for (String flag : row.name().split("[`, ]+")) {
                if (flag.startsWith("--")) {
                    boolean taken = source.contains("\"" + flag + "\"");
                    boolean refused = source.contains("\"" + flag + "\" ->\n                        throw");
                    if (row.state().equals("absent") ? taken && !refused : !taken) {
                        wrong.add(program + " " + flag + " is not " + row.state());
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void whatTheGuidesNameExists() {
        List<String> wrong = new ArrayList<>();
        int seen = 0;
        for (String guide : GUIDES) {
            for (String word : code(repository.read(guide))) {
                Stream.of(word.split(" "))
                        .filter(part -> TEST.matcher(part).matches() && !exists(part))
                        .forEach(part -> wrong.add(guide + ": no test " + part));
                if (isPath(word)) {
                    seen++;
                    if (!Files.exists(repository.root().resolve(word))) {
                        wrong.add(guide + ": no file " + word);
                    }
                } else if (FOR_DEVELOPERS.contains(guide) && TYPE.matcher(word).matches()) {
                    seen++;
                    String[] parts = word.split("\\.");
                    boolean known = sources.getOrDefault(parts[0], List.of()).stream()
                            .anyMatch(file -> parts.length == 1
                                    || Pattern.compile("\\b" + parts[1] + "\\b")
                                            .matcher(text(file))
                                            .find());
                    if (!known) {
                        wrong.add(guide + ": no class " + word);
                    }
                }
            }
        }
        assertThat(seen).isGreaterThan(45);
        assertThat(wrong).isEmpty();
    }

    @Test
    void theGlossaryNamesClasses() {
        List<String> classes = repository
                .read("docs/glossary.md")
                .lines()
                .filter(line -> line.startsWith("| "))
                .flatMap(line -> code(line.split("\\|")[4]).stream())
                .filter(word -> !isPath(word))
                .toList();
        assertThat(classes).hasSizeGreaterThan(25);
        assertThat(classes).allSatisfy(name -> assertThat(sources).containsKey(name));
    }

    /// A path below one of our folders; patterns and places outside of the checkout are not looked for.
    private static boolean isPath(String word) {
        return FILE.matcher(word).matches() && TOP.contains(word.substring(0, word.indexOf('/')));
    }

    /// The participants of ARCHITECTURE.md's diagrams that say a class (`as XyZ`), and its list of where to start.
    @Test
    void theClassesToStartWithExist() {
        String text = repository.read("ARCHITECTURE.md");
        String start = text.substring(text.indexOf("## Start reading here"), text.indexOf("## Flows"));
        List<String> classes = new ArrayList<>();
        Matcher first = Pattern.compile("(?m)^\\| `(\\w+)` \\|").matcher(start);
        while (first.find()) {
            classes.add(first.group(1));
        }
        Matcher participant =
                Pattern.compile("participant \\w+ as (([A-Z][a-z]+){2,})\\b").matcher(text);
        while (participant.find()) {
            classes.add(participant.group(1));
        }
        assertThat(classes).hasSizeGreaterThan(12);
        assertThat(classes).allSatisfy(name -> assertThat(sources).containsKey(name));
    }

    @Test
    void everyThreadWithANameIsInTheTableOfThreads() {
        String text = repository.read("ARCHITECTURE.md");
        String table = text.substring(text.indexOf("## Threads"), text.indexOf("## Keys"));
        Set<String> names = new TreeSet<>();
        for (String module : repository.modules()) {
            if (module.startsWith("node/") || module.startsWith("tee/")) {
                repository.sources(module).forEach(source -> collect("\\.name\\(\"([\\w -]+)\"", text(source), names));
            }
        }
        assertThat(names).hasSizeGreaterThan(12);
        assertThat(names).allSatisfy(name -> assertThat(table).contains("`" + name));
    }

    @Test
    void linksResolve() throws IOException {
        List<String> wrong = new ArrayList<>();
        List<Path> pages =
                new ArrayList<>(GUIDES.stream().map(repository.root()::resolve).toList());
        try (Stream<Path> decisions = Files.list(repository.root().resolve("docs/adr"))) {
            pages.addAll(decisions.toList());
        }
        for (Path page : pages) {
            Matcher link = LINK.matcher(text(page));
            while (link.find()) {
                String target = link.group(1);
                if (!target.contains("://") && !Files.exists(page.resolveSibling(target))) {
                    wrong.add(page.getFileName() + ": " + target);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void pagesKeepTheirSize() {
        assertThat(repository.read("README.md").lines()).hasSizeLessThanOrEqualTo(150);
        assertThat(repository.read("ARCHITECTURE.md").lines()).hasSizeLessThanOrEqualTo(400);
        assertThat(repository.read("CONTRIBUTING.md").lines()).hasSizeLessThanOrEqualTo(200);
    }

    private String source(String type) {
        return text(sources.get(type).getFirst());
    }

    private static List<String> code(String markdown) {
        List<String> words = new ArrayList<>();
        Matcher word = CODE.matcher(markdown);
        while (word.find()) {
            words.add(word.group(1));
        }
        return words;
    }

    private static void collect(String pattern, String text, Set<String> into) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            into.add(matcher.group(1));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
