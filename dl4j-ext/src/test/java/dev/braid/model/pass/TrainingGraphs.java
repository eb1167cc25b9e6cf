package dev.braid.model.pass;

import dev.braid.model.TinyDecoder;
import dev.braid.model.bypass.Bypasses;
import dev.braid.model.decoder.DecoderGraph;
import dev.braid.model.decoder.TrainingMethod;
import dev.braid.model.files.Family;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.files.TargetModules;
import dev.braid.model.graph.OpGraph;
import dev.braid.model.graph.Param;
import dev.braid.model.program.AdapterShape;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** The graphs between a decoder's configuration and its training program. */
record TrainingGraphs(
        TinyDecoder decoder,
        OpGraph forward,
        OpGraph reversed,
        OpGraph pruned,
        OpGraph rematerialised,
        Set<Param> trainable) {
    /** A random decoder, trained whole or through an adapter of any kind on random linears. */
    static TrainingGraphs random(RandomGenerator random) {
        ModelConfig config = TinyDecoder.config(random, Family.values()[random.nextInt(Family.values().length)]);
        if (random.nextInt(3) == 0) {
            AdapterShape shape = TinyDecoder.shape(random, config);
            List<AdapterShape> slots = List.of(shape, TinyDecoder.shape(random, config));
            return of(TinyDecoder.of(random, config, slots, new TrainingMethod.Adapter(shape, 0)), random);
        }
        if (random.nextInt(4) == 0) {
            return of(TinyDecoder.of(random, config, List.of(), new TrainingMethod.Full()), random);
        }
        Set<String> modules = new TreeSet<>(Bypasses.modules(DecoderGraph.forward(config)));
        double share = random.nextDouble();
        modules.removeIf(module -> random.nextDouble() > share);
        if (modules.isEmpty()) {
            modules.add("model.layers." + random.nextInt(config.layers()) + ".self_attn.k_proj");
        }
        return adapter(random, config, modules);
    }

    /** A Llama of {@code layers} layers with one bypass. */
    static TrainingGraphs adapter(RandomGenerator random, int layers, String module) {
        ModelConfig config = TinyDecoder.config(random, Family.LLAMA);
        while (config.layers() != layers) {
            config = TinyDecoder.config(random, Family.LLAMA);
        }
        return adapter(random, config, Set.of(module));
    }

    private static TrainingGraphs adapter(RandomGenerator random, ModelConfig config, Set<String> modules) {
        TargetModules targets = new TargetModules.Suffixes(new TreeSet<>(modules));
        AdapterShape shape = TinyDecoder.shape(config, 1 + random.nextInt(4), targets);
        float dropout = random.nextInt(2) * 0.3f;
        return of(TinyDecoder.of(random, config, List.of(shape), new TrainingMethod.Adapter(shape, dropout)), random);
    }

    private static TrainingGraphs of(TinyDecoder decoder, RandomGenerator random) {
        Rematerialise share = new Rematerialise(random.nextInt(4) * random.nextDouble() / 4);
        var graphs =
                dev.braid.model.decoder.TrainingGraphs.of(decoder.config(), decoder.slots(), decoder.method(), share);
        Set<Param> trainable = new HashSet<>();
        graphs.layout().entries().forEach(entry -> trainable.add(entry.param()));
        return new TrainingGraphs(
                decoder, graphs.forward(), graphs.reversed(), graphs.pruned(), graphs.rematerialised(), trainable);
    }
}
