package dev.braid.model.program;

import dev.braid.ops.attention.KvPool;
import java.util.List;

/**
 * What training one sample takes of a device beside weights and gradients of parameters, in bytes.
 *
 * @param saved forward tensors, for every position of the sample
 * @param keysAndValues of all layers, in whole pages
 * @param flow gradients by absolute position: the stream between blocks, those of one layer's keys and values, and the
 *     losses
 * @param workspace slots of one forward window, one backward window and one chunk of the head
 */
public record TrainingMemory(long saved, long keysAndValues, long flow, long workspace) {
    /** Bytes of statistics, which are float32 whatever the rest is. */
    public static final int STATISTIC_BYTES = Float.BYTES;

    /**
     * How many rows are worked on at a time.
     *
     * @param forward rows of a forward pass
     * @param backward rows of a backward window
     * @param head rows of a chunk of the head
     */
    public record Windows(int forward, int backward, int head) {
        public Windows {
            if (forward < 1 || backward < 1 || head < 1) {
                throw new IllegalArgumentException("windows of " + forward + " forward, " + backward + " backward and "
                        + head + " head rows: each must be at least 1");
            }
        }
    }

    /**
     * The memory of a program.
     *
     * @param tokens of the sample
     * @param elementBytes of every element that is no statistic
     */
    public static TrainingMemory of(
            Program program, ModelWidths widths, int tokens, Windows windows, int elementBytes) {
        return new TrainingMemory(
                saved(program.training(), tokens, elementBytes),
                keysAndValues(widths, tokens, elementBytes),
                flow(widths, tokens, elementBytes),
                workspace(program, windows, elementBytes));
    }

    public long total() {
        return saved + keysAndValues + flow + workspace;
    }

    static long saved(Program.Training program, int tokens, int elementBytes) {
        long perToken = 0;
        for (Program.SavedTensor tensor : program.saved()) {
            perToken += (long) tensor.width() * bytes(tensor.content(), elementBytes);
        }
        return perToken * tokens;
    }

    /** Bytes of one element. */
    public static int bytes(Program.Content content, int elementBytes) {
        return content == Program.Content.STATISTIC ? STATISTIC_BYTES : elementBytes;
    }

    static long flow(ModelWidths widths, int tokens, int elementBytes) {
        return ((widths.hidden() + 2L * widths.keyValue()) * elementBytes + STATISTIC_BYTES) * tokens;
    }

    static long workspace(Program program, Windows windows, int elementBytes) {
        return elementBytes
                * (total(program.forwardSlots()) * windows.forward()
                        + total(program.headSlots()) * windows.head()
                        + total(program.training().backwardSlots()) * windows.backward());
    }

    private static long keysAndValues(ModelWidths widths, int tokens, int elementBytes) {
        int pages = (tokens + KvPool.PAGE_TOKENS - 1) / KvPool.PAGE_TOKENS;
        return widths.kvShape(1).pageBytes() / Float.BYTES * elementBytes * pages;
    }

    private static long total(List<Integer> widths) {
        return widths.stream().mapToLong(Integer::longValue).sum();
    }
}
