package network.phala.types;

import java.util.List;
import java.util.Optional;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// What a worker says of itself when it registers; its hash is the user data of the attestation report.
///
/// `version` is `major << 16 | minor << 8 | patch`; `features` are cpu cores and cpu feature level.
@TypePath(value = "phala_types::WorkerRegistrationInfoV2", parameters = "AccountId", arguments = AccountId.class)
public record WorkerRegistrationInfoV2(
        @TypeName("u32") int version,
        @TypeName("MachineId") Bytes machineId,
        @TypeName("WorkerPublicKey") Sr25519Public pubkey,
        @TypeName("EcdhPublicKey") Sr25519Public ecdhPubkey,
        @TypeName("H256") H256 genesisBlockHash,
        @TypeName("Vec<u32>") List<Integer> features,
        @TypeName("Option<AccountId>") Optional<AccountId> operator,
        @TypeName("u32") int paraId,
        @TypeName("u32") int maxConsensusVersion) {
    public WorkerRegistrationInfoV2 {
        features = List.copyOf(features);
    }
}
