package dev.braid.jobs.http;

import com.linecorp.armeria.common.Flags;
import com.linecorp.armeria.common.util.TransportType;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The thread that accepts a server's connections. It ends at once when the server does: Netty's own wait for two more
 * seconds in which nothing comes, and with it every job.
 */
final class AcceptorGroup extends MultiThreadIoEventLoopGroup {
    private static final long PATIENCE_SECONDS = 5;

    private AcceptorGroup(String name, IoHandlerFactory io) {
        super(1, new DefaultThreadFactory(name, true), io);
    }

    /** @param name of its thread */
    static AcceptorGroup named(String name) {
        boolean epoll = Flags.transportType() == TransportType.EPOLL;
        return new AcceptorGroup(name, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    @Override
    public Future<?> shutdownGracefully() {
        return shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
