package dev.braid.gpp.zoo;

import dev.braid.gpp.cost.CostGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** The models with their parameters; the values are those of GraphPipe's evaluation where it says them. */
enum Model {
    /** Transformers side by side, one for each modality, that meet in a concatenation. */
    MMT("mmt", transformer(4, 8), Model::branches),
    /** The same in small: GraphPipe's case study. */
    CASE_STUDY("case-study", transformer(2, 4), Model::branches),
    /** One Transformer, a graph without branches. */
    TRANSFORMER("transformer", shaped(layers(32)), Model::chain),
    /** A language model as Llama: an embedding, blocks in a line, a norm and a head over the vocabulary. */
    DECODER(
            "decoder",
            List.of(
                    layers(4),
                    sequence(),
                    hidden(1024),
                    new Parameter("heads", 16, 1, 1024),
                    new Parameter("kvheads", 16, 1, 1024),
                    new Parameter("ffn", 4096, 1, 1_000_000),
                    new Parameter("vocabulary", 32_000, 2, 10_000_000),
                    bytes()),
            Model::decoder),
    /** Feed-forward branches and embedding tables that meet in a concatenation, and layers above it. */
    DLRM(
            "dlrm",
            List.of(
                    new Parameter("dense", 7, 1, 64),
                    new Parameter("sparse", 7, 1, 256),
                    layers(4),
                    hidden(4096),
                    new Parameter("rows", 1_000_000, 1, 1_000_000_000),
                    new Parameter("columns", 64, 1, 65_536),
                    new Parameter("bag", 100, 1, 100_000),
                    new Parameter("top", 4, 0, 128),
                    bytes()),
            Model::recommender),
    /** Feed-forward branches that meet in a concatenation, and layers above it. */
    CANDLE_UNO(
            "candle-uno",
            List.of(
                    new Parameter("branches", 7, 1, 64),
                    layers(4),
                    hidden(4096),
                    new Parameter("top", 4, 0, 128),
                    bytes()),
            Model::uno);

    private final String id;
    private final List<Parameter> parameters;
    private final Function<Parameters, CostGraph> graph;

    Model(String id, List<Parameter> parameters, Function<Parameters, CostGraph> graph) {
        this.id = id;
        this.parameters = parameters;
        this.graph = graph;
    }

    String id() {
        return id;
    }

    List<Parameter> parameters() {
        return parameters;
    }

    CostGraph graph(String query) {
        return graph.apply(new Parameters(id, parameters, query));
    }

    Map<String, Integer> values(String query) {
        return new Parameters(id, parameters, query).values();
    }

    private static List<Parameter> transformer(int branches, int layers) {
        return shaped(new Parameter("branches", branches, 1, 64), layers(layers));
    }

    private static List<Parameter> shaped(Parameter... counts) {
        return Stream.concat(
                        Stream.of(counts),
                        Stream.of(
                                sequence(),
                                hidden(1024),
                                new Parameter("heads", 16, 1, 1024),
                                new Parameter("ffn", 4096, 1, 1_000_000),
                                bytes()))
                .toList();
    }

    private static Parameter sequence() {
        return new Parameter("sequence", 256, 1, 1_000_000);
    }

    private static Parameter layers(int usual) {
        return new Parameter("layers", usual, 1, 100);
    }

    private static Parameter hidden(int usual) {
        return new Parameter("hidden", usual, 1, 100_000);
    }

    private static Parameter bytes() {
        return new Parameter("bytes", 4, 2, 4);
    }

    private static CostGraph branches(Parameters parameters) {
        GraphBuilder graph = new GraphBuilder(parameters.width());
        List<Tensor> ends = new ArrayList<>();
        for (int i = 0; i < parameters.get("branches"); i++) {
            ends.add(graph.transformer(branch(i), parameters.get("layers"), parameters.transformer()));
        }
        graph.concat("concat", ends);
        return graph.build();
    }

    private static CostGraph chain(Parameters parameters) {
        GraphBuilder graph = new GraphBuilder(parameters.width());
        graph.transformer("", parameters.get("layers"), parameters.transformer());
        return graph.build();
    }

    private static CostGraph decoder(Parameters parameters) {
        GraphBuilder graph = new GraphBuilder(parameters.width());
        graph.decoder(
                new DecoderLayer(
                        parameters.get("sequence"),
                        parameters.get("hidden"),
                        parameters.get("heads"),
                        parameters.get("kvheads"),
                        parameters.get("ffn"),
                        parameters.width()),
                parameters.get("layers"),
                parameters.get("vocabulary"));
        return graph.build();
    }

    private static CostGraph uno(Parameters parameters) {
        GraphBuilder graph = new GraphBuilder(parameters.width());
        return joined(graph, parameters, dense(graph, parameters, parameters.get("branches")));
    }

    private static CostGraph recommender(Parameters parameters) {
        GraphBuilder graph = new GraphBuilder(parameters.width());
        List<Tensor> ends = dense(graph, parameters, parameters.get("dense"));
        for (int i = 0; i < parameters.get("sparse"); i++) {
            ends.add(graph.embeddingBag(
                    "table" + i, parameters.get("rows"), parameters.get("columns"), parameters.get("bag")));
        }
        return joined(graph, parameters, ends);
    }

    private static List<Tensor> dense(GraphBuilder graph, Parameters parameters, int branches) {
        int hidden = parameters.get("hidden");
        List<Tensor> ends = new ArrayList<>();
        for (int i = 0; i < branches; i++) {
            ends.add(graph.feedForward(branch(i), parameters.get("layers"), hidden, Tensor.data(hidden)));
        }
        return ends;
    }

    /** The branches' ends one behind the other, layers above, and one output. */
    private static CostGraph joined(GraphBuilder graph, Parameters parameters, List<Tensor> ends) {
        Tensor all = graph.concat("concat", ends);
        Tensor top = graph.feedForward("top.", parameters.get("top"), parameters.get("hidden"), all);
        graph.linear("output", 1, top);
        return graph.build();
    }

    private static String branch(int number) {
        return "branch" + number + ".";
    }
}
