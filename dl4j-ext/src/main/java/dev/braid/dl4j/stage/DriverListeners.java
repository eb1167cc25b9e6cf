package dev.braid.dl4j.stage;

import dev.braid.dl4j.files.Causes;
import dev.braid.stage.StageState;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.optimize.listeners.CollectScoresIterationListener;
import org.deeplearning4j.optimize.listeners.PerformanceListener;
import org.deeplearning4j.optimize.listeners.ScoreIterationListener;
import org.deeplearning4j.optimize.listeners.TimeIterationListener;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DL4J's training listeners of a model that is trained elsewhere. Those that look at scores and times alone are told of
 * every mini-batch; the others, which may read the model, are told at checkpoints, with its weights as they are then. One
 * that throws is told nothing more. Called by one thread at a time.
 */
public final class DriverListeners {
    private static final Logger LOG = LoggerFactory.getLogger(DriverListeners.class);
    private static final List<Class<? extends TrainingListener>> OF_SCORES = List.of(
            ScoreIterationListener.class,
            CollectScoresIterationListener.class,
            PerformanceListener.class,
            TimeIterationListener.class);

    private static final Pattern NUMBER = Pattern.compile("(.+):(\\d{1,9})");

    private final ComputationGraph graph;
    private final List<TrainingListener> ofScores = new ArrayList<>();
    private final List<TrainingListener> ofModel = new ArrayList<>();
    private double score;

    private DriverListeners(ComputationGraph graph) {
        this.graph = graph;
    }

    /**
     * @param classes names of classes that are made of nothing, or {@code NAME:N} of ones that are made of a number
     * @param miniBatch samples of one
     * @throws IllegalArgumentException naming the class that is missing or no listener
     */
    public static DriverListeners of(WholeModel model, List<String> classes, int miniBatch) {
        DriverListeners listeners = new DriverListeners(model.graph());
        // Listeners that count samples ask the first input for them.
        model.graph().setInput(0, Nd4j.zeros(miniBatch, 1));
        classes.forEach(name -> listeners.add(listener(name)));
        return listeners;
    }

    private static TrainingListener listener(String name) {
        try {
            Object made = made(name);
            if (made instanceof TrainingListener listener) {
                return listener;
            }
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IllegalArgumentException(
                    name + " cannot be made: " + e
                            + "; name a public class that is made of nothing, or NAME:N of one that is made of a"
                            + " number",
                    e);
        }
        throw new IllegalArgumentException(name + " is no " + TrainingListener.class.getName());
    }

    private static Object made(String name) throws ReflectiveOperationException {
        Matcher number = NUMBER.matcher(name);
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        if (!number.matches()) {
            return Class.forName(name, true, loader).getConstructor().newInstance();
        }
        return Class.forName(number.group(1), true, loader)
                .getConstructor(int.class)
                .newInstance(Integer.parseInt(number.group(2)));
    }

    private void add(TrainingListener listener) {
        boolean scores = OF_SCORES.stream().anyMatch(kind -> kind.isInstance(listener));
        (scores ? ofScores : ofModel).add(listener);
    }

    /** Whether a checkpoint's weights are wanted. */
    public boolean readModel() {
        return !ofModel.isEmpty();
    }

    /**
     * A mini-batch is done.
     *
     * @param iteration updates before it
     */
    public void miniBatch(long iteration, int epoch, double score) {
        this.score = score;
        tell(ofScores, iteration, epoch);
    }

    /** The weights after so many updates. */
    public void checkpoint(StageState state, long iterations, int epoch) {
        GraphState.write(graph, state);
        tell(ofModel, iterations - 1, epoch);
    }

    private void tell(List<TrainingListener> listeners, long iteration, int epoch) {
        graph.setScore(score);
        graph.getConfiguration().setIterationCount(Math.toIntExact(iteration));
        graph.getConfiguration().setEpochCount(epoch);
        for (TrainingListener listener : List.copyOf(listeners)) {
            try {
                listener.iterationDone(graph, Math.toIntExact(iteration), epoch);
            } catch (RuntimeException e) {
                LOG.error(
                        "Listener {} is told nothing more: {}",
                        listener.getClass().getName(),
                        Causes.first(e),
                        e);
                listeners.remove(listener);
            }
        }
    }
}
