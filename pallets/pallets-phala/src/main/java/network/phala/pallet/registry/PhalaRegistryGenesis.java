package network.phala.pallet.registry;

import java.util.List;
import java.util.Optional;
import network.phala.primitives.AccountId;
import network.phala.primitives.Sr25519Public;

/// Workers and gatekeepers that are there from the beginning; for development chains.
public record PhalaRegistryGenesis(
        List<GenesisWorker> workers, List<Sr25519Public> gatekeepers, int benchmarkDuration) {
    public static final PhalaRegistryGenesis EMPTY = new PhalaRegistryGenesis(List.of(), List.of(), 8);

    public PhalaRegistryGenesis {
        workers = List.copyOf(workers);
        gatekeepers = List.copyOf(gatekeepers);
    }

    public record GenesisWorker(Sr25519Public pubkey, Sr25519Public ecdhPubkey, Optional<AccountId> operator) {}
}
