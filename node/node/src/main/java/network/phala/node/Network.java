package network.phala.node;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import network.phala.attestation.NoHardwareVerifier;
import network.phala.chain.ChainRuntime;
import network.phala.chain.ChainRuntime.RuntimeApiException;
import network.phala.chain.ChainSpec;
import network.phala.chain.FrameRuntime;
import network.phala.chain.VerifiedSignatures;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Ed25519;
import network.phala.crypto.KeyUri;
import network.phala.frame.executive.Executive;
import network.phala.frame.transaction.MultiSignature;
import network.phala.runtime.GenesisConfig;
import network.phala.runtime.PhalaRuntime;
import network.phala.runtime.RuntimeApis;

/// A chain that this program can run: what it starts from, what executes it, and the keys that make it
/// final. Development chains use the public development keys.
public record Network(ChainSpec spec, ChainRuntime runtime, List<Ed25519.Pair> finalityKeys) {
    private static final ChainSpec.Properties PHALA =
            new ChainSpec.Properties(Optional.of("PHA"), OptionalInt.of(12), OptionalInt.of(30));

    public static Network of(NodeConfig.Preset preset, long blockMillis) {
        PhalaRuntime pallets = new PhalaRuntime(new NoHardwareVerifier());
        Executive executive = new Executive(pallets, new VerifiedSignatures(MultiSignature::verify));
        RuntimeApis apis = new RuntimeApis(pallets, executive);
        ChainRuntime runtime = new FrameRuntime(
                executive,
                (_, function, arguments) -> apis.call(function, arguments)
                        .orElseThrow(() -> new RuntimeApiException("Exported method " + function + " is not found")));
        return switch (preset) {
            case DEV ->
                new Network(
                        new ChainSpec(
                                "Phala Development",
                                "phala_dev",
                                "Development",
                                ChainSpec.Properties.NONE,
                                GenesisConfig.dev(blockMillis).build(pallets)),
                        runtime,
                        List.of(finalityKey("//Alice")));
            case LOCAL ->
                new Network(
                        new ChainSpec(
                                "Phala Local Testnet",
                                "phala_local",
                                "Local",
                                PHALA,
                                GenesisConfig.local(blockMillis).build(pallets)),
                        runtime,
                        List.of(finalityKey("//Alice"), finalityKey("//Bob")));
        };
    }

    private static Ed25519.Pair finalityKey(String uri) {
        try (KeyUri key = KeyUri.parse(uri)) {
            return key.ed25519();
        } catch (CryptoException e) {
            throw new IllegalStateException(e);
        }
    }
}
