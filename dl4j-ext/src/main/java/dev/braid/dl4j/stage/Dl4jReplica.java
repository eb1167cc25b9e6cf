package dev.braid.dl4j.stage;

import dev.braid.stage.BorderTensor;
import dev.braid.stage.ElementType;
import dev.braid.stage.Samples;
import dev.braid.stage.StageBorder;
import dev.braid.stage.StageReplica;
import dev.braid.stage.StageState;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A stage computed by DL4J. One graph owns the weights, the updater and the sum of gradients; each micro-batch in flight
 * has a graph of its own over the same weights, for a graph keeps only its last forward pass. All of those write their
 * gradients to one scratch array, from which they are added to the sum at once.
 */
final class Dl4jReplica implements StageReplica {
    /** A micro-batch between its passes. */
    private record Flight(StageGraph graph, int samples, List<Samples> kept) {}

    private final StageDefinition stage;
    private final StageBorder border;
    private final List<String> sent;
    private final ElementType type;
    private final StageGraph master;
    private final MiniBatchUpdate update;
    private final INDArray scratch;
    private final Deque<StageGraph> free = new ArrayDeque<>();
    private final Map<Integer, Flight> flights = new HashMap<>();
    private final long seed;
    private long iteration;
    private int epoch;
    private double lossSum;

    Dl4jReplica(StageDefinition stage) {
        this.stage = stage;
        this.border = stage.border();
        this.sent = border.outputs().stream().map(BorderTensor::name).toList();
        ComputationGraphConfiguration configuration = stage.configuration();
        this.type = configuration.getDataType() == DataType.DOUBLE ? ElementType.DOUBLE : ElementType.FLOAT;
        this.seed = configuration.getDefaultConfiguration().getSeed();
        this.master = new StageGraph(configuration);
        master.init();
        this.update = new MiniBatchUpdate(master);
        this.scratch = Nd4j.zeros(Tensors.type(type), 1, Math.max(1, master.numParams()));
    }

    @Override
    public StageBorder border() {
        return border;
    }

    /** Dense layers part their backward pass; the others do all of it in the first part. */
    @Override
    public BackwardKind backwardKind() {
        return BackwardKind.SPLIT;
    }

    @Override
    public void begin(long iteration, int epoch) {
        this.iteration = iteration;
        this.epoch = epoch;
        lossSum = 0;
        update.begin();
        flights.values().forEach(flight -> {
            flight.graph().release();
            free.push(flight.graph());
        });
        flights.clear();
    }

    @Override
    public List<Samples> forward(int microBatch, List<Samples> inputs, List<Samples> labels) {
        if (flights.containsKey(microBatch)) {
            throw new IllegalStateException("micro-batch " + microBatch + " of stage " + stage.number()
                    + " went forward before and not backward");
        }
        StageGraph graph = free.isEmpty() ? graph() : free.pop();
        int samples = inputs.get(0).count();
        Nd4j.getRandom().setSeed(draw(microBatch));
        INDArray[] arrays = inputs.stream().map(this::array).toArray(INDArray[]::new);
        Map<String, INDArray> expected = new LinkedHashMap<>();
        labels.forEach(label -> expected.put(label.tensor().name(), array(label)));
        List<INDArray> activations = graph.forward(arrays, expected, sent);
        lossSum += graph.lossSum();
        List<Samples> outputs = new ArrayList<>();
        for (int i = 0; i < activations.size(); i++) {
            outputs.add(Tensors.samples(border.outputs().get(i), samples, activations.get(i)));
        }
        List<Samples> kept = new ArrayList<>(inputs);
        kept.addAll(labels);
        kept.addAll(outputs);
        flights.put(microBatch, new Flight(graph, samples, kept));
        return outputs;
    }

    private INDArray array(Samples samples) {
        return Tensors.array(samples, stage.rows(samples.tensor().name()));
    }

    private StageGraph graph() {
        StageGraph graph = new StageGraph(stage.configuration());
        if (master.numParams() > 0) {
            graph.init(master.params(), false);
            graph.setBackpropGradientsViewArray(scratch);
        } else {
            graph.init();
        }
        return graph;
    }

    /** The same for the same micro-batch of the same iteration, whoever computes it and however often. */
    private long draw(int microBatch) {
        long mixed = seed;
        for (long part : new long[] {iteration, microBatch, stage.number()}) {
            mixed = (mixed ^ part) * 0x9E3779B97F4A7C15L;
            mixed ^= mixed >>> 29;
        }
        return mixed;
    }

    @Override
    public List<Samples> backward(int microBatch, List<Samples> outputGradients) {
        List<Samples> gradients = pass(microBatch, outputGradients, StageGraph.Weights.NOW);
        done(microBatch);
        return gradients;
    }

    @Override
    public List<Samples> backwardInput(int microBatch, List<Samples> outputGradients) {
        return pass(microBatch, outputGradients, StageGraph.Weights.LATER);
    }

    @Override
    public void backwardWeight(int microBatch) {
        update.add(flight(microBatch).graph().weights(), scratch);
        done(microBatch);
    }

    private List<Samples> pass(int microBatch, List<Samples> outputGradients, StageGraph.Weights weights) {
        Flight flight = flight(microBatch);
        Map<String, INDArray> gradients = new LinkedHashMap<>();
        outputGradients.forEach(gradient -> gradients.put(gradient.tensor().name(), array(gradient)));
        update.add(flight.graph().backward(gradients, weights), scratch);
        List<Samples> back = new ArrayList<>();
        for (BorderTensor tensor : border.received()) {
            back.add(flight.graph()
                    .inputGradient(tensor.name())
                    .map(gradient -> Tensors.samples(tensor, flight.samples(), gradient))
                    .orElseGet(() -> Tensors.zeros(tensor, flight.samples())));
        }
        return back;
    }

    private Flight flight(int microBatch) {
        Flight flight = flights.get(microBatch);
        if (flight == null) {
            throw new IllegalStateException("micro-batch " + microBatch + " of stage " + stage.number()
                    + " goes backward, but did not go forward before");
        }
        return flight;
    }

    private void done(int microBatch) {
        update.passed();
        Flight flight = flights.remove(microBatch);
        flight.graph().release();
        free.push(flight.graph());
    }

    @Override
    public ElementType parameterType() {
        return type;
    }

    @Override
    public ByteBuffer gradientSum() {
        return master.numParams() == 0 ? ByteBuffer.allocateDirect(0) : Tensors.buffer(update.sum());
    }

    @Override
    public void update(int samples, int replicas) {
        update.apply(Math.toIntExact(iteration), epoch, samples, replicas);
    }

    @Override
    public double lossSum() {
        return lossSum;
    }

    @Override
    public double penalty() {
        return master.calcRegularizationScore(true);
    }

    @Override
    public StageState state() {
        return GraphState.read(master);
    }

    @Override
    public void load(StageState state) {
        GraphState.write(master, state);
    }

    /** Arrays of ND4J go with their owners. */
    @Override
    public void close() {
        flights.clear();
        free.clear();
    }
}
