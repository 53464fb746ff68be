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

    /// The compressed copies that come with this module.
    static PinkFiles packaged() throws IOException {
        return Packaged.load();
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

    /// Resources: each file gzipped, an index of them, and the code in one archive.
    record Packaged(List<String> names, Map<String, Bytes> codes) implements PinkFiles {
        private static final String FOLDER = "/network/phala/golden/pink/";

        static Packaged load() throws IOException {
            Map<String, Bytes> codes = new TreeMap<>();
            try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(resource("contracts.zip")))) {
                for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    codes.put("contracts/" + entry.getName(), Bytes.wrap(zip.readAllBytes()));
                }
            }
            List<String> names =
                    Bytes.wrap(resource("index.txt")).toUtf8().lines().toList();
            return new Packaged(names, codes);
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
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(resource(name + ".gz")))) {
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
