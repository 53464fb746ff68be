package network.phala.types.mq;

import network.phala.primitives.Bytes;
import network.phala.scale.Codec;
import network.phala.scale.Scale;
import network.phala.scale.ScaleWriter;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// A message from outside the chain with its place in the sender's sequence and the sender's signature (64
/// bytes, sr25519).
@TypePath("phala_mq::types::SignedMessage")
public record SignedMessage(
        @TypeName("Message") Message message,
        @TypeName("u64") long sequence,
        @TypeName("Vec<u8>") Bytes signature) {
    public static Codec<SignedMessage> codec() {
        return Scale.of(SignedMessage.class);
    }

    /// The signed bytes: the encoded message, then the sequence as u64.
    public static Bytes dataToSign(Message message, long sequence) {
        ScaleWriter out = new ScaleWriter();
        Message.codec().encode(message, out);
        out.writeLong(sequence);
        return out.toBytes();
    }

    public Bytes dataToSign() {
        return dataToSign(message, sequence);
    }
}
