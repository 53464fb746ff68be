package network.phala.pallet.phat;

import network.phala.primitives.AccountId;
import network.phala.primitives.H256;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// A contract as the chain knows it.
@TypePath("phala_pallets::phat::pallet::BasicContractInfo")
public record BasicContractInfo(
        @TypeName("AccountId32") AccountId deployer,
        @TypeName("ContractClusterId") H256 cluster) {}
