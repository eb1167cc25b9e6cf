package dev.braid.model.decoder;

import dev.braid.model.files.DecoderTensors;
import dev.braid.model.files.FloatSource;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.graph.Op;
import dev.braid.model.graph.Param;
import dev.braid.model.program.ModelWeights;
import dev.braid.model.program.TrainableLayout;
import dev.braid.ops.Kernels;
import dev.braid.ops.device.Stream;
import dev.braid.ops.linear.Linear;
import dev.braid.ops.linear.PackedWeight;
import dev.braid.ops.memory.Arena;
import dev.braid.ops.memory.HostBuffer;
import dev.braid.ops.memory.Matrix;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A copy of a decoder's weights in device memory: linears packed, vectors and the embedding table plain. Filled and read
 * by the executor's thread.
 */
public final class DecoderWeights implements ModelWeights {
    /** Elements that pass through the staging matrix at a time. */
    private static final int STAGING = 1 << 20;

    private final Kernels kernels;
    private final Stream stream;
    private final Map<Param, PackedWeight> linears = new HashMap<>();
    private final Map<Param, Matrix> plain = new HashMap<>();
    private final Matrix rotary;
    private final Matrix staging;

    /**
     * Allocates weights that hold nothing yet.
     *
     * @param positions that rows may have
     */
    DecoderWeights(ModelConfig config, Linear.Use use, int positions, Kernels kernels, Stream stream, Arena arena) {
        this.kernels = kernels;
        this.stream = stream;
        for (Param param : linearParams(config)) {
            linears.put(param, kernels.linear().allocate(arena, param.name(), param.rows(), param.cols(), use));
        }
        for (Param param : plainParams(config)) {
            plain.put(param, arena.matrix(param.name(), param.rows(), param.cols()));
        }
        this.rotary = arena.matrix("rotary", positions, config.headDim());
        this.staging = arena.matrix("weight staging", 1, stagingSize(config));
        RotaryTables.fill(config, rotary);
    }

    /** @param source values of a tensor by its name */
    public void fill(ModelConfig config, Function<String, FloatSource> source) {
        for (Param param : DecoderGraph.params(config).values()) {
            fill(param, source.apply(param.name()));
        }
    }

    /** Bytes that one takes from its arena. */
    public static long bytes(ModelConfig config, Linear.Use use, int positions, Kernels kernels) {
        long bytes = Float.BYTES * ((long) positions * config.headDim() + stagingSize(config));
        for (Param param : linearParams(config)) {
            bytes += kernels.linear().packedBytes(param.rows(), param.cols(), use);
        }
        for (Param param : plainParams(config)) {
            bytes += param.count() * Float.BYTES;
        }
        return bytes;
    }

    /** Replaces all weights by trained ones; no pass may be under way. */
    public void install(TrainableLayout layout, float[] weights) {
        if (weights.length != layout.size()) {
            throw new IllegalArgumentException(
                    "the model's weights are " + weights.length + " floats, must be " + layout.size());
        }
        for (TrainableLayout.Entry entry : layout.entries()) {
            fill(entry.param(), (from, dst) -> dst.put(weights, entry.offset() + (int) from, dst.remaining()));
        }
    }

    private void fill(Param param, FloatSource source) {
        int rowsAtOnce = Math.max(1, staging.cols() / param.cols());
        for (int row = 0; row < param.rows(); row += rowsAtOnce) {
            int rows = Math.min(rowsAtOnce, param.rows() - row);
            Matrix part = new Matrix(staging.buffer(), 0, rows, param.cols(), param.cols());
            FloatBuffer floats = HostBuffer.of(part.buffer()).bytes().asFloatBuffer();
            source.readFloats((long) row * param.cols(), floats.limit(rows * param.cols()));
            PackedWeight linear = linears.get(param);
            if (linear != null) {
                kernels.linear().pack(stream, part, row, linear);
            }
            Matrix table = plain.get(param);
            if (table != null) {
                kernels.pointwise().copy(stream, part, table.rows(row, rows));
            }
            stream.record().await();
        }
    }

    private static int stagingSize(ModelConfig config) {
        int widest = Math.max(config.intermediate(), Math.max(config.hidden(), config.heads() * config.headDim()));
        return Math.max(STAGING, widest);
    }

    private static Set<Param> linearParams(ModelConfig config) {
        Set<Param> params = new LinkedHashSet<>();
        DecoderGraph.forward(config).nodes().forEach(node -> {
            if (node.op() instanceof Op.Linear linear) {
                params.add(linear.weight());
            }
        });
        return params;
    }

    private static Set<Param> plainParams(ModelConfig config) {
        Map<String, Param> all = DecoderGraph.params(config);
        Set<Param> params = new LinkedHashSet<>(all.values());
        Param table = all.get(DecoderTensors.EMBEDDING);
        Set<Param> linears = linearParams(config);
        params.removeIf(param -> linears.contains(param) && !param.equals(table));
        return params;
    }

    @Override
    public PackedWeight linear(Param param) {
        return linears.get(param);
    }

    @Override
    public Matrix plain(Param param) {
        return plain.get(param);
    }

    @Override
    public Matrix rotary() {
        return rotary;
    }
}
