package dev.braid.jobs.bench;

import dev.braid.jobs.link.FrameHeader;
import dev.braid.jobs.link.FrameReceiver;
import dev.braid.jobs.link.LinkAddress;
import dev.braid.jobs.link.LinkException;
import dev.braid.jobs.link.LinkHub;
import dev.braid.jobs.link.LinkKind;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The second JVM of {@code bench link}: for each line {@code CONTENDER KIND BYTES COUNT} on standard input it listens and
 * answers with the address; ends with its input. Payloads go to memory of their own, as in a worker; plain Netty's too.
 */
final class LinkReceiver {
    private static final int SOCKET_BUFFER = 4 << 20;
    /** Tensors that are kept. */
    private static final int SLOTS = 4;

    private LinkReceiver() {}

    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            LinkKind kind = LinkKind.valueOf(words[1]);
            int bytes = Integer.parseInt(words[2]);
            int count = Integer.parseInt(words[3]);
            System.out.println(words[0].equals("links") ? links(kind, bytes, count) : plain(kind, bytes, count));
            System.out.flush();
        }
        System.exit(0);
    }

    private static ByteBuffer slots(int bytes) {
        return ByteBuffer.allocateDirect(Math.multiplyExact(SLOTS, bytes));
    }

    private static String links(LinkKind kind, int bytes, int count) {
        ByteBuffer slots = slots(bytes);
        ByteBuffer sender = ByteBuffer.allocate(1 << 10);
        CompletableFuture<LinkHub> made = new CompletableFuture<>();
        LinkHub hub = LinkHub.open(
                kind, "127.0.0.1", LinkSender.TOKEN, Optional.empty(), LinkSender.RECEIVER, new FrameReceiver() {
                    @Override
                    public Optional<ByteBuffer> place(int peer, FrameHeader header) {
                        return Optional.of(
                                header.microBatch() < 0
                                        ? sender.clear().limit(header.bytes())
                                        : slots.slice(header.microBatch() % SLOTS * bytes, bytes));
                    }

                    @Override
                    public void arrived(int peer, FrameHeader header) {
                        if (header.microBatch() < 0) {
                            String address = new String(sender.array(), 0, header.bytes(), StandardCharsets.UTF_8);
                            new Thread(() -> answer(made.join(), LinkAddress.parse(address))).start();
                        } else if (header.microBatch() == count - 1) {
                            done(made.join());
                        }
                    }

                    @Override
                    public void lost(int peer, LinkException reason) {}
                });
        made.complete(hub);
        return hub.address().toString();
    }

    private static void answer(LinkHub hub, LinkAddress sender) {
        try {
            hub.connect(Map.of(LinkSender.SENDER, sender), Set.of(), Duration.ofSeconds(20));
            done(hub);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void done(LinkHub hub) {
        hub.send(
                LinkSender.SENDER, new FrameHeader(FrameHeader.Kind.DATA, 0, 0, 0, 0, 0, 0, 0), ByteBuffer.allocate(0));
    }

    private static String plain(LinkKind kind, int bytes, int count) throws IOException {
        ServerBootstrap server = new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()))
                .channel(
                        kind == LinkKind.DOMAIN ? EpollServerDomainSocketChannel.class : EpollServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new PlainReader(slots(bytes), (long) bytes * count));
                    }
                });
        if (kind == LinkKind.DOMAIN) {
            Path socket = Files.createTempDirectory("braid-bench").resolve("socket");
            socket.toFile().deleteOnExit();
            server.bind(new DomainSocketAddress(socket.toFile())).syncUninterruptibly();
            return socket.toString();
        }
        server.childOption(ChannelOption.TCP_NODELAY, true).childOption(ChannelOption.SO_RCVBUF, SOCKET_BUFFER);
        Channel bound = server.bind(new InetSocketAddress("127.0.0.1", 0))
                .syncUninterruptibly()
                .channel();
        return String.valueOf(((InetSocketAddress) bound.localAddress()).getPort());
    }

    /** Copies what comes to a ring of memory, and says a byte after each turn. */
    private static final class PlainReader extends SimpleChannelInboundHandler<ByteBuf> {
        private final ByteBuffer ring;
        private final long turn;
        private long come;

        PlainReader(ByteBuffer ring, long turn) {
            this.ring = ring;
            this.turn = turn;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf in) {
            come += in.readableBytes();
            while (in.isReadable()) {
                if (!ring.hasRemaining()) {
                    ring.clear();
                }
                int end = ring.limit();
                ring.limit(ring.position() + Math.min(in.readableBytes(), ring.remaining()));
                in.readBytes(ring);
                ring.limit(end);
            }
            if (come >= turn) {
                come -= turn;
                context.writeAndFlush(Unpooled.wrappedBuffer(new byte[1]));
            }
        }
    }
}
