package dev.braid.data.table;

import dev.braid.data.pack.ShardStore;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the rows of mini-batches tensor by tensor, and keeps the shards that it is about to need again. One thread. */
public final class TableReader {
    private final ShardStore store;
    private final TableIndex index;
    private final TableOrder order;
    private final Map<Integer, ByteBuffer> shards = new LinkedHashMap<>(16, 0.75f, true);

    public TableReader(ShardStore store, TableIndex index, long seed, int miniBatch) {
        this.store = store;
        this.index = index;
        this.order = new TableOrder(
                seed, index.shards().stream().mapToInt(TableShard::rows).toArray(), miniBatch);
    }

    public TableOrder order() {
        return order;
    }

    /** Takes numbers one after another. */
    public interface Sink {
        void put(float number);
    }

    /**
     * The numbers of one tensor, {@code [count, width]}.
     *
     * @param from the first sample within the mini-batch
     */
    public void read(String tensor, long iteration, int from, int count, Sink sink) {
        int offset = 0;
        int width = 0;
        for (TensorColumns columns : index.tensors()) {
            if (columns.tensor().equals(tensor)) {
                width = columns.width();
                break;
            }
            offset += columns.width();
        }
        if (width == 0) {
            throw new IllegalArgumentException("the table has no tensor " + tensor);
        }
        for (int sample = from; sample < from + count; sample++) {
            TableOrder.Place place = order.at(iteration, sample);
            ByteBuffer shard = shard(place.shard());
            int at = (place.row() * index.width() + offset) * Float.BYTES;
            for (int i = 0; i < width; i++) {
                sink.put(shard.getFloat(at + i * Float.BYTES));
            }
        }
    }

    private ByteBuffer shard(int number) {
        ByteBuffer shard = shards.get(number);
        if (shard == null) {
            shard = index.shards().get(number).read(store, index.width());
            shards.put(number, shard);
            Iterator<Integer> oldest = shards.keySet().iterator();
            if (shards.size() > TableOrder.WINDOW + 1) {
                oldest.next();
                oldest.remove();
            }
        }
        return shard;
    }
}
