package dev.braid.jobs.link;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/** Netty's classes for one kind of link on this machine. */
record Transport(
        EventLoopGroup threads,
        Class<? extends ServerChannel> tcpServer,
        Class<? extends Channel> tcp,
        Class<? extends ServerChannel> domainServer,
        Class<? extends Channel> domain) {
    /**
     * @param threads that read and write
     * @throws LinkException when domain sockets are asked for and this platform has none
     */
    static Transport of(LinkKind kind, int threads) {
        if (Epoll.isAvailable()) {
            return new Transport(
                    new MultiThreadIoEventLoopGroup(threads, EpollIoHandler.newFactory()),
                    EpollServerSocketChannel.class,
                    EpollSocketChannel.class,
                    EpollServerDomainSocketChannel.class,
                    EpollDomainSocketChannel.class);
        }
        if (kind == LinkKind.DOMAIN) {
            throw new LinkException(
                    "domain sockets need Netty's epoll, which cannot be loaded here ("
                            + Epoll.unavailabilityCause().getMessage() + "); set spark.braid.pipeline.links to tcp",
                    Epoll.unavailabilityCause());
        }
        return new Transport(
                new MultiThreadIoEventLoopGroup(threads, NioIoHandler.newFactory()),
                NioServerSocketChannel.class,
                NioSocketChannel.class,
                null,
                null);
    }
}
