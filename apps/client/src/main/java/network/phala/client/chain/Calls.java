package network.phala.client.chain;

import java.util.List;
import java.util.Optional;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;
import network.phala.scale.Codec;
import network.phala.scale.Compact;
import network.phala.scale.Index;
import network.phala.scale.Scale;
import network.phala.scale.ScaleWriter;
import network.phala.types.contract.ClusterPermission;
import network.phala.types.contract.CodeIndex;
import network.phala.types.contract.PinkVersion;
import network.phala.types.contract.ResourceType;

/// The dispatchables our tools send, by pallet and call index of Phala's node.
///
/// A call is its encoded bytes. Each record is one dispatchable with its arguments in order.
public final class Calls {
    private Calls() {}

    /// Calls of pallet Balances (7).
    public sealed interface Balances {
        @Index(3)
        record TransferKeepAlive(Destination dest, @Compact U128 value) implements Balances {}
    }

    /// `MultiAddress::Id`.
    public sealed interface Destination {
        @Index(0)
        record Id(AccountId account) implements Destination {}
    }

    /// Calls of pallet PhalaRegistry (41).
    public sealed interface Registry {
        @Index(3)
        record RegisterGatekeeper(Sr25519Public gatekeeper) implements Registry {}
    }

    /// Calls of pallet PhalaPhatContracts (48).
    public sealed interface PhatContracts {
        @Index(0)
        record AddCluster(
                AccountId owner,
                ClusterPermission permission,
                List<Sr25519Public> deployWorkers,
                U128 deposit,
                U128 gasPrice,
                U128 depositPerItem,
                U128 depositPerByte,
                AccountId treasuryAccount)
                implements PhatContracts {}

        @Index(1)
        record ClusterUploadResource(H256 clusterId, ResourceType resourceType, Bytes resourceData)
                implements PhatContracts {}

        @Index(2)
        record TransferToCluster(U128 amount, H256 clusterId, AccountId destAccount) implements PhatContracts {}

        @Index(3)
        record PushContractMessage(H256 contractId, Bytes payload, U128 deposit) implements PhatContracts {}

        @Index(4)
        record InstantiateContract(
                CodeIndex codeIndex,
                Bytes data,
                Bytes salt,
                H256 clusterId,
                U128 transfer,
                long gasLimit,
                Optional<U128> storageDepositLimit,
                U128 deposit)
                implements PhatContracts {}

        @Index(5)
        record ClusterDestroy(H256 cluster) implements PhatContracts {}

        @Index(6)
        record SetPinkSystemCode(Bytes code) implements PhatContracts {}

        @Index(7)
        record SetPinkRuntimeVersion(PinkVersion version) implements PhatContracts {}

        @Index(8)
        record AddWorkerToCluster(Sr25519Public workerPubkey, H256 clusterId) implements PhatContracts {}

        @Index(9)
        record RemoveWorkerFromCluster(Sr25519Public workerPubkey, H256 clusterId) implements PhatContracts {}
    }

    public static Bytes transfer(AccountId to, U128 amount) {
        return call(7, Balances.class, new Balances.TransferKeepAlive(new Destination.Id(to), amount));
    }

    public static Bytes registry(Registry call) {
        return call(41, Registry.class, call);
    }

    public static Bytes phatContracts(PhatContracts call) {
        return call(48, PhatContracts.class, call);
    }

    /// `Sudo.sudo`.
    public static Bytes sudo(Bytes call) {
        return Bytes.concat(Bytes.of((byte) 22, (byte) 0), call);
    }

    /// `Utility.batch_all`: all of the calls, or none.
    public static Bytes batchAll(List<Bytes> calls) {
        ScaleWriter out = new ScaleWriter();
        out.writeByte(2);
        out.writeByte(2);
        out.writeCompact(calls.size());
        calls.forEach(out::write);
        return out.toBytes();
    }

    private static <T> Bytes call(int pallet, Class<T> type, T call) {
        Codec<T> codec = Scale.of(type);
        ScaleWriter out = new ScaleWriter();
        out.writeByte(pallet);
        codec.encode(call, out);
        return out.toBytes();
    }
}
