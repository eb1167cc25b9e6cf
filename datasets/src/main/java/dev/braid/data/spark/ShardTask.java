package dev.braid.data.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.braid.data.pack.PackedShard;
import dev.braid.data.pack.Packer;
import dev.braid.data.pack.Packing;
import dev.braid.data.pack.ShardEntry;
import dev.braid.data.sample.TokenizedSample;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import scala.Tuple2;

/** The work of a task that packs the samples of one shard and writes it. Returns the shard's entry as JSON. */
final class ShardTask implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ShardStores stores;
    private final String trainFolder;
    private final String validationFolder;
    private final SampleLayout layout;
    private final int packLength;
    private final Packing packing;

    ShardTask(ShardStores stores, DatasetPlan plan, SampleLayout layout) {
        this.stores = stores;
        this.trainFolder = plan.trainFolder();
        this.validationFolder = plan.validationFolder();
        this.layout = layout;
        this.packLength = plan.packing().packLength();
        this.packing = plan.packing().packing();
    }

    Iterator<String> write(int shard, Iterator<Tuple2<Long, byte[]>> outcomes) {
        List<TokenizedSample> samples = new ArrayList<>();
        outcomes.forEachRemaining(outcome -> samples.add(RowOutcome.sample(outcome._2())));
        String folder = layout.isValidation(shard) ? validationFolder : trainFolder;
        try {
            ShardEntry entry = PackedShard.write(
                    stores.open(folder),
                    fileName(layout.numberOf(shard)),
                    new Packer(packLength, packing).pack(samples));
            return List.of(JSON.writeValueAsString(entry)).iterator();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a shard to " + folder, e);
        }
    }

    static String fileName(int number) {
        return "shard-%05d.bin".formatted(number);
    }

    static ShardEntry entry(String json) {
        try {
            return JSON.readValue(json, ShardEntry.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a shard's entry: " + e.getOriginalMessage(), e);
        }
    }
}
