package network.phala.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import network.phala.primitives.Bytes;
import network.phala.scale.Codecs;
import network.phala.scale.DecodeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

/// Metadata of real chains, read from `shared/data` beside the checkout; skipped where that folder is absent.
class RealMetadataTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "metadata/phala-testnet-metadata-v14.scale",
                "metadata/khala-metadata.scale",
                "node/phala-node-101-metadata-v14.scale",
                "node/phala-node-101-metadata-v14-block300ms.scale"
            })
    void versionFourteenDecodesAndEncodesByteForByte(String file) throws IOException, DecodeException {
        Bytes blob = shared(file);
        MetadataV14 metadata = MetadataV14.decode(blob);
        assertThat(metadata.pallet("System").storage()).isPresent();
        assertThat(metadata.encode()).isEqualTo(blob);
    }

    @Test
    void versionFifteenDecodesAndEncodesByteForByte() throws IOException, DecodeException {
        Bytes blob = shared("node/phala-node-101-metadata-v15.scale");
        assertThat(MetadataV15.decode(blob).encode()).isEqualTo(blob);
    }

    @Test
    void damagedMetadataIsRefusedOrIsOtherMetadata() throws IOException, DecodeException {
        Bytes blob = shared("node/phala-node-101-metadata-v14.scale");
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

    private static Bytes shared(String file) throws IOException, DecodeException {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("shared/data"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new TestAbortedException("shared/data is not beside the checkout");
        }
        Bytes content =
                Bytes.wrap(Files.readAllBytes(folder.resolve("shared/data").resolve(file)));
        // Some blobs were kept as `Metadata_metadata` answers: with a length around them.
        return content.startsWith(Bytes.ofUtf8("meta")) ? content : Codecs.BYTES.decodeAll(content);
    }
}
