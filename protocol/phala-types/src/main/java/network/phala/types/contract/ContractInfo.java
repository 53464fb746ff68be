package network.phala.types.contract;

import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;

/// A contract to be instantiated.
public record ContractInfo(AccountId deployer, CodeIndex codeIndex, Bytes salt, H256 clusterId, Bytes instantiateData) {
    /// The id that this contract will have, from a Wasm code's hash.
    public H256 contractId() {
        return switch (codeIndex) {
            case CodeIndex.WasmCode(H256 hash) ->
                ContractIds.contractId(deployer.toBytes(), hash.toBytes(), clusterId, salt);
        };
    }
}
