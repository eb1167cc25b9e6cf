package dev.braid.dl4j.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.dl4j.layer.RmsNormLayer;
import dev.braid.dl4j.zoo.Dl4jZoo;
import dev.braid.model.Lab;
import dev.braid.model.decoder.DecoderModel;
import dev.braid.model.decoder.TrainingMethod;
import dev.braid.model.files.HfFolder;
import dev.braid.model.files.SpecialTokens;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class DecoderExportTest {
    private static final SpecialTokens TOKENS = new SpecialTokens(OptionalInt.of(1), List.of(2));

    @TempDir
    private Path folder;

    private static ComputationGraph drawn(String zoo) {
        ComputationGraph graph = new ComputationGraph(Dl4jZoo.configuration(zoo));
        graph.init();
        graph.params().addi(Nd4j.randn(DataType.FLOAT, graph.params().shape()).muli(0.2));
        return graph;
    }

    /** The token engine computes from the folder what DL4J computes from the network. */
    @RepeatedTest(5)
    void theTokenEngineSeesTheSameModel() {
        Random random = new Random();
        int kvHeads = 1 + random.nextInt(3);
        int heads = kvHeads * (1 + random.nextInt(3));
        int vocabulary = 20 + random.nextInt(30);
        int steps = 2 + random.nextInt(40);
        ComputationGraph graph = drawn("zoo:decoder?layers=" + (1 + random.nextInt(3)) + "&sequence=" + steps
                + "&hidden=" + heads * 2 * (1 + random.nextInt(4)) + "&heads=" + heads + "&kvheads=" + kvHeads + "&ffn="
                + (3 + random.nextInt(30)) + "&vocabulary=" + vocabulary);
        DecoderExport.of("drawn", graph).write(graph, TOKENS, folder);
        int[] ids = random.ints(steps, 0, vocabulary).toArray();
        INDArray expected = graph.outputSingle(
                Nd4j.createFromArray(ids).castTo(DataType.FLOAT).reshape(1, steps));
        HfFolder written = HfFolder.open(folder);
        assertEquals(TOKENS, written.config().tokens());
        assertEquals(steps, written.config().maxPositions());
        DecoderModel model = DecoderModel.compile(written.config(), List.of(), new TrainingMethod.None());
        try (Lab lab = new Lab(model, List.of(), written::tensor)) {
            float[][] logits = lab.logits(ids, -1);
            for (int step = 0; step < steps; step++) {
                double[] probabilities = softmax(logits[step]);
                for (int token = 0; token < vocabulary; token++) {
                    assertEquals(expected.getDouble(0, token, step), probabilities[token], 1e-5, "step " + step);
                }
            }
        }
    }

    private static double[] softmax(float[] logits) {
        double sum = 0;
        double[] probabilities = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] = Math.exp(logits[i]);
            sum += probabilities[i];
        }
        double all = sum;
        return Arrays.stream(probabilities).map(each -> each / all).toArray();
    }

    @Test
    void whatIsNoDecoderIsSaid() {
        String chain = message("zoo:candle-uno?branches=1&layers=2&hidden=4&top=1");
        assertTrue(chain.contains("is no layer") || chain.contains("is a DenseLayer"), chain);
        assertTrue(chain.contains("a decoder is TokenEmbedding, DecoderBlocks, RmsNormLayer, LinearLayer"), chain);
        String branched = message("zoo:candle-uno?branches=2&layers=1&hidden=4");
        assertTrue(branched.contains("and nothing else, but a decoder is"), branched);
        ComputationGraphConfiguration decoder =
                Dl4jZoo.configuration("zoo:decoder?layers=1&hidden=4&heads=2&kvheads=1&ffn=4&vocabulary=5&sequence=3");
        RmsNormLayer norm = (RmsNormLayer)
                ((LayerVertex) decoder.getVertices().get("norm")).getLayerConf().getLayer();
        assertEquals(1e-5, norm.getEps());
        ComputationGraphConfiguration other = ComputationGraphConfiguration.fromJson(
                decoder.toJson().replaceFirst("\"eps\" : 1.0E-5", "\"eps\" : 1.0E-6"));
        String eps = assertThrows(
                        IllegalArgumentException.class, () -> DecoderExport.of("other", new ComputationGraph(other)))
                .getMessage();
        assertEquals(
                "other: vertex \"norm\" has another eps than the blocks, which Hugging Face's Llama has no place for",
                eps);
    }

    private static String message(String zoo) {
        ComputationGraph graph = new ComputationGraph(Dl4jZoo.configuration(zoo));
        return assertThrows(IllegalArgumentException.class, () -> DecoderExport.of(zoo, graph))
                .getMessage();
    }
}
