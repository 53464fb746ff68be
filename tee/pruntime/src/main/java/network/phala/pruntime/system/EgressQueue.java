package network.phala.pruntime.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;
import network.phala.scale.TupleType;
import network.phala.types.mq.Message;
import network.phala.types.mq.MessageOrigin;
import network.phala.types.mq.SignedMessage;
import network.phala.types.mq.Topic;

/// Messages on their way to the chain, one numbered sequence for each sender.
///
/// A silent sender (`dummy`) counts its messages and drops them: so a gatekeeper that only follows keeps step with the
/// ones that speak. A replay from genesis gives the same numbers again. For the writer thread.
///
/// Follows phala-blockchain crates/phala-mq/src/send_queue.rs.
public final class EgressQueue {
    /// The messages of one sender, as `GetEgressMessages` lists them.
    @TupleType
    public record Pending(MessageOrigin sender, List<SignedMessage> messages) {}

    /// A channel as a checkpoint keeps it.
    public record SavedChannel(MessageOrigin sender, long nextSequence, boolean dummy, List<SignedMessage> messages) {}

    private static final Codec<List<Pending>> PENDING = Codecs.vec(Scale.of(Pending.class));

    private static final class Channel {
        long nextSequence;
        boolean dummy;
        final List<SignedMessage> messages = new ArrayList<>();
    }

    private final Map<MessageOrigin, Channel> channels = new TreeMap<>();

    /// Lists the sender from now on, even while it has nothing to say.
    public void open(MessageOrigin sender) {
        channel(sender);
    }

    private Channel channel(MessageOrigin sender) {
        return channels.computeIfAbsent(sender, _ -> new Channel());
    }

    public void setDummy(MessageOrigin sender, boolean dummy) {
        channel(sender).dummy = dummy;
    }

    /// Signs and queues a message; of a silent sender only the number is used up.
    public void push(MessageOrigin sender, Sr25519.Pair signer, Topic destination, Bytes payload) {
        Channel channel = channel(sender);
        if (!channel.dummy) {
            Message message = new Message(sender, destination, payload);
            byte[] toSign =
                    SignedMessage.dataToSign(message, channel.nextSequence).unsafeArray();
            channel.messages.add(new SignedMessage(message, channel.nextSequence, Bytes.wrap(signer.sign(toSign))));
        }
        channel.nextSequence++;
    }

    /// Drops what the chain has taken: messages below the sequence it expects next.
    public void purge(ToLongFunction<MessageOrigin> expectedSequence) {
        channels.forEach((sender, channel) -> {
            if (!channel.messages.isEmpty()) {
                long expected = expectedSequence.applyAsLong(sender);
                channel.messages.removeIf(message -> Long.compareUnsigned(message.sequence(), expected) < 0);
            }
        });
    }

    public long nextSequence(MessageOrigin sender) {
        return channel(sender).nextSequence;
    }

    /// Every sender in order of origin with its messages, senders without any included.
    public List<Pending> pending() {
        List<Pending> pending = new ArrayList<>();
        channels.forEach((sender, channel) -> pending.add(new Pending(sender, List.copyOf(channel.messages))));
        return pending;
    }

    public static Bytes encode(List<Pending> pending) {
        return PENDING.encode(pending);
    }

    public List<SavedChannel> save() {
        return channels.keySet().stream().map(this::save).toList();
    }

    /// One sender's channel; empty when it never said anything.
    public SavedChannel save(MessageOrigin sender) {
        Channel channel = channels.getOrDefault(sender, new Channel());
        return new SavedChannel(sender, channel.nextSequence, channel.dummy, List.copyOf(channel.messages));
    }

    public void load(List<SavedChannel> saved) {
        channels.clear();
        saved.forEach(this::load);
    }

    /// Puts one sender's channel in place of what is here of it.
    public void load(SavedChannel saved) {
        Channel channel = new Channel();
        channel.nextSequence = saved.nextSequence();
        channel.dummy = saved.dummy();
        channel.messages.addAll(saved.messages());
        channels.put(saved.sender(), channel);
    }
}
