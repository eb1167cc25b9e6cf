package dev.braid.model.decoder;

import dev.braid.model.files.ModelConfig;
import dev.braid.model.graph.RescaleSite;
import dev.braid.model.program.AdapterShape;
import dev.braid.model.program.TrainableLayout;
import java.util.HashMap;
import java.util.Map;

/**
 * Folds an adapter into the base model: LoRA makes {@code W + scale * B A} of a bypassed W; (IA)3 multiplies W's columns
 * where it multiplies the input, and its rows and bias where it multiplies the output.
 */
public final class AdapterMerge {
    private final Map<String, Integer> base;
    private final Map<String, Integer> counts;
    private final Map<String, Integer> params;
    private final float[] adapter;
    private final float[] merged;

    private AdapterMerge(TrainableLayout base, Map<String, Integer> params, float[] adapter, float[] merged) {
        this.base = offsets(base);
        this.counts = new HashMap<>();
        base.entries()
                .forEach(entry ->
                        counts.put(entry.param().name(), (int) entry.param().count()));
        this.params = params;
        this.adapter = adapter;
        this.merged = merged;
    }

    /**
     * The merged parameters, flat in the base model's layout; sums are taken in double and rounded once.
     *
     * @param base flat parameters of the base model
     * @param adapter flat weights in the shape's layout
     * @throws IllegalArgumentException for a bottleneck adapter, which is no linear change
     */
    public static float[] merge(ModelConfig config, float[] base, AdapterShape shape, float[] adapter) {
        AdapterMerge merge =
                new AdapterMerge(BaseParameters.layout(config), offsets(shape.layout()), adapter, base.clone());
        shape.bypasses().forEach(merge::fold);
        return merge.merged;
    }

    private void fold(AdapterShape.Bypass bypass) {
        if (bypass instanceof AdapterShape.Lora lora) {
            add(lora);
        } else if (bypass instanceof AdapterShape.Rescale rescale) {
            multiply(rescale);
        } else {
            throw new IllegalArgumentException("the adapter of " + bypass.module()
                    + " has a ReLU inside, so that no weights of the base model equal it; serve it as an adapter");
        }
    }

    private void add(AdapterShape.Lora bypass) {
        int a = params.get(bypass.a().name());
        int b = params.get(bypass.b().name());
        int w = base.get(bypass.module() + ".weight");
        int rank = bypass.a().rows();
        int in = bypass.a().cols();
        for (int out = 0; out < bypass.b().rows(); out++) {
            for (int k = 0; k < in; k++) {
                double sum = 0;
                for (int r = 0; r < rank; r++) {
                    sum += (double) adapter[b + out * rank + r] * adapter[a + r * in + k];
                }
                int at = w + out * in + k;
                merged[at] = (float) (merged[at] + bypass.scale() * sum);
            }
        }
    }

    private void multiply(AdapterShape.Rescale bypass) {
        int l = params.get(bypass.vector().name());
        int width = bypass.vector().cols();
        int w = base.get(bypass.module() + ".weight");
        int count = counts.get(bypass.module() + ".weight");
        for (int i = 0; i < count; i++) {
            int at = bypass.side() == RescaleSite.Side.INPUT ? i % width : i / (count / width);
            merged[w + i] *= adapter[l + at];
        }
        Integer bias = base.get(bypass.module() + ".bias");
        if (bias != null && bypass.side() == RescaleSite.Side.OUTPUT) {
            for (int i = 0; i < width; i++) {
                merged[bias + i] *= adapter[l + i];
            }
        }
    }

    private static Map<String, Integer> offsets(TrainableLayout layout) {
        Map<String, Integer> offsets = new HashMap<>();
        layout.entries().forEach(entry -> offsets.put(entry.param().name(), entry.offset()));
        return offsets;
    }
}
