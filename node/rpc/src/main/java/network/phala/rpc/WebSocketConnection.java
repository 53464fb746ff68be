package network.phala.rpc;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import network.phala.primitives.Bytes;
import org.jspecify.annotations.Nullable;

/// One WebSocket connection. Calls run side by side, each on its own virtual thread; when too many are
/// under way, or their text is too long together, no more is read from the client until some are answered.
final class WebSocketConnection extends SimpleChannelInboundHandler<WebSocketFrame> {
    private static final int CALLS_UNDER_WAY_MAX = 64;
    private static final long BYTES_UNDER_WAY_MAX = 2L * RpcConfig.REQUEST_BYTES_MAX;

    private final WebSocketServerHandshaker handshaker;
    private final Dispatcher dispatcher;
    private @Nullable WebSocketSession session;
    /// Written and read on the netty thread only.
    private int callsUnderWay;

    private long bytesUnderWay;

    WebSocketConnection(WebSocketServerHandshaker handshaker, Dispatcher dispatcher) {
        this.handshaker = handshaker;
        this.dispatcher = dispatcher;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        session = new WebSocketSession(context.channel());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        switch (frame) {
            case TextWebSocketFrame text -> start(context, Bytes.wrap(ByteBufUtil.getBytes(text.content())));
            case BinaryWebSocketFrame binary -> start(context, Bytes.wrap(ByteBufUtil.getBytes(binary.content())));
            case PingWebSocketFrame ping ->
                context.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
            case CloseWebSocketFrame close -> handshaker.close(context.channel(), close.retain());
            default -> {
                // A pong, or the tail of a message that the aggregator already delivered.
            }
        }
    }

    private void start(ChannelHandlerContext context, Bytes text) {
        callsUnderWay++;
        bytesUnderWay += text.size();
        regulate(context);
        Thread.ofVirtual().name("rpc-ws").start(() -> {
            try {
                answer(text);
            } finally {
                context.executor().execute(() -> {
                    callsUnderWay--;
                    bytesUnderWay -= text.size();
                    regulate(context);
                });
            }
        });
    }

    private void regulate(ChannelHandlerContext context) {
        boolean room = callsUnderWay < CALLS_UNDER_WAY_MAX
                && bytesUnderWay < BYTES_UNDER_WAY_MAX
                && context.channel().isWritable();
        context.channel().config().setAutoRead(room);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        regulate(context);
    }

    private void answer(Bytes text) {
        WebSocketSession open = session;
        if (open == null) {
            return;
        }
        Dispatcher.Answer answer = dispatcher.answer(text, open);
        if (answer.text() != null) {
            open.send(answer.text());
        }
        answer.started().forEach(Sink::start);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        WebSocketSession open = session;
        if (open != null) {
            // Not here: to end a subscription may take a lock, and this thread serves all connections.
            Thread.ofVirtual().name("rpc-ws").start(open::close);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
