package network.phala.sidevm;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.DecodeException;
import network.phala.sidevm.SidevmException.Reason;
import network.phala.sidevm.message.HttpHead;
import network.phala.sidevm.message.HttpHeader;
import network.phala.sidevm.message.HttpRequest;
import network.phala.sidevm.message.HttpResponseHead;
import network.phala.sidevm.resource.Channel;
import network.phala.sidevm.resource.DuplexStream;
import network.phala.sidevm.resource.OcallException;
import network.phala.sidevm.resource.Oneshot;
import network.phala.sidevm.resource.Resources;
import org.jspecify.annotations.Nullable;

/// An HTTP request in a program's hands: its body goes in, the answer's head comes, then the answer's body. After an
/// answer of 101 both bodies are a stream each way. Any thread; close it when the client is gone.
public final class HttpSession implements AutoCloseable {
    private final DuplexStream stream = new DuplexStream(() -> {});
    private final CompletableFuture<HttpResponseHead> head = new CompletableFuture<>();

    private volatile FairRoom<H256>.@Nullable Place place;

    HttpSession() {}

    /// Its place among those who visit programs.
    void holds(FairRoom<H256>.Place taken) {
        place = taken;
    }

    /// The request as the program's channel takes it.
    Channel.Item item(HttpHead request, Resources resources) {
        return new Channel.Item() {
            @Override
            public Bytes open() throws OcallException {
                int responseTx = resources.add(new Oneshot(receiver()));
                int ioStream = beside(responseTx, resources);
                return HttpRequest.codec().encode(new HttpRequest(request, responseTx, ioStream));
            }

            @Override
            public void refuse() {
                abandon();
            }

            @Override
            public int size() {
                int bytes = request.url().length();
                for (HttpHeader header : request.headers()) {
                    bytes += header.name().length() + header.value().length();
                }
                return bytes;
            }
        };
    }

    /// Takes a place for the stream, or gives back the one that was taken for the answer.
    private int beside(int responseTx, Resources resources) throws OcallException {
        try {
            return resources.add(stream);
        } catch (OcallException e) {
            resources.close(responseTx);
            throw e;
        }
    }

    private Oneshot.Receiver receiver() {
        return new Oneshot.Receiver() {
            @Override
            public boolean receive(Bytes message) {
                try {
                    return head.complete(HttpResponseHead.codec().decodePrefix(message));
                } catch (DecodeException e) {
                    fail(Reason.NO_RESPONSE);
                    return false;
                }
            }

            @Override
            public void abandoned() {
                fail(Reason.NO_RESPONSE);
            }
        };
    }

    private void fail(Reason reason) {
        head.completeExceptionally(new SidevmException(reason));
    }

    /// Where the request's body goes; close it at the body's end.
    public OutputStream requestBody() {
        return stream.toProgram();
    }

    /// Waits for the answer's head.
    public HttpResponseHead awaitHead(Duration patience) throws SidevmException, InterruptedException {
        return await(head, patience, Pauses.NONE);
    }

    static <T> T await(CompletableFuture<T> answer, Duration patience, Pauses pauses)
            throws SidevmException, InterruptedException {
        if (!answer.isDone()) {
            pauses.during(() -> awaitDone(answer, patience));
        }
        if (!answer.isDone()) {
            throw new SidevmException(Reason.TIMEOUT);
        }
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof SidevmException refused ? refused : new SidevmException(Reason.NO_RESPONSE);
        }
    }

    private static void awaitDone(CompletableFuture<?> answer, Duration patience) throws InterruptedException {
        try {
            answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // Whoever waits looks what has become of it.
        }
    }

    /// The answer's body.
    public InputStream responseBody() {
        return stream.fromProgram();
    }

    /// The client is gone: the program's writes fail, and what it reads ends.
    public void abandon() {
        stream.abandonByHost();
        fail(Reason.NO_RESPONSE);
        FairRoom<H256>.Place taken = place;
        if (taken != null) {
            taken.close();
        }
    }

    @Override
    public void close() {
        abandon();
    }
}
