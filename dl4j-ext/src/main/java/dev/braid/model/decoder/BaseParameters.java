package dev.braid.model.decoder;

import dev.braid.model.files.FloatSource;
import dev.braid.model.files.HfFolder;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.program.TrainableLayout;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/** All parameters of a base model as flat weights, for full-parameter training. */
public final class BaseParameters {
    /** Standard deviation of initial weights, the {@code initializer_range} of published configurations. */
    private static final double INITIAL_DEVIATION = 0.02;

    private BaseParameters() {}

    public static TrainableLayout layout(ModelConfig config) {
        return TrainableLayout.of(DecoderGraph.params(config).values());
    }

    /** The weights of a folder. */
    public static float[] read(HfFolder folder) {
        TrainableLayout layout = layout(folder.config());
        float[] flat = new float[layout.size()];
        for (TrainableLayout.Entry entry : layout.entries()) {
            FloatBuffer window =
                    FloatBuffer.wrap(flat, entry.offset(), (int) entry.param().count());
            folder.tensor(entry.param().name()).readFloats(0, window);
        }
        return flat;
    }

    /** Weights to train from nothing: norms one, biases zero, the rest normal with deviation 0.02. */
    public static float[] initial(ModelConfig config, long seed) {
        TrainableLayout layout = layout(config);
        float[] flat = new float[layout.size()];
        for (TrainableLayout.Entry entry : layout.entries()) {
            String name = entry.param().name();
            SplittableRandom random = new SplittableRandom(seed * 31 + name.hashCode());
            for (int i = 0; i < entry.param().count(); i++) {
                flat[entry.offset() + i] = initialValue(name, random);
            }
        }
        return flat;
    }

    private static float initialValue(String name, SplittableRandom random) {
        if (name.endsWith("norm.weight")) {
            return 1;
        }
        return name.endsWith(".bias") ? 0 : (float) (INITIAL_DEVIATION * normal(random));
    }

    /** Box and Muller's transform: the same on every JDK. */
    private static double normal(SplittableRandom random) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }

    /** The values of each tensor, for {@link DecoderWeights#fill} and {@link HfFolder#write}. */
    public static Function<String, FloatSource> sources(ModelConfig config, float[] flat) {
        Map<String, TrainableLayout.Entry> entries = new HashMap<>();
        layout(config).entries().forEach(entry -> entries.put(entry.param().name(), entry));
        return name -> {
            TrainableLayout.Entry entry = entries.get(name);
            return (from, dst) -> dst.put(flat, entry.offset() + Math.toIntExact(from), dst.remaining());
        };
    }

    /** Writes a model folder without its tokenizer. */
    public static void write(Path folder, ModelConfig config, float[] flat) {
        HfFolder.write(folder, config, sources(config, flat));
    }
}
