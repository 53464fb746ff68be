package network.phala.pherry;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import network.phala.block.Header;
import network.phala.client.chain.ChainClient;
import network.phala.client.chain.Extrinsics;
import network.phala.client.rpc.NodeAnswer;
import network.phala.client.rpc.RpcException;
import network.phala.client.worker.PrpcClient;
import network.phala.crypto.Sr25519;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Hex;
import network.phala.primitives.U128;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Empty;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;
import network.phala.types.mq.MessageOrigin;
import network.phala.types.mq.SignedMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Takes the messages that the enclave has signed and puts them on the chain, in each sender's sequence.
///
/// Follows phala-blockchain standalone/pherry/src/msg_sync.rs. Nothing is remembered between rounds: what
/// the chain has not taken, the enclave offers again.
final class MessageSync {
    private static final Logger LOG = LoggerFactory.getLogger(MessageSync.class);
    private static final int PHALA_MQ = 40;
    private static final int SYNC_OFFCHAIN_MESSAGE = 0;
    private static final int PRIORITY_TOO_LOW = 1014;
    private static final int ALREADY_IMPORTED = 1013;

    private final ChainClient chain;
    private final PrpcClient worker;
    private final Sr25519.Pair signer;
    private final PherryConfig config;

    MessageSync(ChainClient chain, PrpcClient worker, Sr25519.Pair signer, PherryConfig config) {
        this.chain = chain;
        this.worker = worker;
        this.signer = signer;
        this.config = config;
    }

    private record Channel(MessageOrigin sender, List<SignedMessage> messages) {}

    /// Submits what is new, at most [PherryConfig#messagesPerRound] messages.
    ///
    /// @return how many were handed to the pool
    int submit() throws IOException {
        List<Channel> channels = egress();
        if (channels.stream().allMatch(channel -> channel.messages().isEmpty())) {
            return 0;
        }
        Header best = chain.bestHeader();
        int nonce = chain.nextNonce(new AccountId(signer.publicKey().value()));
        int submitted = 0;
        for (Channel channel : channels) {
            if (channel.messages().isEmpty()) {
                continue;
            }
            long next = nextSequence(channel.sender());
            for (SignedMessage message : channel.messages()) {
                if (Long.compareUnsigned(message.sequence(), next) < 0) {
                    continue;
                }
                if (submitted >= config.messagesPerRound()) {
                    return submitted;
                }
                if (submitOne(message, nonce, best)) {
                    nonce++;
                    submitted++;
                }
            }
        }
        return submitted;
    }

    private boolean submitOne(SignedMessage message, int nonce, Header best) throws IOException {
        ScaleWriter call = new ScaleWriter();
        call.writeByte(PHALA_MQ);
        call.writeByte(SYNC_OFFCHAIN_MESSAGE);
        SignedMessage.codec().encode(message, call);
        var validity = config.longevity() == 0
                ? Extrinsics.Validity.immortal(chain.genesisHash())
                : Extrinsics.Validity.from(best, config.longevity());
        Bytes extrinsic = chain.sign(call.toBytes(), signer, nonce, validity, U128.of(config.tip()));
        try {
            chain.submit(extrinsic);
            LOG.debug(
                    "submitted sender={} sequence={} topic={}",
                    message.message().sender(),
                    message.sequence(),
                    message.message().destination());
            return true;
        } catch (RpcException e) {
            // Another relayer of the same sender was first, or our own copy is still in the pool: both are as good.
            if (e.code() == PRIORITY_TOO_LOW || e.code() == ALREADY_IMPORTED) {
                LOG.debug(
                        "already in the pool sender={} sequence={}",
                        message.message().sender(),
                        message.sequence());
                return false;
            }
            LOG.warn(
                    "message refused sender={} sequence={} reason=\"{}\"",
                    message.message().sender(),
                    message.sequence(),
                    e.getMessage());
            return false;
        }
    }

    private long nextSequence(MessageOrigin sender) throws IOException {
        String encoded = Hex.plain(MessageOrigin.codec().encode(sender).unsafeArray());
        JsonNode next = chain.rpc().call("pha_getMqNextSequence", encoded);
        return NodeAnswer.number("a sender's next sequence", next, Long.MAX_VALUE);
    }

    private List<Channel> egress() throws IOException {
        Bytes encoded = worker.call(PrpcMethod.GET_EGRESS_MESSAGES, new Empty()).encodedMessages();
        List<Channel> channels = new ArrayList<>();
        try {
            ScaleReader in = new ScaleReader(encoded);
            int count = in.readLength(2);
            for (int i = 0; i < count; i++) {
                MessageOrigin sender = MessageOrigin.codec().decode(in);
                List<SignedMessage> messages = new ArrayList<>();
                int length = in.readLength(1);
                for (int j = 0; j < length; j++) {
                    messages.add(SignedMessage.codec().decode(in));
                }
                channels.add(new Channel(sender, messages));
            }
            in.expectEnd();
        } catch (DecodeException e) {
            throw new IOException("The worker's egress messages do not decode: " + e.getMessage(), e);
        }
        return channels;
    }
}
