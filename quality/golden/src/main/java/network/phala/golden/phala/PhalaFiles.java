package network.phala.golden.phala;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import network.phala.primitives.Bytes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Where the observations are read from: the compressed copies in this module, or a folder of the same
/// layout. Names are paths such as `chain/mq_push.json`.
public sealed interface PhalaFiles {
    List<String> names() throws IOException;

    JsonNode read(String name) throws IOException;

    static PhalaFiles packaged() {
        return new Packaged();
    }

    /// A folder, or one that has `chain` and `crypto` in it.
    static PhalaFiles folder(Path folder) {
        return new Folder(folder);
    }

    /// Plain files in a folder.
    record Folder(Path folder) implements PhalaFiles {
        @Override
        public List<String> names() throws IOException {
            try (Stream<Path> files = Files.walk(folder, 2)) {
                return files.filter(file -> file.toString().endsWith(".json"))
                        .map(file -> folder.relativize(file).toString())
                        .sorted()
                        .toList();
            }
        }

        @Override
        public JsonNode read(String name) throws IOException {
            return new ObjectMapper().readTree(Files.readAllBytes(folder.resolve(name)));
        }
    }

    /// Resources, each gzipped, with an index of them.
    record Packaged() implements PhalaFiles {
        private static final String FOLDER = "/network/phala/golden/phala/";

        @Override
        public List<String> names() throws IOException {
            try (InputStream in = open("index.txt")) {
                return Bytes.wrap(in.readAllBytes()).toUtf8().lines().toList();
            }
        }

        @Override
        public JsonNode read(String name) throws IOException {
            try (InputStream in = new GZIPInputStream(open(name + ".gz"))) {
                return new ObjectMapper().readTree(in);
            }
        }

        private static InputStream open(String name) throws IOException {
            InputStream in = Packaged.class.getResourceAsStream(FOLDER + name);
            if (in == null) {
                throw new FileNotFoundException(name + " is not among the packaged observations");
            }
            return in;
        }
    }
}
