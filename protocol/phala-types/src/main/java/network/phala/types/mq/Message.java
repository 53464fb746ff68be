package network.phala.types.mq;

import network.phala.primitives.Bytes;
import network.phala.scale.Codec;
import network.phala.scale.Scale;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// One message of the queue; what the payload means is the destination's business.
@TypePath("phala_mq::types::Message")
public record Message(
        @TypeName("SenderId") MessageOrigin sender,
        @TypeName("Topic") Topic destination,
        @TypeName("Vec<u8>") Bytes payload) {
    public static Codec<Message> codec() {
        return Scale.of(Message.class);
    }
}
