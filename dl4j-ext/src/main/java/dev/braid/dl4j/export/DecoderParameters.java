package dev.braid.dl4j.export;

import dev.braid.model.files.DecoderTensors;
import dev.braid.model.files.LinearModule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which parameter of the network is which tensor of Hugging Face. */
final class DecoderParameters {
    private static final Map<LinearModule, String> LINEARS = Map.of(
            LinearModule.Q, "Wq",
            LinearModule.K, "Wk",
            LinearModule.V, "Wv",
            LinearModule.O, "Wo",
            LinearModule.GATE, "Wgate",
            LinearModule.UP, "Wup",
            LinearModule.DOWN, "Wdown");

    private DecoderParameters() {}

    /** Parameters as ComputationGraph names them, by the tensor's name. */
    static Map<String, String> names(Line line) {
        Map<String, String> names = new LinkedHashMap<>();
        names.put(DecoderTensors.EMBEDDING, line.embedding() + "_W");
        List<String> blocks = line.blocks();
        for (int i = 0; i < blocks.size(); i++) {
            int layer = i;
            String block = blocks.get(i) + "_";
            names.put(DecoderTensors.inputNorm(layer), block + "gainAttention");
            names.put(DecoderTensors.postAttentionNorm(layer), block + "gainFeedForward");
            LINEARS.forEach((module, name) -> names.put(DecoderTensors.weight(layer, module), block + name));
        }
        names.put(DecoderTensors.FINAL_NORM, line.norm() + "_gain");
        names.put(DecoderTensors.LM_HEAD, line.head() + "_W");
        return names;
    }

    static boolean isTransposed(String tensor) {
        return tensor.contains("_proj") || tensor.equals(DecoderTensors.LM_HEAD);
    }
}
