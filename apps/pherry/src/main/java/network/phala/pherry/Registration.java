package network.phala.pherry;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import network.phala.client.chain.ChainClient;
import network.phala.client.worker.PrpcClient;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Empty;
import network.phala.prpc.message.Registration.Attestation;
import network.phala.prpc.message.Registration.GetRuntimeInfoRequest;
import network.phala.prpc.message.Registration.InitRuntimeResponse;
import network.phala.scale.ScaleWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts the worker's own statements on the chain: who it is, and where it can be reached.
final class Registration {
    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);
    private static final Duration INCLUSION_TIMEOUT = Duration.ofSeconds(120);
    private static final int PHALA_REGISTRY = 41;
    private static final int REGISTER_WORKER_V2 = 7;
    private static final int UPDATE_WORKER_ENDPOINT = 8;

    private final ChainClient chain;
    private final PrpcClient worker;
    private final Sr25519.Pair signer;
    private final PherryConfig config;

    Registration(ChainClient chain, PrpcClient worker, Sr25519.Pair signer, PherryConfig config) {
        this.chain = chain;
        this.worker = worker;
        this.signer = signer;
        this.config = config;
    }

    /// Registers the worker if its attestation is there.
    ///
    /// @return whether it was there
    boolean register() throws IOException {
        InitRuntimeResponse info = worker.call(
                PrpcMethod.GET_RUNTIME_INFO,
                new GetRuntimeInfoRequest(false, config.operator().map(account -> account.toBytes())));
        Optional<Attestation> attestation = info.attestation();
        if (attestation.isEmpty()) {
            LOG.info("the worker has no attestation yet; its genesis state is not validated by a block so far");
            return false;
        }
        ScaleWriter call = new ScaleWriter();
        call.writeByte(PHALA_REGISTRY);
        call.writeByte(REGISTER_WORKER_V2);
        call.write(info.encodedRuntimeInfo());
        call.write(attestation.get().encodedReport());
        submit(call.toBytes());
        LOG.info(
                "worker registered worker={} provider={}",
                info.encodedPublicKey(),
                attestation.get().provider());
        return true;
    }

    /// Publishes the worker's endpoint, if its operator has set one.
    ///
    /// @return whether there was one
    boolean bind() throws IOException {
        if (worker.call(PrpcMethod.GET_ENDPOINT_INFO, new Empty())
                .encodedEndpointPayload()
                .isEmpty()) {
            return false;
        }
        // The chain takes a signature of the last four hours only, by the clock of its blocks; the one that
        // was made when the operator set the endpoint may be older, or from before the first block.
        var endpoint = worker.call(PrpcMethod.REFRESH_ENDPOINT_SIGNING_TIME, new Empty());
        Optional<Bytes> payload = endpoint.encodedEndpointPayload();
        Optional<Bytes> signature = endpoint.signature();
        if (payload.isEmpty() || signature.isEmpty()) {
            return false;
        }
        ScaleWriter call = new ScaleWriter();
        call.writeByte(PHALA_REGISTRY);
        call.writeByte(UPDATE_WORKER_ENDPOINT);
        call.write(payload.get());
        call.writeVec(signature.get());
        submit(call.toBytes());
        LOG.info("worker endpoint published");
        return true;
    }

    private void submit(Bytes call) throws IOException {
        chain.submitAndWait(chain.sign(call, signer), INCLUSION_TIMEOUT);
    }
}
