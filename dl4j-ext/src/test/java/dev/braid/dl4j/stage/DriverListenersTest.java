package dev.braid.dl4j.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.dl4j.stage.ModelDefinition.BatchNormalisation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.listeners.PerformanceListener;
import org.deeplearning4j.optimize.listeners.ScoreIterationListener;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DriverListenersTest {
    /** What {@link Reader} saw; a listener is made by its name, so a test cannot hand it anything. */
    private static final List<String> SEEN = new ArrayList<>();

    /** Reads weights. */
    public static final class Reader extends BaseTrainingListener {
        @Override
        public void iterationDone(Model model, int iteration, int epoch) {
            SEEN.add(iteration + " " + epoch + " " + model.score() + " "
                    + model.params().getDouble(0));
        }
    }

    /** Throws. */
    public static final class Broken extends BaseTrainingListener {
        @Override
        public void iterationDone(Model model, int iteration, int epoch) {
            SEEN.add("broken");
            throw new IllegalStateException("broken");
        }
    }

    private final WholeModel model =
            WholeModel.read("zoo:candle-uno?branches=2&layers=1&hidden=4", Map.of(), BatchNormalisation.REFUSED);

    @BeforeEach
    void clear() {
        SEEN.clear();
    }

    private DriverListeners of(Class<?>... classes) {
        return DriverListeners.of(
                model, List.of(classes).stream().map(Class::getName).toList(), 8);
    }

    @Test
    void onesThatReadTheModelAreToldAtCheckpointsWithItsWeights() {
        DriverListeners listeners = DriverListeners.of(
                model,
                List.of(
                        Reader.class.getName(),
                        ScoreIterationListener.class.getName(),
                        PerformanceListener.class.getName() + ":5",
                        Broken.class.getName()),
                8);
        assertTrue(listeners.readModel());
        for (int iteration = 0; iteration < 25; iteration++) {
            listeners.miniBatch(iteration, 1, 0.5);
        }
        assertEquals(List.of(), SEEN);
        WholeModel other =
                WholeModel.read("zoo:candle-uno?branches=2&layers=1&hidden=4", Map.of(), BatchNormalisation.REFUSED);
        other.graph().params().assign(7);
        listeners.checkpoint(other.state(), 25, 1);
        listeners.checkpoint(other.state(), 26, 2);
        assertEquals(List.of("24 1 0.5 7.0", "broken", "25 2 0.5 7.0"), SEEN);
    }

    @Test
    void scoresAloneNeedNoWeights() {
        assertFalse(of(ScoreIterationListener.class).readModel());
    }

    @Test
    void whatIsMissingOrNoListenerIsRefusedByName() {
        assertTrue(assertThrows(
                        IllegalArgumentException.class, () -> DriverListeners.of(model, List.of("no.such.Listener"), 8))
                .getMessage()
                .startsWith("no.such.Listener cannot be made"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> of(ArrayList.class))
                .getMessage()
                .contains("java.util.ArrayList is no "));
    }
}
