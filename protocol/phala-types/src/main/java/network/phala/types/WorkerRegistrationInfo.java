package network.phala.types;

import java.util.List;
import java.util.Optional;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// The first version of [WorkerRegistrationInfoV2], without parachain id and consensus version.
@TypePath(value = "phala_types::WorkerRegistrationInfo", parameters = "AccountId", arguments = AccountId.class)
public record WorkerRegistrationInfo(
        @TypeName("u32") int version,
        @TypeName("MachineId") Bytes machineId,
        @TypeName("WorkerPublicKey") Sr25519Public pubkey,
        @TypeName("EcdhPublicKey") Sr25519Public ecdhPubkey,
        @TypeName("H256") H256 genesisBlockHash,
        @TypeName("Vec<u32>") List<Integer> features,
        @TypeName("Option<AccountId>") Optional<AccountId> operator) {
    public WorkerRegistrationInfo {
        features = List.copyOf(features);
    }
}
