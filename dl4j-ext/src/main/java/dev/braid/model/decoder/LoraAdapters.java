package dev.braid.model.decoder;

import dev.braid.model.files.FloatSource;
import dev.braid.model.files.LoraConfig;
import dev.braid.model.files.LoraSite;
import dev.braid.model.files.LoraSource;
import dev.braid.model.files.LoraTensors;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.files.PeftFolder;
import dev.braid.model.graph.Param;
import dev.braid.model.program.AdapterShape;
import dev.braid.model.program.TrainableLayout;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** LoRA adapters between their three forms: PEFT configuration, PEFT folder, and flat weights in a layout's order. */
public final class LoraAdapters {
    private LoraAdapters() {}

    /** The shape of an adapter on a model. */
    public static AdapterShape shape(ModelConfig model, LoraConfig config) {
        List<AdapterShape.Bypass> bypasses = config.sites(model).stream()
                .map(site -> bypass(model, config, site))
                .toList();
        return AdapterShape.of(bypasses);
    }

    private static AdapterShape.Bypass bypass(ModelConfig model, LoraConfig config, LoraSite site) {
        int rank = config.rank(site.name());
        Param a = new Param(PeftFolder.keyA(site), rank, site.module().inFeatures(model));
        Param b = new Param(PeftFolder.keyB(site), site.module().outFeatures(model), rank);
        return new AdapterShape.Bypass(site.name(), a, b, (float) config.scale(site.name()));
    }

    /** An adapter's weights from its folder. */
    public static float[] read(PeftFolder folder, AdapterShape shape) {
        float[] flat = new float[shape.layout().size()];
        Map<String, TrainableLayout.Entry> entries = byName(shape.layout());
        folder.sites().forEach((site, tensors) -> {
            copy(tensors, entries.get(PeftFolder.keyA(site)), entries.get(PeftFolder.keyB(site)), flat);
        });
        return flat;
    }

    private static void copy(LoraTensors tensors, TrainableLayout.Entry a, TrainableLayout.Entry b, float[] flat) {
        tensors.a().readFloats(0, window(flat, a));
        tensors.b().readFloats(0, window(flat, b));
    }

    private static FloatBuffer window(float[] flat, TrainableLayout.Entry entry) {
        return FloatBuffer.wrap(flat, entry.offset(), (int) entry.param().count());
    }

    /** Writes an adapter folder that PEFT reads. */
    public static void write(Path folder, LoraConfig config, ModelConfig model, float[] flat) {
        Map<String, TrainableLayout.Entry> entries = byName(shape(model, config).layout());
        PeftFolder.write(
                folder,
                config,
                model,
                site -> new LoraSource(
                        source(flat, entries.get(PeftFolder.keyA(site))),
                        source(flat, entries.get(PeftFolder.keyB(site)))));
    }

    private static FloatSource source(float[] flat, TrainableLayout.Entry entry) {
        return (from, dst) -> dst.put(flat, entry.offset() + Math.toIntExact(from), dst.remaining());
    }

    /**
     * Initial weights as PEFT draws them: A uniform in ±1/sqrt(in), B zero, so that the adapter begins as no change.
     * Each matrix has a generator of its own, keyed by seed and name.
     */
    public static float[] initial(AdapterShape shape, long seed) {
        float[] flat = new float[shape.layout().size()];
        Map<String, TrainableLayout.Entry> entries = byName(shape.layout());
        for (AdapterShape.Bypass bypass : shape.bypasses()) {
            TrainableLayout.Entry entry = entries.get(bypass.a().name());
            SplittableRandom random =
                    new SplittableRandom(seed * 31 + bypass.a().name().hashCode());
            double bound = 1 / Math.sqrt(bypass.a().cols());
            for (int i = 0; i < entry.param().count(); i++) {
                flat[entry.offset() + i] = (float) ((2 * random.nextDouble() - 1) * bound);
            }
        }
        return flat;
    }

    private static Map<String, TrainableLayout.Entry> byName(TrainableLayout layout) {
        Map<String, TrainableLayout.Entry> entries = new HashMap<>();
        layout.entries().forEach(entry -> entries.put(entry.param().name(), entry));
        return entries;
    }
}
