package network.phala.sidevm;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.sidevm.SidevmException.Reason;
import network.phala.sidevm.message.QueryRequest;
import network.phala.sidevm.resource.Channel;
import network.phala.sidevm.resource.OcallException;
import network.phala.sidevm.resource.Oneshot;
import network.phala.sidevm.resource.Resources;

/// A question to a program, as the program's channel takes it. Any thread.
///
/// @param resources of the program
record Question(Optional<Bytes32> origin, Bytes payload, Resources resources, CompletableFuture<Bytes> answer)
        implements Channel.Item {
    Question(Optional<Bytes32> origin, Bytes payload, Resources resources) {
        this(origin, payload, resources, new CompletableFuture<>());
    }

    private final class Receiver implements Oneshot.Receiver {
        @Override
        public boolean receive(Bytes message) {
            return answer.complete(message);
        }

        @Override
        public void abandoned() {
            refuse();
        }
    }

    @Override
    public Bytes open() throws OcallException {
        return QueryRequest.codec()
                .encode(new QueryRequest(origin, payload, resources.add(new Oneshot(new Receiver()))));
    }

    @Override
    public void refuse() {
        answer.completeExceptionally(new SidevmException(Reason.NO_RESPONSE));
    }

    /// Others need its room.
    void giveWay() {
        answer.completeExceptionally(new SidevmException(Reason.BUSY));
    }

    @Override
    public int size() {
        return payload.size();
    }
}
