package network.phala.golden.pink;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import network.phala.pink.types.PinkRuntime;
import network.phala.primitives.Bytes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Where observations and contract code are read from: the copies in this module, or a folder of the same layout.
public sealed interface PinkFiles {
    /// The names of all files, such as `storage.json`.
    List<String> names() throws IOException;

    /// One file.
    JsonNode read(String name) throws IOException;

    /// Contract code by its path, such as `contracts/script.wasm`.
    Bytes code(String path) throws IOException;

    /// The compressed copies that come with this module: the observations of runtime 1.2.
    static PinkFiles packaged() throws IOException {
        return packaged(PinkRuntime.V1_2);
    }

    /// The observations of one release.
    static PinkFiles packaged(PinkRuntime runtime) throws IOException {
        return Packaged.load(runtime == PinkRuntime.V1_2 ? "" : "runtime-" + runtime + "/", "index.txt");
    }

    /// What 1.2 did with the clusters that the observations of an earlier release left.
    static PinkFiles upgrades(PinkRuntime from) throws IOException {
        return Packaged.load("runtime-" + from + "/", "upgrades.txt");
    }

    /// What one release answered to an adversary: sessions with hostile arguments, `quality/golden/adversary`.
    static PinkFiles adversary(PinkRuntime runtime) throws IOException {
        String folder = runtime == PinkRuntime.V1_2 ? "" : "runtime-" + runtime + "/";
        return Packaged.load(folder + "adversary/", "index.txt");
    }

    /// A folder of plain files.
    static PinkFiles folder(Path folder) {
        return new Folder(folder);
    }

    /// A folder as the observations were handed over.
    record Folder(Path folder) implements PinkFiles {
        @Override
        public List<String> names() throws IOException {
            try (Stream<Path> files = Files.list(folder)) {
                return files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(".json"))
                        .sorted()
                        .toList();
            }
        }

        @Override
        public JsonNode read(String name) throws IOException {
            return new ObjectMapper().readTree(Files.readAllBytes(folder.resolve(name)));
        }

        @Override
        public Bytes code(String path) throws IOException {
            return Bytes.wrap(Files.readAllBytes(folder.resolve(path)));
        }
    }

    /// Resources: each file gzipped, an index of them, and the code in one archive; the code of an earlier release may
    /// replace some of it.
    record Packaged(String folder, List<String> names, Map<String, Bytes> codes) implements PinkFiles {
        private static final String FOLDER = "/network/phala/golden/pink/";

        static Packaged load(String folder, String index) throws IOException {
            Map<String, Bytes> codes = new TreeMap<>();
            addCodes("contracts.zip", codes);
            if (!folder.isEmpty()) {
                addCodes(folder + "contracts.zip", codes);
            }
            List<String> names =
                    Bytes.wrap(resource(folder + index)).toUtf8().lines().toList();
            return new Packaged(folder, names, codes);
        }

        private static void addCodes(String name, Map<String, Bytes> codes) throws IOException {
            try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(resource(name)))) {
                for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    codes.put("contracts/" + entry.getName(), Bytes.wrap(zip.readAllBytes()));
                }
            }
        }

        private static byte[] resource(String name) throws IOException {
            try (InputStream in = PinkFiles.class.getResourceAsStream(FOLDER + name)) {
                if (in == null) {
                    throw new FileNotFoundException("resource " + FOLDER + name + " is missing");
                }
                return in.readAllBytes();
            }
        }

        @Override
        public JsonNode read(String name) throws IOException {
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(resource(folder + name + ".gz")))) {
                return new ObjectMapper().readTree(in.readAllBytes());
            }
        }

        @Override
        public Bytes code(String path) throws IOException {
            Bytes code = codes.get(path);
            if (code == null) {
                throw new FileNotFoundException("contract code " + path + " is not in contracts.zip");
            }
            return code;
        }
    }
}
