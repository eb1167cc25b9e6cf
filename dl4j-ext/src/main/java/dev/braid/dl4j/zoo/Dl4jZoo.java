package dev.braid.dl4j.zoo;

import dev.braid.gpp.zoo.Zoo;
import dev.braid.gpp.zoo.ZooName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/**
 * The zoo's models as networks of DL4J, under the zoo's names: the vertices of linears, attention, blocks and tables have
 * the names of their operators. What differs: the first linear of a Transformer's layer has no norm in front, the sum of
 * its residual is a vertex of its own, and Transformers and decoders end in a loss without weights.
 */
public final class Dl4jZoo {
    private Dl4jZoo() {}

    /**
     * The network of a model.
     *
     * @param name as in {@code zoo:candle-uno?branches=16}
     * @throws IllegalArgumentException as {@link Zoo#graph} does
     */
    public static ComputationGraphConfiguration configuration(String name) {
        ZooName model = Zoo.parse(name);
        return configuration(name, model, new Layers(model.parameters().get("bytes")));
    }

    /** The types of a model's inputs by name, as configurations of DL4J do not tell them: {@code recurrent:64x32}. */
    public static Map<String, String> inputTypes(String name) {
        ZooName model = Zoo.parse(name);
        Layers layers = new Layers(model.parameters().get("bytes"));
        configuration(name, model, layers);
        return layers.inputTypes();
    }

    private static ComputationGraphConfiguration configuration(String name, ZooName model, Layers layers) {
        Map<String, Integer> parameters = model.parameters();
        return switch (model.model()) {
            case "candle-uno" -> joined(layers, parameters, dense(layers, parameters, parameters.get("branches")));
            case "dlrm" -> recommender(layers, parameters);
            case "decoder" -> layers.build(layers.decoder(parameters));
            case "transformer" -> transformers(layers, parameters, List.of(""));
            case "mmt", "case-study" -> transformers(layers, parameters, branches(parameters.get("branches")));
            default -> throw new IllegalArgumentException(name + ": has no network of DL4J");
        };
    }

    private static List<String> branches(int count) {
        return IntStream.range(0, count).mapToObj(i -> "branch" + i + ".").toList();
    }

    private static List<String> dense(Layers layers, Map<String, Integer> parameters, int count) {
        int hidden = parameters.get("hidden");
        return branches(count).stream()
                .map(branch -> layers.feedForward(
                        branch, parameters.get("layers"), hidden, layers.features(branch + "data", hidden)))
                .toList();
    }

    private static ComputationGraphConfiguration recommender(Layers layers, Map<String, Integer> parameters) {
        List<String> ends = new ArrayList<>(dense(layers, parameters, parameters.get("dense")));
        for (int i = 0; i < parameters.get("sparse"); i++) {
            ends.add(layers.bag("table" + i, parameters.get("rows"), parameters.get("columns"), parameters.get("bag")));
        }
        return joined(layers, parameters, ends);
    }

    private static ComputationGraphConfiguration joined(
            Layers layers, Map<String, Integer> parameters, List<String> ends) {
        String all = layers.concat("concat", ends);
        String top = layers.feedForward("top.", parameters.get("top"), parameters.get("hidden"), all);
        return layers.build(layers.output("output", 1, top));
    }

    private static ComputationGraphConfiguration transformers(
            Layers layers, Map<String, Integer> parameters, List<String> branches) {
        List<String> ends = branches.stream()
                .map(branch -> layers.transformer(branch, parameters))
                .toList();
        String all = ends.size() == 1 ? ends.get(0) : layers.concat("concat", ends);
        return layers.build(layers.loss("loss", all));
    }
}
