package dev.braid.dl4j.export;

import dev.braid.dl4j.layer.DecoderBlock;
import dev.braid.dl4j.layer.LinearLayer;
import dev.braid.dl4j.layer.RmsNormLayer;
import dev.braid.dl4j.layer.TokenEmbedding;
import dev.braid.model.files.AttentionBias;
import dev.braid.model.files.AttentionConfig;
import dev.braid.model.files.Embeddings;
import dev.braid.model.files.Family;
import dev.braid.model.files.FloatSource;
import dev.braid.model.files.HfFolder;
import dev.braid.model.files.MlpBias;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.files.Rope;
import dev.braid.model.files.SpecialTokens;
import dev.braid.model.files.TensorType;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network of DL4J that is a decoder, {@link TokenEmbedding}, {@link DecoderBlock}s, {@link RmsNormLayer},
 * {@link LinearLayer} and RnnLossLayer in a line, written as a folder in Hugging Face's layout of a Llama model. Weights are
 * written in F32.
 */
public final class DecoderExport {
    private final Line line;

    private DecoderExport(Line line) {
        this.line = line;
    }

    /** @throws IllegalArgumentException naming the vertex that no such model has, and what one has there */
    public static DecoderExport of(String name, ComputationGraph graph) {
        return new DecoderExport(Line.of(name, graph.getConfiguration()));
    }

    /** @param tokens that begin and end a text */
    public ModelConfig config(SpecialTokens tokens) {
        TokenEmbedding embedding = line.layer(line.embedding(), TokenEmbedding.class);
        DecoderBlock block = line.layer(line.blocks().get(0), DecoderBlock.class);
        return new ModelConfig(
                Family.LLAMA,
                Math.toIntExact(embedding.getVocabulary()),
                Math.toIntExact(block.getNIn()),
                block.getIntermediate(),
                line.blocks().size(),
                new AttentionConfig(
                        block.getHeads(),
                        block.getKvHeads(),
                        block.getHeadSize(),
                        AttentionBias.NONE,
                        OptionalInt.empty()),
                MlpBias.NONE,
                block.getEps(),
                Rope.plain(block.getRopeTheta()),
                Embeddings.UNTIED,
                // No position beyond those that it was trained on means anything to it.
                Math.toIntExact(embedding.getNIn()),
                tokens,
                TensorType.F32);
    }

    /** Writes config.json and the weights; the tokenizer's files are the caller's. */
    public void write(ComputationGraph graph, SpecialTokens tokens, Path folder) {
        Map<String, String> parameters = DecoderParameters.names(line);
        HfFolder.write(folder, config(tokens), tensor -> values(graph.getParam(parameters.get(tensor)), tensor));
    }

    /** DL4J's products have their weights as {@code [in, out]}, Hugging Face's as {@code [out, in]}. */
    private static FloatSource values(INDArray parameter, String tensor) {
        INDArray outIn = DecoderParameters.isTransposed(tensor) ? parameter.transpose() : parameter;
        return FloatSource.of(outIn.dup('c').reshape(outIn.length()).toFloatVector());
    }
}
