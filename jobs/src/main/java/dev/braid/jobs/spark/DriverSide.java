package dev.braid.jobs.spark;

import dev.braid.jobs.control.JobSecret;
import java.security.SecureRandom;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The driver's end of the plugin: keeps the membership, and stops an application whose executors cannot start. */
final class DriverSide implements DriverPlugin {
    private static final Logger LOG = LoggerFactory.getLogger(DriverSide.class);

    private final Membership membership = new Membership();
    private final JobSecret secret = JobSecret.draw(new SecureRandom());
    private JobKey key;
    private SparkContext context;

    @Override
    public Map<String, String> init(SparkContext context, PluginContext plugin) {
        this.context = context;
        this.key = JobKey.of(plugin.conf());
        Residents.settle(key, DriverSide.class, this);
        context.addSparkListener(new SparkListener() {
            @Override
            public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
                LOG.warn("Executor {} is gone: {}", removed.executorId(), removed.reason());
                if (membership.gone(removed.executorId(), removed.reason()) == Membership.Hope.NONE) {
                    cancel();
                }
            }
        });
        Tokens tokens = new Tokens(SparkProperties.braid(plugin.conf()), System.getenv());
        return Handed.entries(secret, tokens.fromEnvironment(TokenSource.SERVE));
    }

    Membership membership() {
        return membership;
    }

    JobSecret secret() {
        return secret;
    }

    @Override
    public Object receive(Object message) {
        if (message instanceof PluginMessage.Joined joined) {
            LOG.info("Executor {} serves at {} on {}", joined.executor(), joined.address(), joined.device());
            membership.join(new ExecutorInfo(joined.executor(), joined.address(), joined.device()));
        } else if (message instanceof PluginMessage.Left left) {
            membership.leave(left.executor());
        } else if (message instanceof PluginMessage.Failed failed) {
            LOG.error("Executor {} could not start: {}", failed.executor(), failed.message());
            LOG.debug("{}", failed.trace());
            membership.fail(failed.executor(), failed.message());
            cancel();
        }
        // Spark takes null for no reply, and warns of any other to a message that waits for none.
        return message instanceof PluginMessage.Joined ? "" : null;
    }

    /**
     * An executor that cannot start is replaced by another that cannot, for ever: what waits for it ends here. Not on
     * Spark's own thread, which cancelling waits for.
     */
    private void cancel() {
        new Thread(() -> context.cancelAllJobs(), "braid-cancel").start();
    }

    @Override
    public void shutdown() {
        Residents.leave(key, DriverSide.class);
    }
}
