package dev.braid.model.decoder;

import dev.braid.model.files.ModelConfig;
import dev.braid.model.program.AdapterShape;
import dev.braid.model.program.TrainableLayout;
import java.util.HashMap;
import java.util.Map;

/** Folds an adapter into the base model: every bypassed W becomes {@code W + scale * B A}. */
public final class AdapterMerge {
    private AdapterMerge() {}

    /**
     * The merged parameters, flat in the base model's layout; sums are taken in double and rounded once.
     *
     * @param base flat parameters of the base model
     * @param adapter flat weights in the shape's layout
     */
    public static float[] merge(ModelConfig config, float[] base, AdapterShape shape, float[] adapter) {
        float[] merged = base.clone();
        Map<String, Integer> weights = offsets(BaseParameters.layout(config));
        Map<String, Integer> pairs = offsets(shape.layout());
        for (AdapterShape.Bypass bypass : shape.bypasses()) {
            add(
                    bypass,
                    adapter,
                    pairs.get(bypass.a().name()),
                    pairs.get(bypass.b().name()),
                    merged,
                    weights.get(bypass.module() + ".weight"));
        }
        return merged;
    }

    private static void add(AdapterShape.Bypass bypass, float[] adapter, int a, int b, float[] weights, int w) {
        int rank = bypass.a().rows();
        int in = bypass.a().cols();
        for (int out = 0; out < bypass.b().rows(); out++) {
            for (int k = 0; k < in; k++) {
                double sum = 0;
                for (int r = 0; r < rank; r++) {
                    sum += (double) adapter[b + out * rank + r] * adapter[a + r * in + k];
                }
                int at = w + out * in + k;
                weights[at] = (float) (weights[at] + bypass.scale() * sum);
            }
        }
    }

    private static Map<String, Integer> offsets(TrainableLayout layout) {
        Map<String, Integer> offsets = new HashMap<>();
        layout.entries().forEach(entry -> offsets.put(entry.param().name(), entry.offset()));
        return offsets;
    }
}
