package dev.braid.model.program;

import dev.braid.model.graph.Param;
import dev.braid.ops.memory.Arena;
import dev.braid.ops.memory.HostBuffer;
import dev.braid.ops.memory.Matrix;
import java.util.HashMap;
import java.util.Map;

/** Gradient sums of the trainable parameters of one sample, in one flat block. */
final class Gradients {
    private final Matrix flat;
    private final Map<Param, Matrix> views = new HashMap<>();

    Gradients(TrainableLayout layout, Arena arena) {
        flat = arena.matrix("gradients", 1, Math.max(1, layout.size()));
        for (TrainableLayout.Entry entry : layout.entries()) {
            Param param = entry.param();
            views.put(param, new Matrix(flat.buffer(), entry.offset(), param.rows(), param.cols(), param.cols()));
        }
    }

    Matrix flat() {
        return flat;
    }

    Matrix of(Param param) {
        return views.get(param);
    }

    float[] copy() {
        float[] values = new float[flat.cols()];
        HostBuffer.of(flat.buffer()).bytes().asFloatBuffer().get(0, values);
        return values;
    }
}
