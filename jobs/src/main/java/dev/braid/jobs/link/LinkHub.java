package dev.braid.jobs.link;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker's links to its peers: a connection in each direction that is used, so that what one way waits for never
 * stands before what the other way brings. Thread-safe.
 */
public final class LinkHub implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LinkHub.class);
    private static final int THREADS = 1;
    private static final int SOCKET_BUFFER = 4 << 20;
    private static final int WRITE_BUFFER = 64 << 20;
    private static final long POLL_MILLIS = 50;
    private static final long RETRY_MILLIS = 100;

    private final int self;
    private final byte[] token;
    private final Optional<LinkTls> tls;
    private final FrameReceiver receiver;
    private final Transport transport;
    private final LinkAddress address;
    private final Channel tcp;
    private final Optional<Channel> domain;
    private final Map<Integer, Channel> outgoing = new ConcurrentHashMap<>();
    private final Map<Integer, Incoming> incoming = new ConcurrentHashMap<>();

    private record Incoming(ChannelHandlerContext context, FrameReader reader) {}

    private LinkHub(LinkKind kind, String host, String token, Optional<LinkTls> tls, int self, FrameReceiver receiver) {
        this.self = self;
        this.tls = tls;
        this.token = token.getBytes(StandardCharsets.UTF_8);
        this.receiver = receiver;
        this.transport = Transport.of(kind, THREADS);
        try {
            this.tcp = bind(transport.tcpServer(), new InetSocketAddress(host, 0));
            this.domain = kind == LinkKind.DOMAIN
                    ? Optional.of(bind(transport.domainServer(), new DomainSocketAddress(socket().toFile())))
                    : Optional.empty();
        } catch (RuntimeException e) {
            transport.threads().shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw e;
        }
        int port = ((InetSocketAddress) tcp.localAddress()).getPort();
        this.address = new LinkAddress(
                host, port, domain.map(channel -> ((DomainSocketAddress) channel.localAddress()).path()));
    }

    /**
     * Listens.
     *
     * @param host name by which others reach this one
     * @param token that everyone who connects must show
     * @param tls of connections over TCP; empty for plain ones. Domain sockets need none
     * @param self this worker's number
     */
    public static LinkHub open(
            LinkKind kind, String host, String token, Optional<LinkTls> tls, int self, FrameReceiver receiver) {
        return new LinkHub(kind, host, token, tls, self, receiver);
    }

    private static Path socket() {
        try {
            Path folder = Files.createTempDirectory("braid-link");
            folder.toFile().deleteOnExit();
            return folder.resolve("socket");
        } catch (IOException e) {
            throw new LinkException("no folder for a domain socket can be made: " + e, e);
        }
    }

    private Channel bind(Class<? extends io.netty.channel.ServerChannel> type, SocketAddress where) {
        ServerBootstrap server = new ServerBootstrap()
                .group(transport.threads())
                .channel(type)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (where instanceof InetSocketAddress) {
                            tls.ifPresent(all -> channel.pipeline().addLast(all.accepting(channel)));
                        }
                        channel.pipeline().addLast(new FrameReader(LinkHub.this, token, receiver));
                    }
                });
        if (where instanceof InetSocketAddress) {
            server.childOption(ChannelOption.TCP_NODELAY, true).childOption(ChannelOption.SO_RCVBUF, SOCKET_BUFFER);
        }
        ChannelFuture bound = server.bind(where).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new LinkException(
                    "cannot listen at " + where + ": " + bound.cause().getMessage(), bound.cause());
        }
        return bound.channel();
    }

    public LinkAddress address() {
        return address;
    }

    void accepted(int peer, ChannelHandlerContext context, FrameReader reader) {
        if (incoming.putIfAbsent(peer, new Incoming(context, reader)) != null) {
            throw new LinkException("a second connection says that it is worker " + peer);
        }
        synchronized (incoming) {
            incoming.notifyAll();
        }
    }

    void stranger(Channel channel, LinkException reason) {
        LOG.warn("A connection from {} was cut off: {}", channel.remoteAddress(), reason.getMessage());
    }

    /**
     * Connects to peers and waits until as many have connected to this one.
     *
     * @param targets addresses of those that this one sends to
     * @param sources numbers of those that send to it
     * @throws LinkException when it takes longer than {@code patience}, naming who is missing
     */
    public void connect(Map<Integer, LinkAddress> targets, Set<Integer> sources, Duration patience)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        for (Map.Entry<Integer, LinkAddress> target : targets.entrySet()) {
            outgoing.put(target.getKey(), dial(target.getKey(), target.getValue(), deadline));
        }
        synchronized (incoming) {
            while (!incoming.keySet().containsAll(sources)) {
                if (System.nanoTime() > deadline) {
                    Set<Integer> missing = new HashSet<>(sources);
                    missing.removeAll(incoming.keySet());
                    throw new LinkException("worker " + self + " waited " + patience.toSeconds()
                            + " s for connections of workers " + missing);
                }
                incoming.wait(POLL_MILLIS);
            }
        }
    }

    private Channel dial(int peer, LinkAddress target, long deadline) throws InterruptedException {
        while (true) {
            ChannelFuture dialled = dial(target);
            while (!dialled.await(POLL_MILLIS)) {
                requireTime(peer, target, deadline, dialled.cause());
            }
            if (dialled.isSuccess()) {
                awaitHandshake(peer, target, dialled.channel(), deadline);
                introduce(dialled.channel());
                return dialled.channel();
            }
            requireTime(peer, target, deadline, dialled.cause());
            Thread.sleep(RETRY_MILLIS);
        }
    }

    private void awaitHandshake(int peer, LinkAddress target, Channel channel, long deadline)
            throws InterruptedException {
        SslHandler handler = channel.pipeline().get(SslHandler.class);
        if (handler == null) {
            return;
        }
        Future<Channel> shaken = handler.handshakeFuture();
        while (!shaken.await(POLL_MILLIS)) {
            requireTime(peer, target, deadline, null);
        }
        if (!shaken.isSuccess()) {
            throw new LinkException(
                    "worker " + self + " has no encrypted link to worker " + peer + " at " + target + ": "
                            + shaken.cause().getMessage(),
                    shaken.cause());
        }
    }

    private void requireTime(int peer, LinkAddress target, long deadline, Throwable cause) {
        if (System.nanoTime() > deadline) {
            throw new LinkException("worker " + self + " cannot connect to worker " + peer + " at " + target
                    + (cause == null ? ": no answer in time" : ": " + cause.getMessage()));
        }
    }

    private ChannelFuture dial(LinkAddress target) {
        boolean near = domain.isPresent()
                && target.socket().isPresent()
                && Files.exists(Path.of(target.socket().get()));
        Bootstrap client = new Bootstrap()
                .group(transport.threads())
                .channel(near ? transport.domain() : transport.tcp())
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(WRITE_BUFFER, 2 * WRITE_BUFFER))
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (!near) {
                            tls.ifPresent(all -> channel.pipeline().addLast(all.dialling(channel, target)));
                        }
                    }
                });
        if (near) {
            return client.connect(new DomainSocketAddress(target.socket().get()));
        }
        return client.option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER)
                .connect(new InetSocketAddress(target.host(), target.port()));
    }

    private void introduce(Channel channel) {
        send(
                channel,
                new FrameHeader(FrameHeader.Kind.HELLO, self, 0, 0, 0, 0, token.length, 0),
                ByteBuffer.wrap(token));
    }

    /**
     * Sends a frame from the payload's own memory, which must stay as it is until the future is done or the receiver is
     * known to have it.
     */
    public ChannelFuture send(int peer, FrameHeader header, ByteBuffer payload) {
        Channel channel = outgoing.get(peer);
        if (channel == null) {
            throw new LinkException("worker " + self + " has no link to worker " + peer);
        }
        return send(channel, header, payload);
    }

    private static ChannelFuture send(Channel channel, FrameHeader header, ByteBuffer payload) {
        ByteBuf head = channel.alloc().directBuffer(FrameHeader.BYTES);
        header.write(head);
        if (!payload.hasRemaining()) {
            return channel.writeAndFlush(head);
        }
        channel.write(head);
        return channel.writeAndFlush(Unpooled.wrappedBuffer(payload));
    }

    /** A place has become free: goes on reading from a peer that waits for it. */
    public void resume(int peer) {
        Incoming from = incoming.get(peer);
        if (from != null) {
            from.context().executor().execute(() -> from.reader().resume(from.context()));
        }
    }

    /** Closes the link from a peer as if it had died. */
    public void cut(int peer) {
        Optional.ofNullable(incoming.get(peer)).ifPresent(from -> from.context().close());
    }

    /** Says that this worker is done, and closes. */
    public void finish() {
        outgoing.values()
                .forEach(channel -> send(
                                channel,
                                new FrameHeader(FrameHeader.Kind.BYE, self, 0, 0, 0, 0, 0, 0),
                                ByteBuffer.allocate(0))
                        .awaitUninterruptibly(RETRY_MILLIS * 10));
    }

    @Override
    public void close() {
        outgoing.values().forEach(Channel::close);
        tcp.close();
        domain.ifPresent(channel -> {
            channel.close();
            Path socket = Path.of(((DomainSocketAddress) channel.localAddress()).path());
            socket.toFile().delete();
            socket.getParent().toFile().delete();
        });
        transport.threads().shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
