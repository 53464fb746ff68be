package network.phala.types.contract;

import network.phala.primitives.AccountId;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// A cluster as the chain knows it.
@TypePath(value = "phala_types::contract::ClusterInfo", parameters = "AccountId", arguments = AccountId.class)
public record ClusterInfo(
        @TypeName("AccountId") AccountId owner,
        @TypeName("ClusterPermission<AccountId>") ClusterPermission permission,
        @TypeName("ContractId") H256 systemContract,
        @TypeName("u128") U128 gasPrice,
        @TypeName("u128") U128 depositPerItem,
        @TypeName("u128") U128 depositPerByte) {}
