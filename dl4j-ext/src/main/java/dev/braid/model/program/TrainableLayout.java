package dev.braid.model.program;

import dev.braid.model.graph.Param;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The order of trainable parameters in flat blocks of floats: weights, gradients and optimizer moments all follow it.
 *
 * @param entries sorted by name, one directly behind the other
 */
public record TrainableLayout(List<Entry> entries) {
    /** Where a parameter begins, in elements. */
    public record Entry(Param param, int offset) {}

    public TrainableLayout {
        entries = List.copyOf(entries);
    }

    /** The layout of these parameters. */
    public static TrainableLayout of(Collection<Param> params) {
        List<Entry> entries = new ArrayList<>();
        long offset = 0;
        for (Param param :
                params.stream().sorted(Comparator.comparing(Param::name)).toList()) {
            entries.add(new Entry(param, Math.toIntExact(offset)));
            offset += param.count();
            if (offset > Integer.MAX_VALUE / Float.BYTES - 64) {
                throw new IllegalArgumentException("trainable parameters up to " + param.name() + " need " + offset
                        + " floats; one flat block holds at most " + (Integer.MAX_VALUE / Float.BYTES - 64)
                        + ": train fewer modules or use a smaller rank");
            }
        }
        return new TrainableLayout(entries);
    }

    /** Floats in all. */
    public int size() {
        if (entries.isEmpty()) {
            return 0;
        }
        Entry last = entries.get(entries.size() - 1);
        return Math.toIntExact(last.offset() + last.param().count());
    }
}
