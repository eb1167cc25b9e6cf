package dev.braid.model.files;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The check that a folder's tensors are those its configuration calls for. */
final class TensorCheck {
    private TensorCheck() {}

    /** The expected tensors; a stored head of a tied model and rotary tables are left out, as transformers does. */
    static SortedMap<String, Tensor> of(Path folder, ModelConfig config, SortedMap<String, Tensor> stored) {
        DecoderTensors expected = DecoderTensors.of(config);
        SortedMap<String, Tensor> checked = new TreeMap<>();
        expected.shapes().forEach((name, shape) -> checked.put(name, check(folder, name, shape, stored.get(name))));
        for (String name : stored.keySet()) {
            if (!checked.containsKey(name) && !isIgnored(config, name)) {
                throw new ModelFileException(
                        folder + ": tensor " + name + " " + stored.get(name).shape() + " is not part of a "
                                + config.family().modelType() + " model with this config.json");
            }
        }
        return checked;
    }

    private static Tensor check(Path folder, String name, List<Integer> shape, Tensor found) {
        if (found == null) {
            throw new ModelFileException(folder + ": tensor " + name + " is missing; expected with shape " + shape);
        }
        if (!found.shape().equals(shape)) {
            throw new ModelFileException(
                    folder + ": tensor " + name + " has shape " + found.shape() + "; config.json calls for " + shape);
        }
        if (!found.type().isWeight()) {
            throw new ModelFileException(
                    folder + ": tensor " + name + " has type " + found.type() + "; weights must be F32, F16 or BF16");
        }
        return found;
    }

    private static boolean isIgnored(ModelConfig config, String name) {
        return name.endsWith(".rotary_emb.inv_freq") || config.tied() && name.equals(DecoderTensors.LM_HEAD);
    }
}
