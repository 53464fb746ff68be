package network.phala.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.crypto.CryptoException;
import network.phala.crypto.KeyUri;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.storage.Externalities;
import network.phala.pallet.balances.BalancesGenesis;
import network.phala.pallet.balances.BalancesGenesis.Endowment;
import network.phala.pallet.computation.PhalaComputationGenesis;
import network.phala.pallet.registry.PhalaRegistryGenesis;
import network.phala.pallet.session.SessionGenesis;
import network.phala.pallet.session.SessionKeys;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes32;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;
import network.phala.storage.State;

/// What a chain begins with.
///
/// @param blockMillis time between blocks
public record GenesisConfig(
        long blockMillis,
        BalancesGenesis balances,
        AccountId sudoKey,
        SessionGenesis session,
        PhalaRegistryGenesis registry,
        PhalaComputationGenesis computation) {
    private static final List<String> DEVELOPERS = List.of("Alice", "Bob", "Charlie", "Dave", "Eve", "Ferdie");

    /// Ten million PHA.
    private static final U128 ENDOWMENT = RuntimeParameters.DOLLARS.multiply(U128.of(10_000_000));

    /// The worker that a development chain knows from its first block: the sr25519 key of the seed 0x00…01.
    private static final Sr25519Public DEV_WORKER =
            Sr25519Public.fromHex("0x3a3d45dc55b57bf542f4c6ff41af080ec675317f4ed50ae1d2713bf9f892692d");

    /// The chain of `--dev`: Alice makes the blocks and holds the sudo key, one worker is registered.
    public static GenesisConfig dev(long blockMillis) {
        AccountId alice = account("//Alice");
        PhalaRegistryGenesis registry = new PhalaRegistryGenesis(
                List.of(new PhalaRegistryGenesis.GenesisWorker(DEV_WORKER, DEV_WORKER, Optional.of(alice))),
                List.of(),
                1);
        return new GenesisConfig(
                blockMillis,
                developers(),
                alice,
                new SessionGenesis(List.of(validator("Alice"))),
                registry,
                PhalaComputationGenesis.DEFAULT);
    }

    /// The chain of `--chain local`: Alice and Bob are validators, no worker is registered.
    public static GenesisConfig local(long blockMillis) {
        return new GenesisConfig(
                blockMillis,
                developers(),
                account("//Alice"),
                new SessionGenesis(List.of(validator("Alice"), validator("Bob"))),
                PhalaRegistryGenesis.EMPTY,
                PhalaComputationGenesis.DEFAULT);
    }

    private static BalancesGenesis developers() {
        List<Endowment> endowments = new ArrayList<>();
        for (String name : DEVELOPERS) {
            endowments.add(new Endowment(account("//" + name), ENDOWMENT));
            endowments.add(new Endowment(account("//" + name + "//stash"), ENDOWMENT));
        }
        return new BalancesGenesis(endowments);
    }

    private static SessionGenesis.Validator validator(String name) {
        Bytes32 sr25519 = account("//" + name).value();
        return new SessionGenesis.Validator(
                account("//" + name + "//stash"), SessionKeys.of(ed25519("//" + name), sr25519));
    }

    /// The sr25519 account of a development key.
    public static AccountId account(String uri) {
        try (KeyUri key = KeyUri.parse(uri)) {
            return new AccountId(key.sr25519().publicKey().value());
        } catch (CryptoException e) {
            throw new IllegalArgumentException("No key for " + uri, e);
        }
    }

    private static Bytes32 ed25519(String uri) {
        try (KeyUri key = KeyUri.parse(uri)) {
            return key.ed25519().publicKey();
        } catch (CryptoException e) {
            throw new IllegalArgumentException("No key for " + uri, e);
        }
    }

    /// Builds the first state.
    public State build(PhalaRuntime runtime) {
        Externalities state = new Externalities(State.EMPTY);
        Externalities.run(state, () -> {
            write(runtime);
            return state;
        });
        return state.overlay().state();
    }

    private void write(PhalaRuntime runtime) {
        BlockTimes.put(blockMillis);
        runtime.putStorageVersions();
        runtime.system().genesis();
        runtime.babe().genesis();
        runtime.balances().genesis(balances);
        runtime.transactionPayment().genesis();
        try {
            runtime.session().genesis(session);
        } catch (DispatchException e) {
            throw new IllegalArgumentException("Session keys of genesis are refused: " + e.error(), e);
        }
        runtime.treasury().genesis();
        runtime.sudo().genesis(sudoKey);
        runtime.phalaRegistry().genesis(registry);
        runtime.phalaComputation().genesis(computation);
    }
}
