package dev.braid.jobs.main.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.braid.data.synth.PumpTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class BundledModelTest {
    private static final Path BUNDLED = Path.of("..", "datasets", "models", "pumps.json");

    private static DenseLayer dense() {
        return new DenseLayer.Builder().nOut(256).activation(Activation.TANH).build();
    }

    private static ComputationGraphConfiguration pumps() {
        return new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(1e-3))
                .graphBuilder()
                .addInputs("vibration", "conditions")
                .addLayer("vibration1", dense(), "vibration")
                .addLayer("vibration2", dense(), "vibration1")
                .addLayer("conditions1", dense(), "conditions")
                .addLayer("conditions2", dense(), "conditions1")
                .addVertex("both", new MergeVertex(), "vibration2", "conditions2")
                .addLayer("top", dense(), "both")
                .addLayer(
                        "fault",
                        new OutputLayer.Builder(LossFunction.MCXENT)
                                .nOut(PumpTable.FAULTS)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "top")
                .setOutputs("fault")
                .setInputTypes(InputType.feedForward(PumpTable.BANDS), InputType.feedForward(PumpTable.CONDITIONS))
                .build();
    }

    /** Writes the file instead when {@code -Dbraid.docs=write} is given. */
    @Test
    void theBundledModelIsTheOneWithTwoBranches() throws IOException {
        if ("write".equals(System.getProperty("braid.docs"))) {
            Files.writeString(BUNDLED, pumps().toJson() + "\n");
        }
        assertEquals(pumps(), ComputationGraphConfiguration.fromJson(Files.readString(BUNDLED)));
    }
}
