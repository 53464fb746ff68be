package network.phala.rpc;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// The listening port: HTTP POST, and WebSocket by upgrade.
public final class RpcServer implements AutoCloseable {
    /// Bytes that may wait for a client that does not read; then its subscriptions, and it, are dropped.
    private static final int UNREAD_BYTES_MAX = 64 << 20;

    private static final Duration CALLS_WAIT = Duration.ofSeconds(30);

    private final EventLoopGroup loops;
    private final ChannelGroup connections;
    private final Channel listening;
    private final Dispatcher dispatcher;

    private RpcServer(EventLoopGroup loops, ChannelGroup connections, Channel listening, Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
        this.loops = loops;
        this.connections = connections;
        this.listening = listening;
    }

    /// Starts to listen.
    ///
    /// @throws IOException with a sentence for the operator when the port cannot be had
    public static RpcServer start(RpcConfig config, RpcMethods methods) throws IOException {
        Dispatcher dispatcher = new Dispatcher(methods, config.unsafeAllowed());
        EventLoopGroup loops =
                new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("rpc-io", true), NioIoHandler.newFactory());
        ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(UNREAD_BYTES_MAX / 2, UNREAD_BYTES_MAX))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        if (connections.size() >= config.connectionCountMax()) {
                            channel.close();
                            return;
                        }
                        connections.add(channel);
                        channel.pipeline()
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(RpcConfig.REQUEST_BYTES_MAX))
                                .addLast(new HttpConnection(config, dispatcher));
                    }
                });
        ChannelFuture bound = bootstrap.bind(config.host(), config.port()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw new IOException(explain(config, bound.cause()), bound.cause());
        }
        return new RpcServer(loops, connections, bound.channel(), dispatcher);
    }

    private static String explain(RpcConfig config, Throwable cause) {
        String place = config.host() + ":" + config.port();
        if (cause instanceof BindException) {
            return "Cannot listen for JSON-RPC on " + place + " (" + cause.getMessage()
                    + "): another program uses the port; stop it or choose another port with --rpc-port";
        }
        return "Cannot listen for JSON-RPC on " + place + ": " + cause;
    }

    /// The port in use, also when any free one was asked for.
    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    @Override
    public void close() {
        listening.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        connections.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        dispatcher.close(CALLS_WAIT);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
