package network.phala.pruntime.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.Sr25519Public;
import network.phala.prpc.PrpcException;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Clusters.SaveClusterStateArguments;
import network.phala.prpc.message.Clusters.SaveClusterStateResponse;
import network.phala.prpc.message.Empty;
import network.phala.pruntime.http.PrpcService;
import network.phala.pruntime.seal.ClusterStateFiles;
import network.phala.pruntime.system.Phactory;
import network.phala.types.mq.SignedContent;

/// How a worker joins a cluster that lives: it signs a request, a worker of the cluster answers with the
/// cluster's state sealed for it, and it goes on from there.
///
/// Follows phala-blockchain crates/phactory/src/prpc_service.rs.
record ClusterStateApi(Phactory phactory) {
    void bind(PrpcService service, PhactoryApi.WriterWork writer) {
        service.bind(PrpcMethod.GENERATE_CLUSTER_STATE_REQUEST, _ -> writer.run(this::request));
        service.bind(PrpcMethod.SAVE_CLUSTER_STATE, request -> {
            Sr25519Public receiver = receiver(request);
            return writer.run(() -> save(receiver, request.minBlockNumber()));
        });
        service.bind(PrpcMethod.LOAD_CLUSTER_STATE, request -> writer.run(() -> load(request.filename())));
    }

    private static Bytes toSign(int from) {
        return SignedContent.CLUSTER_STATE_REQUEST.wrap(
                Bytes.wrap(ByteBuffer.allocate(Integer.BYTES).putInt(from).array()));
    }

    private SaveClusterStateArguments request() throws PrpcException {
        try {
            int from = phactory.clusterStateWanted();
            Sr25519.Pair pair = phactory.snapshot().orElseThrow().identity().pair();
            Bytes signature = Bytes.wrap(pair.sign(toSign(from).unsafeArray()));
            return new SaveClusterStateArguments(pair.publicKey().toHex(), from, signature.toHex());
        } catch (Phactory.RefusedException e) {
            throw PrpcException.application(String.valueOf(e.getMessage()));
        }
    }

    /// Who asks, once his signature is checked.
    private static Sr25519Public receiver(SaveClusterStateArguments request) throws PrpcException {
        Bytes32 key = hex(request.receiver(), 32)
                .map(Bytes32::of)
                .orElseThrow(() -> PrpcException.application("Invalid receiver"));
        Bytes signature =
                hex(request.signature(), 64).orElseThrow(() -> PrpcException.application("Invalid signature"));
        boolean authentic = new Sr25519.PublicKey(key)
                .verify(toSign(request.minBlockNumber()).unsafeArray(), signature.unsafeArray());
        if (!authentic) {
            throw PrpcException.application("Invalid signature");
        }
        return new Sr25519Public(key);
    }

    private static Optional<Bytes> hex(String text, int size) {
        String digits = text.startsWith("0x") ? text.substring(2) : text;
        return digits.matches("[0-9a-fA-F]{" + 2 * size + "}")
                ? Optional.of(Bytes.fromHex("0x" + digits))
                : Optional.empty();
    }

    private SaveClusterStateResponse save(Sr25519Public receiver, int from) throws PrpcException {
        try {
            ClusterStateFiles.Written written = phactory.saveClusterState(receiver, from);
            return new SaveClusterStateResponse(written.block(), written.name());
        } catch (Phactory.RefusedException | IOException e) {
            throw PrpcException.application(String.valueOf(e.getMessage()));
        }
    }

    private Empty load(String name) throws PrpcException {
        try {
            phactory.loadClusterState(name);
            return Empty.INSTANCE;
        } catch (Phactory.RefusedException | IOException e) {
            throw PrpcException.application(String.valueOf(e.getMessage()));
        }
    }
}
