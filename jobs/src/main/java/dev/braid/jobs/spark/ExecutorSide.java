package dev.braid.jobs.spark;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The executor's end of the plugin: starts the runtime and tells the driver where it is, or why there is none. */
final class ExecutorSide implements ExecutorPlugin {
    private static final Logger LOG = LoggerFactory.getLogger(ExecutorSide.class);

    private PluginContext plugin;
    private JobKey key;

    @Override
    public void init(PluginContext plugin, Map<String, String> fromDriver) {
        this.plugin = plugin;
        this.key = JobKey.of(plugin.conf());
        try {
            ExecutorRuntime runtime =
                    ExecutorRuntime.start(plugin.executorID(), plugin.conf(), Handed.read(fromDriver));
            Residents.settle(key, ExecutorRuntime.class, runtime);
            String device = runtime.device() + (plugin.resources().isEmpty() ? "" : " " + plugin.resources());
            LOG.info("Executor {} computes on {}", plugin.executorID(), device);
            plugin.ask(new PluginMessage.Joined(plugin.executorID(), runtime.address(), device));
        } catch (Exception | LinkageError | OutOfMemoryError e) {
            report(e);
        }
    }

    /** Throwing here would only make Spark start the next executor, which would throw as well. */
    private void report(Throwable cause) {
        StringWriter trace = new StringWriter();
        cause.printStackTrace(new PrintWriter(trace));
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        LOG.error("Executor {} could not start: {}", plugin.executorID(), message);
        LOG.debug("{}", trace);
        try {
            plugin.send(new PluginMessage.Failed(plugin.executorID(), message, trace.toString()));
        } catch (Exception unreachable) {
            LOG.error("Executor {} could not tell the driver", plugin.executorID(), unreachable);
        }
    }

    @Override
    public void shutdown() {
        Residents.leave(key, ExecutorRuntime.class).ifPresent(runtime -> {
            try {
                plugin.send(new PluginMessage.Left(plugin.executorID()));
            } catch (Exception driverIsGone) {
                LOG.debug("The driver was gone before executor {}", plugin.executorID());
            }
            runtime.close();
        });
    }
}
