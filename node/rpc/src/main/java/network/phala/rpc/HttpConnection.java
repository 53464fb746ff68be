package network.phala.rpc;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;
import network.phala.primitives.Bytes;
import org.jspecify.annotations.Nullable;

/// One TCP connection that speaks HTTP, until it asks to become a WebSocket. Requests are answered one
/// after another, in the order in which they came. Everything here runs on the netty thread, except [#answer], which
/// is on the request's virtual thread.
final class HttpConnection extends SimpleChannelInboundHandler<FullHttpRequest> {
    /// 16 bytes in base 64.
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{22}==");

    private record Request(Bytes body, @Nullable String origin, boolean keepAlive) {}

    private final RpcConfig config;
    private final Dispatcher dispatcher;
    /// What is to be done, once what came before is answered.
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean busy;
    private boolean ended;

    HttpConnection(RpcConfig config, Dispatcher dispatcher) {
        this.config = config;
        this.dispatcher = dispatcher;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (!ended) {
            waiting.add(step(context, request));
            next(context);
        }
    }

    private Runnable step(ChannelHandlerContext context, FullHttpRequest request) {
        String origin = request.headers().get(HttpHeaderNames.ORIGIN);
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        if (!request.decoderResult().isSuccess()) {
            return () -> respond(context, HttpResponseStatus.BAD_REQUEST, "Not an HTTP request", null, false);
        } else if (origin != null && !config.allowsOrigin(origin)) {
            return () -> respond(
                    context,
                    HttpResponseStatus.FORBIDDEN,
                    "Origin \"" + origin + "\" is not allowed; the node's --rpc-cors names the allowed ones",
                    null,
                    false);
        } else if (isUpgrade(request) && !isHandshake(request)) {
            return () -> respond(
                    context,
                    HttpResponseStatus.BAD_REQUEST,
                    "No WebSocket handshake; expected Sec-WebSocket-Version 13 and a Sec-WebSocket-Key of 16 bytes",
                    null,
                    false);
        } else if (isUpgrade(request)) {
            FullHttpRequest head = request.replace(Unpooled.EMPTY_BUFFER);
            return () -> upgrade(context, head);
        } else if (request.method().equals(HttpMethod.OPTIONS)) {
            return () -> respond(context, HttpResponseStatus.NO_CONTENT, "", origin, keepAlive);
        } else if (request.method().equals(HttpMethod.POST)) {
            Request call = new Request(Bytes.wrap(ByteBufUtil.getBytes(request.content())), origin, keepAlive);
            return () -> {
                busy = true;
                context.channel().config().setAutoRead(false);
                Thread.ofVirtual().name("rpc-http").start(() -> answer(context, call));
            };
        } else if (request.method().equals(HttpMethod.GET) && request.uri().startsWith("/health")) {
            return () -> respond(context, HttpResponseStatus.OK, "{\"status\":\"ok\"}", origin, keepAlive);
        } else {
            return () -> respond(
                    context,
                    HttpResponseStatus.METHOD_NOT_ALLOWED,
                    "JSON-RPC is served to POST requests and WebSocket connections",
                    origin,
                    keepAlive);
        }
    }

    private static boolean isUpgrade(FullHttpRequest request) {
        return request.method().equals(HttpMethod.GET)
                && request.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
    }

    private static boolean isHandshake(FullHttpRequest request) {
        return request.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13", false)
                && KEY.matcher(request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_KEY, ""))
                        .matches();
    }

    private void upgrade(ChannelHandlerContext context, FullHttpRequest request) {
        ended = true;
        String location = "ws://" + request.headers().get(HttpHeaderNames.HOST, "localhost");
        WebSocketServerHandshaker handshaker =
                new WebSocketServerHandshaker13(location, null, false, RpcConfig.REQUEST_BYTES_MAX);
        context.pipeline().replace(this, "websocket", new WebSocketConnection(handshaker, dispatcher));
        handshaker.handshake(context.channel(), request).addListener(done -> {
            if (!done.isSuccess()) {
                context.close();
            }
        });
        context.pipeline().addBefore("websocket", "frames", new WebSocketFrameAggregator(RpcConfig.REQUEST_BYTES_MAX));
    }

    private void next(ChannelHandlerContext context) {
        while (!busy && !ended && !waiting.isEmpty()) {
            waiting.remove().run();
        }
        if (!busy) {
            context.channel().config().setAutoRead(true);
        }
    }

    private void answer(ChannelHandlerContext context, Request request) {
        Bytes text = dispatcher.answer(request.body(), null).text();
        context.executor().execute(() -> {
            busy = false;
            respond(
                    context,
                    HttpResponseStatus.OK,
                    text == null ? Bytes.EMPTY : text,
                    request.origin(),
                    request.keepAlive());
            next(context);
        });
    }

    private void respond(
            ChannelHandlerContext context,
            HttpResponseStatus status,
            String text,
            @Nullable String origin,
            boolean keepAlive) {
        respond(context, status, Bytes.ofUtf8(text), origin, keepAlive);
    }

    private void respond(
            ChannelHandlerContext context,
            HttpResponseStatus status,
            Bytes body,
            @Nullable String origin,
            boolean keepAlive) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body.unsafeArray()));
        boolean json = status.equals(HttpResponseStatus.OK);
        response.headers()
                .set(
                        HttpHeaderNames.CONTENT_TYPE,
                        json ? "application/json; charset=utf-8" : "text/plain; charset=utf-8")
                .setInt(HttpHeaderNames.CONTENT_LENGTH, body.size());
        if (origin != null) {
            response.headers()
                    .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                    .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "POST, OPTIONS")
                    .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, "content-type")
                    .set(HttpHeaderNames.VARY, "origin");
        }
        if (keepAlive) {
            context.writeAndFlush(response);
        } else {
            ended = true;
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
