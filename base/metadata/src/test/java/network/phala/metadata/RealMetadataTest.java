package network.phala.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import network.phala.primitives.Bytes;
import network.phala.scale.Codecs;
import network.phala.scale.DecodeException;
import org.junit.jupiter.api.Test;

/// Metadata of real chains: Phala's node runtime without its texts of documentation, from this repository; and whole
/// blobs, which are others' and not here, from the folder `-Dphala.metadata=DIR`, for who has them.
class RealMetadataTest {
    @Test
    void versionFourteenDecodesAndEncodesByteForByte() throws IOException, DecodeException {
        encodesTheSame(recorded("metadata-v14-without-docs.scale"));
    }

    @Test
    void versionFifteenDecodesAndEncodesByteForByte() throws IOException, DecodeException {
        Bytes blob = recorded("metadata-v15-without-docs.scale");
        assertThat(MetadataV15.decode(blob).encode()).isEqualTo(blob);
    }

    @Test
    void wholeBlobsOfOtherChainsDecodeAndEncodeByteForByte() throws IOException, DecodeException {
        String folder = System.getProperty("phala.metadata", "");
        assumeThat(folder).as("phala.metadata names no folder").isNotEmpty();
        List<Path> files;
        try (Stream<Path> all = Files.list(Path.of(folder))) {
            files = all.filter(file -> file.toString().endsWith(".scale")).toList();
        }
        assertThat(files).as("*.scale in %s", folder).isNotEmpty();
        for (Path file : files) {
            Bytes content = Bytes.wrap(Files.readAllBytes(file));
            // Some blobs were kept as `Metadata_metadata` answers: with a length around them.
            Bytes blob = content.startsWith(Bytes.ofUtf8("meta")) ? content : Codecs.BYTES.decodeAll(content);
            if (blob.get(4) == 14) {
                encodesTheSame(blob);
            } else {
                assertThat(MetadataV15.decode(blob).encode()).as("%s", file).isEqualTo(blob);
            }
        }
    }

    private static void encodesTheSame(Bytes blob) throws DecodeException {
        MetadataV14 metadata = MetadataV14.decode(blob);
        assertThat(metadata.pallet("System").storage()).isPresent();
        assertThat(metadata.encode()).isEqualTo(blob);
    }

    @Test
    void damagedMetadataIsRefusedOrIsOtherMetadata() throws IOException, DecodeException {
        Bytes blob = recorded("metadata-v14-without-docs.scale");
        long seed = Long.getLong("seed", 3);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 60; i++) {
            byte[] bytes = blob.toArray();
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                MetadataV14 metadata = MetadataV14.decode(Bytes.wrap(bytes));
                assertThat(metadata.encode()).as("seed %d round %d", seed, i).isNotEqualTo(blob);
            } catch (DecodeException expected) {
                assertThat(expected.offset()).isLessThanOrEqualTo(bytes.length);
            }
        }
        assertThatThrownBy(() -> MetadataV14.decode(blob.slice(0, blob.size() / 2)))
                .isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> MetadataV15.decode(blob)).hasMessageContaining("version 14; expected 15");
    }

    private static Bytes recorded(String file) throws IOException {
        Path gzipped = Path.of("../../quality/golden/src/main/resources/network/phala/golden/node", file + ".gz");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(gzipped))) {
            return Bytes.wrap(in.readAllBytes());
        }
    }
}
