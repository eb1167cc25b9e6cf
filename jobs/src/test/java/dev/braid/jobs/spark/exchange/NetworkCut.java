package dev.braid.jobs.spark.exchange;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.network.netty.NettyBlockTransferService;

/**
 * A network without a way to the blocks of any executor, as long as a file exists: nothing that is sent on these connections
 * arrives, new ones are taken and never answered, and what was on its way arrives when the file is gone.
 */
public final class NetworkCut implements SparkPlugin {
    /** Configures the file. */
    static final String FILE = "spark.test.cut.file";

    @Override
    public DriverPlugin driverPlugin() {
        return null;
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new ExecutorPlugin() {
            @Override
            public void init(PluginContext context, Map<String, String> extra) {
                cutInto(Path.of(context.conf().get(FILE)));
            }
        };
    }

    private static void cutInto(Path file) {
        Object service = SparkEnv.get().blockManager().blockTransferService();
        // As Scala names a private field that its closures use.
        Object server = field(service, NettyBlockTransferService.class.getName().replace('.', '$') + "$$server");
        ChannelFuture bound = (ChannelFuture) field(server, "channelFuture");
        bound.channel().pipeline().addFirst(new OfNewConnections(file));
    }

    private static Object field(Object owner, String name) {
        try {
            Field field = owner.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field.get(owner);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @ChannelHandler.Sharable
    private static final class OfNewConnections extends ChannelInboundHandlerAdapter {
        private final Path file;

        private OfNewConnections(Path file) {
            this.file = file;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object connection) {
            ((Channel) connection).pipeline().addFirst(new Holding(file));
            context.fireChannelRead(connection);
        }
    }

    /** Holds what goes either way while the file exists. */
    private static final class Holding extends ChannelDuplexHandler {
        private static final long MILLIS = 20;

        private final Path file;
        private final Queue<Runnable> held = new ArrayDeque<>();

        private Holding(Path file) {
            this.file = file;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            pass(context, () -> context.fireChannelRead(message).fireChannelReadComplete());
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            pass(context, () -> context.write(message, promise));
        }

        @Override
        public void flush(ChannelHandlerContext context) {
            pass(context, context::flush);
        }

        private void pass(ChannelHandlerContext context, Runnable passing) {
            if (held.isEmpty() && !Files.exists(file)) {
                passing.run();
                return;
            }
            if (held.isEmpty()) {
                awaitEnd(context);
            }
            held.add(passing);
        }

        private void awaitEnd(ChannelHandlerContext context) {
            context.executor()
                    .schedule(
                            () -> {
                                if (Files.exists(file) && context.channel().isOpen()) {
                                    awaitEnd(context);
                                } else {
                                    held.forEach(Runnable::run);
                                    held.clear();
                                }
                            },
                            MILLIS,
                            TimeUnit.MILLISECONDS);
        }
    }
}
