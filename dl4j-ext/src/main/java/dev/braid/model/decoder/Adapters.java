package dev.braid.model.decoder;

import dev.braid.model.files.AdapterConfig;
import dev.braid.model.files.AdapterSite;
import dev.braid.model.files.BottleneckConfig;
import dev.braid.model.files.FloatSource;
import dev.braid.model.files.Ia3Config;
import dev.braid.model.files.LoraConfig;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.files.PeftFolder;
import dev.braid.model.graph.Param;
import dev.braid.model.graph.RescaleSite;
import dev.braid.model.program.AdapterShape;
import dev.braid.model.program.TrainableLayout;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Adapters of all kinds between their three forms: configuration, folder, and flat weights in a layout's order. */
public final class Adapters {
    private Adapters() {}

    /** The shape of an adapter on a model. */
    public static AdapterShape shape(ModelConfig model, AdapterConfig config) {
        if (config instanceof LoraConfig lora) {
            return AdapterShape.of(lora.sites(model).stream()
                    .map(site -> bypass(model, lora, site))
                    .toList());
        } else if (config instanceof Ia3Config ia3) {
            return AdapterShape.of(ia3.sites(model).stream()
                    .map(site -> rescale(model, ia3, site))
                    .toList());
        } else if (config instanceof BottleneckConfig bottleneck) {
            return AdapterShape.of(bottleneck.sites(model).stream()
                    .map(site -> bottleneck(model, bottleneck, site))
                    .toList());
        }
        throw new IllegalArgumentException("no shape for " + config);
    }

    private static AdapterShape.Lora bypass(ModelConfig model, LoraConfig config, AdapterSite site) {
        int rank = config.rank(site.name());
        Param a = new Param(PeftFolder.keyA(site), rank, site.module().inFeatures(model));
        Param b = new Param(PeftFolder.keyB(site), site.module().outFeatures(model), rank);
        return new AdapterShape.Lora(site.name(), a, b, (float) config.scale(site.name()));
    }

    private static AdapterShape.Rescale rescale(ModelConfig model, Ia3Config config, AdapterSite site) {
        boolean input = config.scalesInput(site.name());
        int width = input ? site.module().inFeatures(model) : site.module().outFeatures(model);
        RescaleSite.Side side = input ? RescaleSite.Side.INPUT : RescaleSite.Side.OUTPUT;
        return new AdapterShape.Rescale(site.name(), side, new Param(Ia3Config.key(site), 1, width));
    }

    private static AdapterShape.Bottleneck bottleneck(ModelConfig model, BottleneckConfig config, AdapterSite site) {
        int out = site.module().outFeatures(model);
        Param down = new Param(BottleneckConfig.keyDown(site), config.rank(), out);
        Param up = new Param(BottleneckConfig.keyUp(site), out, config.rank());
        return new AdapterShape.Bottleneck(site.name(), down, up);
    }

    /** An adapter's weights from its folder. */
    public static float[] read(PeftFolder folder, AdapterShape shape) {
        float[] flat = new float[shape.layout().size()];
        for (TrainableLayout.Entry entry : shape.layout().entries()) {
            folder.tensors().get(entry.param().name()).readFloats(0, window(flat, entry));
        }
        return flat;
    }

    private static FloatBuffer window(float[] flat, TrainableLayout.Entry entry) {
        return FloatBuffer.wrap(flat, entry.offset(), (int) entry.param().count());
    }

    /** Writes an adapter folder: one that PEFT reads, for the kinds that it has. */
    public static void write(Path folder, AdapterConfig config, ModelConfig model, float[] flat) {
        Map<String, TrainableLayout.Entry> entries = byName(shape(model, config).layout());
        PeftFolder.writeTensors(folder, config, model, key -> source(flat, entries.get(key)));
    }

    private static FloatSource source(float[] flat, TrainableLayout.Entry entry) {
        return (from, dst) -> dst.put(flat, entry.offset() + Math.toIntExact(from), dst.remaining());
    }

    /**
     * Initial weights, with which the adapter changes nothing: first matrices uniform in ±1/sqrt(in) as PEFT draws them,
     * second ones zero, vectors one. Each matrix has a generator of its own, keyed by seed and name.
     */
    public static float[] initial(AdapterShape shape, long seed) {
        float[] flat = new float[shape.layout().size()];
        Map<String, TrainableLayout.Entry> entries = byName(shape.layout());
        for (AdapterShape.Bypass bypass : shape.bypasses()) {
            if (bypass instanceof AdapterShape.Lora lora) {
                draw(flat, entries.get(lora.a().name()), seed);
            } else if (bypass instanceof AdapterShape.Bottleneck bottleneck) {
                draw(flat, entries.get(bottleneck.down().name()), seed);
            } else if (bypass instanceof AdapterShape.Rescale rescale) {
                TrainableLayout.Entry entry = entries.get(rescale.vector().name());
                Arrays.fill(
                        flat,
                        entry.offset(),
                        entry.offset() + (int) entry.param().count(),
                        1);
            }
        }
        return flat;
    }

    private static void draw(float[] flat, TrainableLayout.Entry entry, long seed) {
        SplittableRandom random =
                new SplittableRandom(seed * 31 + entry.param().name().hashCode());
        double bound = 1 / Math.sqrt(entry.param().cols());
        for (int i = 0; i < entry.param().count(); i++) {
            flat[entry.offset() + i] = (float) ((2 * random.nextDouble() - 1) * bound);
        }
    }

    private static Map<String, TrainableLayout.Entry> byName(TrainableLayout layout) {
        Map<String, TrainableLayout.Entry> entries = new HashMap<>();
        layout.entries().forEach(entry -> entries.put(entry.param().name(), entry));
        return entries;
    }
}
