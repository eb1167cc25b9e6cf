package dev.braid.jobs.bench;

import dev.braid.jobs.link.LinkKind;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;

/** Sends the same bytes with Netty alone: wrapped buffers, no frames, no handshake. */
final class PlainSender implements AutoCloseable {
    private static final int SOCKET_BUFFER = 4 << 20;

    private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final Channel channel;
    private final ByteBuffer tensor;
    private final int count;
    private final Semaphore done = new Semaphore(0);

    /** @param address a path of a domain socket, or a port */
    PlainSender(LinkKind kind, String address, LinkRun.Settings settings) {
        this.tensor = ByteBuffer.allocateDirect(settings.bytes());
        this.count = settings.count();
        Bootstrap client = new Bootstrap()
                .group(threads)
                .channel(kind == LinkKind.DOMAIN ? EpollDomainSocketChannel.class : EpollSocketChannel.class)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(64 << 20, 128 << 20))
                .handler(new SimpleChannelInboundHandler<ByteBuf>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext context, ByteBuf in) {
                        done.release(in.readableBytes());
                    }
                });
        this.channel = (kind == LinkKind.DOMAIN
                        ? client.connect(new DomainSocketAddress(address))
                        : client.option(ChannelOption.TCP_NODELAY, true)
                                .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER)
                                .connect(new InetSocketAddress("127.0.0.1", Integer.parseInt(address))))
                .syncUninterruptibly()
                .channel();
    }

    /** Sends a turn; returns when the receiver has it. */
    void turn() {
        for (int i = 0; i < count; i++) {
            channel.writeAndFlush(Unpooled.wrappedBuffer(tensor.duplicate()));
        }
        done.acquireUninterruptibly();
    }

    @Override
    public void close() {
        channel.close();
        threads.shutdownGracefully();
    }
}
