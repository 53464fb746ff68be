package network.phala.types;

import network.phala.primitives.H256;

/// A worker's identity key on its way to the successor.
public record EncryptedWorkerKey(H256 genesisBlockHash, int paraId, boolean devMode, EncryptedKey encryptedKey) {}
