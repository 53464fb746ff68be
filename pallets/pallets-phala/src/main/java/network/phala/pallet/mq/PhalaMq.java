package network.phala.pallet.mq;

import java.util.List;
import network.phala.frame.Pallet;
import network.phala.frame.dispatch.DispatchError.ArithmeticError;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.dispatch.DispatchInfo;
import network.phala.frame.dispatch.Origin;
import network.phala.frame.dispatch.PostDispatchInfo;
import network.phala.frame.dispatch.Weight;
import network.phala.frame.storage.Hasher;
import network.phala.frame.storage.StorageMap;
import network.phala.frame.storage.StorageValue;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.types.mq.Message;
import network.phala.types.mq.MessageOrigin;
import network.phala.types.mq.SignedMessage;
import network.phala.types.mq.Topic;

/// The message queue (pallet 40). Follows phala-blockchain pallets/phala/src/mq.rs.
public final class PhalaMq extends Pallet<PhalaMqCall, Void> {
    public static final int STORAGE_VERSION = 7;

    private static final DispatchInfo CALL_COST = DispatchInfo.normal(Weight.of(100_010_000, 0));

    private final StorageMap<MessageOrigin, Long> offchainIngress =
            map("OffchainIngress", Hasher.TWOX_64_CONCAT, MessageOrigin.codec(), Codecs.U64);
    private final StorageValue<List<Message>> queuedOutboundMessage =
            value("QueuedOutboundMessage", Codecs.vec(Message.codec()));
    private final StorageValue<List<Message>> outboundMessages =
            value("OutboundMessages", Codecs.vec(Message.codec()), List.of());

    private final PhalaMqConfig config;

    public PhalaMq(PhalaMqConfig config) {
        super("PhalaMq", PhalaMqCall.class, null, PhalaMqError.class);
        this.config = config;
    }

    @Override
    public DispatchInfo dispatchInfo(PhalaMqCall call) {
        return CALL_COST;
    }

    @Override
    public PostDispatchInfo dispatch(Origin origin, PhalaMqCall call) throws DispatchException {
        return switch (call) {
            case PhalaMqCall.SyncOffchainMessage(SignedMessage message) -> {
                origin.signed();
                yield syncOffchainMessage(message);
            }
            case PhalaMqCall.PushMessage(Bytes destination, Bytes payload) -> {
                push(new Message(account(origin.signed()), new Topic(destination), payload));
                yield PostDispatchInfo.DECLARED;
            }
            case PhalaMqCall.ForcePushPalletMessage(Bytes destination, Bytes payload) -> {
                origin.root();
                push(new Message(MessageOrigin.pallet("ForcePushed"), new Topic(destination), payload));
                yield PostDispatchInfo.DECLARED;
            }
        };
    }

    private PostDispatchInfo syncOffchainMessage(SignedMessage signed) throws DispatchException {
        Message message = signed.message();
        MessageOrigin sender = message.sender();
        ensure(sender.isOffchain(), PhalaMqError.BAD_SENDER);
        ensure(message.destination().isValid(), PhalaMqError.BAD_DESTINATION);
        long expected = nextSequence(sender);
        ensure(signed.sequence() == expected, PhalaMqError.BAD_SEQUENCE);
        config.verifier().verify(signed);
        if (expected == -1) {
            throw DispatchException.arithmetic(ArithmeticError.OVERFLOW);
        }
        offchainIngress.put(sender, expected + 1);
        push(message);
        return sender.isGatekeeper() ? PostDispatchInfo.FREE : PostDispatchInfo.DECLARED;
    }

    /// Delivers a message in this block: to its handler on chain, and to the workers if its topic is for them.
    ///
    /// What a handler refuses is delivered all the same, and what it wrote until then stays.
    ///
    /// @throws DispatchException when the handler wants the message again later
    public void push(Message message) throws DispatchException {
        try {
            config.handler().handle(message);
        } catch (RetryLaterException e) {
            throw e.refusal();
        } catch (DispatchException refused) {
            // As in the original: nothing stops a message that was accepted.
        }
        if (message.destination().isOffchain()) {
            outboundMessages.append(Message.codec().encode(message));
        }
    }

    /// Delivers a pallet's message.
    public <T> void push(Pallet<?, ?> sender, Topic topic, Codec<T> codec, T payload) throws DispatchException {
        push(new Message(MessageOrigin.pallet(sender.name()), topic, codec.encode(payload)));
    }

    /// Keeps a pallet's message for the beginning of the next block. For genesis.
    public <T> void queue(Pallet<?, ?> sender, Topic topic, Codec<T> codec, T payload) {
        Message message = new Message(MessageOrigin.pallet(sender.name()), topic, codec.encode(payload));
        queuedOutboundMessage.append(Message.codec().encode(message));
    }

    /// The sequence that an origin's next message must have.
    public long nextSequence(MessageOrigin sender) {
        return offchainIngress.tryGet(sender).orElse(0L);
    }

    /// Whether the origin ever sent a message; `MqApi_sender_sequence` tells the two zeros apart.
    public boolean hasSent(MessageOrigin sender) {
        return offchainIngress.contains(sender);
    }

    /// This block's messages for the workers.
    public List<Message> outboundMessages() {
        return outboundMessages.get();
    }

    @Override
    public Weight onInitialize(int blockNumber) {
        outboundMessages.remove();
        for (Message message : queuedOutboundMessage.take().orElse(List.of())) {
            try {
                push(message);
            } catch (DispatchException e) {
                throw new IllegalStateException("A queued message cannot be delivered: " + message, e);
            }
        }
        return Weight.ZERO;
    }

    /// The origin of an account's messages.
    public static MessageOrigin account(AccountId who) {
        return new MessageOrigin.Account(new H256(who.value()));
    }

    @Override
    public String rustModule() {
        return "pallet_mq";
    }

    @Override
    public int storageVersion() {
        return STORAGE_VERSION;
    }
}
