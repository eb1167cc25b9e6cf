package dev.braid.jobs.bench;

import dev.braid.model.files.AttentionBias;
import dev.braid.model.files.AttentionConfig;
import dev.braid.model.files.Embeddings;
import dev.braid.model.files.Family;
import dev.braid.model.files.FloatSource;
import dev.braid.model.files.HfFolder;
import dev.braid.model.files.MlpBias;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.files.Rope;
import dev.braid.model.files.SpecialTokens;
import dev.braid.model.files.TensorType;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/**
 * A Llama of a given shape with drawn weights, which cost what trained ones cost: heads of 64, two key and value heads
 * where the number of heads is even, a tied vocabulary of 8192, a context of 4096 tokens, weights in bfloat16.
 */
public final class RandomModel {
    private static final int HEAD_DIM = 64;
    private static final int VOCABULARY = 8192;
    private static final int CONTEXT = 4096;
    private static final double NORM_EPSILON = 1e-5;
    private static final double ROPE_THETA = 10_000;
    private static final float LARGEST = 0.035f;

    private RandomModel() {}

    /** The sizes that decide what a token costs. */
    public record Shape(int layers, int hidden, int intermediate) {
        public Shape {
            Require.positive("layers of the shape", layers);
            Require.positive("intermediate size of the shape", intermediate);
            if (hidden < HEAD_DIM || hidden % HEAD_DIM != 0) {
                throw new IllegalArgumentException(
                        "hidden size of the shape is " + hidden + ", must be a multiple of " + HEAD_DIM);
            }
        }
    }

    /** Writes the model's folder; there is no tokenizer in it. */
    public static void write(Path folder, Shape shape) {
        HfFolder.write(folder, config(shape), RandomModel::tensor);
    }

    private static ModelConfig config(Shape shape) {
        int heads = shape.hidden() / HEAD_DIM;
        return new ModelConfig(
                Family.LLAMA,
                VOCABULARY,
                shape.hidden(),
                shape.intermediate(),
                shape.layers(),
                new AttentionConfig(heads, heads % 2 == 0 ? 2 : 1, HEAD_DIM, AttentionBias.NONE, OptionalInt.empty()),
                MlpBias.NONE,
                NORM_EPSILON,
                Rope.plain(ROPE_THETA),
                Embeddings.TIED,
                CONTEXT,
                new SpecialTokens(OptionalInt.empty(), List.of()),
                TensorType.BF16);
    }

    /** Norms of one, all else uniform with the usual deviation of 0.02. */
    private static FloatSource tensor(String name) {
        SplittableRandom random = new SplittableRandom(name.hashCode());
        boolean norm = name.endsWith("norm.weight");
        return (from, dst) -> {
            while (dst.hasRemaining()) {
                dst.put(norm ? 1 : (float) random.nextDouble(-LARGEST, LARGEST));
            }
        };
    }
}
