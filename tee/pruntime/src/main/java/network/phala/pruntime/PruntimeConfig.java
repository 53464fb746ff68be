package network.phala.pruntime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import network.phala.pink.contracts.ContractModules;

/// How a pRuntime runs; the defaults are those of the original program.
///
/// @param port 0 takes a free one
/// @param cores benchmark threads
/// @param dataDirectory holds `protected_files` and `storage_files`
/// @param privateNetworks whether contracts and their programs may reach loopback and private addresses
/// @param codeBytes what compiled contracts may take in memory ([ContractModules])
/// @param codeIdle compiled contracts that nobody used for as long as this, twice at most, go from memory
/// @param safeModeLevel 0 normal; 1 follows the storage without messages; 2 follows the roots only
public record PruntimeConfig(
        String address,
        int port,
        OptionalInt publicPort,
        int cores,
        boolean allowCors,
        boolean enableKickApi,
        Path dataDirectory,
        CheckpointPolicy checkpoints,
        int safeModeLevel,
        Duration queryTimeout,
        boolean privateNetworks,
        long codeBytes,
        Duration codeIdle) {
    /// When checkpoints are taken, how many are kept, and whether a damaged one is removed.
    public record CheckpointPolicy(boolean enabled, Duration interval, int filesMax, boolean removeCorrupted) {}

    /// Address and port of the original's Rocket.toml, data below the working directory.
    public static PruntimeConfig standard() {
        return new PruntimeConfig(
                "0.0.0.0",
                8000,
                OptionalInt.empty(),
                Runtime.getRuntime().availableProcessors(),
                false,
                false,
                Path.of("data"),
                new CheckpointPolicy(true, Duration.ofSeconds(1800), 5, false),
                0,
                Duration.ofSeconds(10),
                false,
                ContractModules.BYTES_STANDARD,
                Duration.ofMinutes(5));
    }

    /// A worker beside other programs on this machine: on loopback, without benchmark threads.
    ///
    /// @param port 0 takes a free one
    public static PruntimeConfig loopback(int port, Path dataDirectory) {
        PruntimeConfig standard = standard();
        return new PruntimeConfig(
                "127.0.0.1",
                port,
                standard.publicPort,
                0,
                standard.allowCors,
                standard.enableKickApi,
                dataDirectory,
                standard.checkpoints,
                standard.safeModeLevel,
                standard.queryTimeout,
                standard.privateNetworks,
                standard.codeBytes,
                standard.codeIdle);
    }

    public PruntimeConfig withCheckpoints(CheckpointPolicy newPolicy) {
        return new PruntimeConfig(
                address,
                port,
                publicPort,
                cores,
                allowCors,
                enableKickApi,
                dataDirectory,
                newPolicy,
                safeModeLevel,
                queryTimeout,
                privateNetworks,
                codeBytes,
                codeIdle);
    }

    public PruntimeConfig withQueryTimeout(Duration newTimeout) {
        return new PruntimeConfig(
                address,
                port,
                publicPort,
                cores,
                allowCors,
                enableKickApi,
                dataDirectory,
                checkpoints,
                safeModeLevel,
                newTimeout,
                privateNetworks,
                codeBytes,
                codeIdle);
    }

    public PruntimeConfig withPrivateNetworks(boolean allowed) {
        return new PruntimeConfig(
                address,
                port,
                publicPort,
                cores,
                allowCors,
                enableKickApi,
                dataDirectory,
                checkpoints,
                safeModeLevel,
                queryTimeout,
                allowed,
                codeBytes,
                codeIdle);
    }

    public PruntimeConfig withCodeIdle(Duration newIdle) {
        return new PruntimeConfig(
                address,
                port,
                publicPort,
                cores,
                allowCors,
                enableKickApi,
                dataDirectory,
                checkpoints,
                safeModeLevel,
                queryTimeout,
                privateNetworks,
                codeBytes,
                newIdle);
    }
}
