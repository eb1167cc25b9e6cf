package dev.braid.jobs.spark.pipeline;

import dev.braid.data.table.TableReader;
import dev.braid.jobs.pipeline.SampleSource;
import dev.braid.stage.BorderTensor;
import dev.braid.stage.ElementType;
import dev.braid.stage.Samples;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A model's inputs and labels from a table, whose tensors have their names. */
final class TableSamples implements SampleSource {
    private final TableReader reader;
    private final long firstIteration;

    /** @param firstIteration the worker's number of the run's first mini-batch, which is the table's first */
    TableSamples(TableReader reader, long firstIteration) {
        this.reader = reader;
        this.firstIteration = firstIteration;
    }

    @Override
    public Samples read(BorderTensor tensor, long iteration, int from, int count) {
        ByteBuffer data =
                ByteBuffer.allocateDirect(count * tensor.sampleBytes()).order(ByteOrder.nativeOrder());
        TableReader.Sink sink = tensor.type() == ElementType.DOUBLE ? data::putDouble : data::putFloat;
        reader.read(tensor.name(), iteration - firstIteration, from, count, sink);
        return new Samples(tensor, count, data.flip(), data);
    }

    @Override
    public void close() {}
}
