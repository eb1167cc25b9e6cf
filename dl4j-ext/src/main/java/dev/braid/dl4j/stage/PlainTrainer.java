package dev.braid.dl4j.stage;

import dev.braid.stage.BorderTensor;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** DL4J alone on one mini-batch of random numbers, again and again: what a pipeline is measured against. One thread. */
public final class PlainTrainer {
    private final WholeModel model;
    private final MultiDataSet data;

    /** @param miniBatch samples */
    public PlainTrainer(WholeModel model, int miniBatch, long seed) {
        this.model = model;
        Random random = new Random(seed);
        this.data = new MultiDataSet(
                arrays(model.definition().inputs(), miniBatch, random),
                arrays(model.definition().labels(), miniBatch, random));
    }

    private static INDArray[] arrays(List<BorderTensor> tensors, int miniBatch, Random random) {
        return tensors.stream()
                .map(tensor -> {
                    long[] shape = Stream.concat(Stream.of(miniBatch), tensor.sampleShape().stream())
                            .mapToLong(Integer::longValue)
                            .toArray();
                    float[] values = new float[miniBatch * tensor.sampleLength()];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = random.nextFloat();
                    }
                    return Nd4j.create(values, shape, 'c').castTo(Tensors.type(tensor.type()));
                })
                .toArray(INDArray[]::new);
    }

    /** Trains on the mini-batch once. */
    public void miniBatch() {
        model.graph().fit(data);
    }
}
