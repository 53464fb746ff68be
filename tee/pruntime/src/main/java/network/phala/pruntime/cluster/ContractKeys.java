package network.phala.pruntime.cluster;

import java.util.LinkedHashMap;
import java.util.Map;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Sr25519;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.DecodeException;
import network.phala.types.contract.CommandPayload;
import network.phala.types.contract.InkCommand;
import network.phala.types.keys.KeyDerivation;
import network.phala.types.keys.SecretChannel;

/// The keys of a cluster's contracts, and the commands that are sealed for them. Those used last are kept.
/// For the writer thread.
final class ContractKeys {
    private static final int KEPT = 256;

    private final Map<AccountId, Sr25519.Pair> keys = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AccountId, Sr25519.Pair> eldest) {
            return size() > KEPT;
        }
    };

    /// @param cluster the cluster's key, always the same one
    Sr25519.Pair of(Sr25519.Pair cluster, AccountId contract) {
        return keys.computeIfAbsent(contract, id -> KeyDerivation.contractKey(cluster, new H256(id.value())));
    }

    /// The command in a payload, sealed or not.
    InkCommand open(Sr25519.Pair cluster, AccountId contract, Bytes payload) throws DecodeException, CryptoException {
        return switch (CommandPayload.codec().decodeAll(payload)) {
            case CommandPayload.Plain(InkCommand command) -> command;
            case CommandPayload.Encrypted(CommandPayload.EncryptedData data) ->
                InkCommand.codec().decodeAll(SecretChannel.open(of(cluster, contract), data));
        };
    }

    /// By which the sender of a command that everyone may read finds it again; empty of others.
    static Bytes readableNonce(Bytes payload) {
        try {
            return CommandPayload.codec().decodeAll(payload)
                            instanceof
                            CommandPayload.Plain(InkCommand.InkMessage(Bytes nonce, var _, var _, var _, var _))
                    ? nonce
                    : Bytes.EMPTY;
        } catch (DecodeException e) {
            return Bytes.EMPTY;
        }
    }
}
