package network.phala.pink;

import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;

/// How a cluster begins: identity, owner and what is minted to them, prices, treasury and the system contract's code.
public record ClusterSetup(
        H256 clusterId,
        AccountId owner,
        U128 deposit,
        U128 gasPrice,
        U128 depositPerItem,
        U128 depositPerByte,
        AccountId treasury,
        Bytes systemCode) {}
