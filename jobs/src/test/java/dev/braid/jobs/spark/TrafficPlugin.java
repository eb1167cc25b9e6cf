package dev.braid.jobs.spark;

import dev.braid.jobs.adapter.AdapterVersion;
import dev.braid.jobs.engine.FinishReason;
import dev.braid.jobs.engine.GeneratedToken;
import dev.braid.jobs.engine.GenerationListener;
import dev.braid.jobs.engine.GenerationRequest;
import dev.braid.jobs.engine.InferenceService;
import dev.braid.ops.sampling.SamplingParams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * A second plugin that keeps every executor's engine busy with requests, one after another, to whatever it serves; each
 * answer leaves a file in the folder that {@link #FOLDER} names.
 */
public final class TrafficPlugin implements SparkPlugin {
    /** Property with the folder for {@code EXECUTOR-N.MODEL} files; the content is the generation's end. */
    public static final String FOLDER = "spark.test.traffic.folder";

    @Override
    public DriverPlugin driverPlugin() {
        return null;
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new Traffic();
    }

    private static final class Traffic implements ExecutorPlugin {
        private volatile boolean stopped;

        @Override
        public void init(PluginContext context, Map<String, String> fromDriver) {
            JobKey key = JobKey.of(context.conf());
            Path folder = Path.of(context.conf().get(FOLDER));
            Thread thread = new Thread(() -> drive(key, folder, context.executorID()), "traffic");
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void shutdown() {
            stopped = true;
        }

        private void drive(JobKey key, Path folder, String executor) {
            for (int request = 0; !stopped; request++) {
                Optional<ExecutorRuntime> runtime = Residents.find(key, ExecutorRuntime.class);
                try {
                    if (runtime.isPresent()) {
                        request(runtime.get().inference(), folder, executor + "-" + request, request);
                    } else {
                        Thread.sleep(20);
                    }
                } catch (InterruptedException | IOException e) {
                    throw new IllegalStateException(e);
                }
            }
        }

        private void request(InferenceService engine, Path folder, String name, int number)
                throws InterruptedException, IOException {
            var models = engine.models();
            String model = models.get(number % models.size()).name();
            Answer answer = new Answer();
            engine.submit(
                    new GenerationRequest(
                            model, new int[] {3, 4, 5 + number % 50}, 24, SamplingParams.greedy(), Set.of()),
                    answer);
            if (answer.done.await(60, TimeUnit.SECONDS) && !stopped) {
                Files.writeString(folder.resolve(name + "." + model), answer.end);
            }
        }
    }

    private static final class Answer implements GenerationListener {
        private final CountDownLatch done = new CountDownLatch(1);
        private volatile String end = "";

        @Override
        public void onStart(Optional<AdapterVersion> adapter) {}

        @Override
        public void onToken(GeneratedToken token) {}

        @Override
        public void onFinish(FinishReason reason) {
            end = reason.name();
            done.countDown();
        }

        @Override
        public void onError(RuntimeException cause) {
            end = cause.toString();
            done.countDown();
        }
    }

    /** Whether all that was answered so far was answered to its end. */
    public static List<String> failures(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(TrafficPlugin::content)
                    .filter(end -> !end.equals(FinishReason.LENGTH.name()))
                    .toList();
        }
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
