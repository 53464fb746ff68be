package network.phala.pruntime.chain;

import static org.assertj.core.api.Assertions.assertThat;

import network.phala.primitives.Bytes;
import network.phala.types.mq.MessageOrigin;
import org.junit.jupiter.api.Test;

/// The storage prefixes that clients of Phala's chain have read under for years: twox128 of pallet and item.
class StorageKeysTest {
    private static final String REGISTRY = "0x0d746931e7a6bfd47fbcccfd71984aef";

    private static void assertKey(Bytes key, String hex) {
        assertThat(key.toHex()).isEqualTo(hex);
    }

    @Test
    void areTheChainsOwn() {
        assertKey(StorageKeys.OUTBOUND_MESSAGES, "0x2f039a6a7f13e94b9545257e54062a048a395e6242c6813b196ca31ed0547ea7");
        assertKey(
                StorageKeys.twox64Concat(StorageKeys.OFFCHAIN_INGRESS, MessageOrigin.GATEKEEPER.encode()),
                "0x2f039a6a7f13e94b9545257e54062a042bd035cc68bbf7411ccb4d17987934cf0f974013a815ff5005");
        assertKey(StorageKeys.PARACHAIN_ID, "0x0d715f2646c8f85767b5d2764bb2782604a74d81251e398fd8a0a4d55023bb3f");
        assertKey(StorageKeys.NOW, "0xf0c365c3cf59d671eb72da0e7a4113c49f1f0515f462cdcf84e0f1d6045dfcbb");
        assertKey(StorageKeys.GATEKEEPERS, REGISTRY + "0edb71e0fd7a93f4398de44cdc838483");
        assertKey(StorageKeys.WORKERS, REGISTRY + "1bf55d6b9732eb86723ccad1af88b985");
        assertKey(StorageKeys.PRUNTIME_ALLOW_LIST, REGISTRY + "5d47f95f0853ff036b3ceee7b36fb2df");
        assertKey(StorageKeys.MINIMUM_PRUNTIME_VERSION, REGISTRY + "42d38e6758c0e459de06887c9b2d74ed");
        assertKey(StorageKeys.PRUNTIME_CONSENSUS_VERSION, REGISTRY + "d18ee39f23f9cf03719569c4f13f83f2");
        assertKey(StorageKeys.PINK_SYSTEM_CODE, "0x87e421a91abbc42f22fc6f8dd9881942f2dcb23f9488d599611623c4015b1f20");
        assertKey(
                StorageKeys.PINK_RUNTIME_VERSION, "0x87e421a91abbc42f22fc6f8dd988194229351c140a37db3b6930837c36e18d48");
    }
}
