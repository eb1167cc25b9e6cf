package dev.braid.model.program;

import dev.braid.model.graph.Op;
import dev.braid.ops.Kernels;
import dev.braid.ops.attention.KvPool;
import dev.braid.ops.device.Stream;
import dev.braid.ops.loss.CrossEntropy;
import dev.braid.ops.memory.Arena;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Runs a {@link Program} on one device: forward passes over token batches, the head for rows that need logits, and
 * backward windows of training samples. A few samples may be in flight, each in a lane of its own; what is said of "the
 * sample" is meant of that in the lane in use. All memory is taken from the arena when it is made. One thread; results may
 * be read after {@link #await}.
 */
public final class ProgramExecutor {
    private final Program program;
    private final ExecutorSizes sizes;
    private final Kernels kernels;
    private final Stream stream;
    private final AdapterBank adapters;
    private final Optional<TrainableLayout> trainedAdapter;
    private final OpRunner runner;
    private final List<Lane> lanes;
    private final TokenBatch batch;
    private final List<Matrix> forwardSlots;
    private final List<Matrix> headSlots;
    private final List<Matrix> backwardSlots;
    private final Matrix logits;
    private final Ints gather;
    private final ModelWidths widths;
    private Lane lane;

    /**
     * @param layout of the trainable parameters
     * @param arena holds at least {@link #bytes}
     */
    public ProgramExecutor(
            Program program,
            ModelWidths widths,
            ModelWeights weights,
            AdapterBank adapters,
            TrainableLayout layout,
            ExecutorSizes sizes,
            Kernels kernels,
            Stream stream,
            Arena arena) {
        this.program = program;
        this.widths = widths;
        this.sizes = sizes;
        this.kernels = kernels;
        this.stream = stream;
        this.adapters = adapters;
        KvPool kv = kernels.attention().allocate(arena, widths.kvShape(sizes.pages()));
        this.trainedAdapter = trainedAdapter(program, layout);
        this.runner = new OpRunner(kernels, stream, weights, adapters, kv);
        this.lanes = IntStream.range(0, sizes.lanes())
                .mapToObj(i -> new Lane(program, widths, layout, sizes, arena))
                .toList();
        this.lane = lanes.get(0);
        this.batch = new TokenBatch(arena, sizes, widths.window());
        this.forwardSlots = slots(arena, "forward", program.forwardSlots(), sizes.batchRows());
        this.headSlots = slots(arena, "head", program.headSlots(), sizes.headRows());
        this.backwardSlots = slots(arena, "backward", program.training().backwardSlots(), sizes.windowRows());
        this.logits = arena.matrix("logits", sizes.headRows(), widths.vocabulary());
        this.gather = arena.ints("gather", sizes.headRows());
    }

    /** Bytes that an executor takes from its arena. */
    public static long bytes(Program program, ModelWidths widths, TrainableLayout layout, ExecutorSizes sizes) {
        return (long) sizes.headRows() * (widths.vocabulary() + 1) * Float.BYTES
                + TrainingMemory.workspace(program, sizes.windows(), Float.BYTES)
                + widths.kvShape(sizes.pages()).pageBytes() * sizes.pages()
                + sizes.lanes() * Lane.bytes(program, widths, layout, sizes)
                + Rows.bytes(sizes.batchRows(), sizes.sequences(), sizes.pagesPerSequence());
    }

    private static List<Matrix> slots(Arena arena, String name, List<Integer> widths, int rows) {
        List<Matrix> slots = new ArrayList<>();
        for (int width : widths) {
            slots.add(arena.matrix(name + " slot " + slots.size(), rows, width));
        }
        return List.copyOf(slots);
    }

    public ExecutorSizes sizes() {
        return sizes;
    }

    public ModelWidths widths() {
        return widths;
    }

    public AdapterBank adapters() {
        return adapters;
    }

    /** The stream that everything runs on. */
    public Stream stream() {
        return stream;
    }

    /** The batch to fill before {@link #forward}. */
    public TokenBatch batch() {
        return batch;
    }

    /** What runs from now on reads these weights; they have the shapes of those before. */
    public void useWeights(ModelWeights weights) {
        runner.use(weights);
    }

    /** Blocks with a backward segment in the order in which they run, the head first. */
    public List<Integer> backwardBlocks() {
        return program.training().backward().stream().map(Segment::block).toList();
    }

    /** Waits for everything enqueued so far. */
    public void await() {
        stream.record().await();
    }

    /** Runs the embedding and all layers on the batch's rows. */
    public void forward() {
        forward(new TrainingRows(batch.rows(), 0, 0));
    }

    /**
     * The batch's rows that belong to the training sample under way.
     *
     * @param firstRow in the batch; the window's rows follow one another
     * @param from position of the first
     * @param count may be 0
     */
    public record TrainingRows(int firstRow, int from, int count) {}

    /** Runs the embedding and all layers on the batch's rows and saves what backward needs of the training rows. */
    public void forward(TrainingRows window) {
        requireRows(window);
        Rows rows = batch.view();
        Frame frame = new WorkspaceFrame(rows, forwardSlots);
        for (Segment segment : program.forward()) {
            for (Instruction instruction : segment.instructions()) {
                if (instruction instanceof Instruction.Compute compute) {
                    runner.run(compute, frame);
                } else if (instruction instanceof Instruction.Save save && window.count() > 0) {
                    kernels.pointwise()
                            .copy(
                                    stream,
                                    forwardSlots.get(save.from().index()).rows(window.firstRow(), window.count()),
                                    lane.training.saved(save.to().index()).rows(window.from(), window.count()));
                }
            }
        }
    }

    private void requireRows(TrainingRows window) {
        if (window.count() == 0) {
            return;
        }
        lane.training.requireWindow(window.from(), window.count());
        if (window.firstRow() < 0 || window.firstRow() > batch.rows() - window.count()) {
            throw new IllegalArgumentException("training rows [" + window.firstRow() + ", "
                    + (window.firstRow() + window.count()) + ") must lie in [0, " + batch.rows()
                    + "), the batch's rows");
        }
    }

    /**
     * Logits {@code [rows.length, vocabulary]} of rows of the last forward pass, valid until the next call; to be read
     * after {@link #await}.
     */
    public Matrix logits(int[] rows) {
        return logits(rows, 0, rows.length);
    }

    /** As {@link #logits(int[])}, of {@code rows[from, from + count)}. */
    public Matrix logits(int[] rows, int from, int count) {
        if (count > sizes.headRows()) {
            throw new IllegalArgumentException(
                    count + " rows need logits, the executor holds at most " + sizes.headRows());
        }
        for (int i = 0; i < count; i++) {
            gather.set(i, rows[from + i]);
        }
        Matrix residual = forwardSlots.get(program.residual().index()).rows(0, batch.rows());
        Frame frame = new WorkspaceFrame(batch.view().slice(0, count), headSlots);
        kernels.pointwise().gather(stream, residual, gather.slice(0, count), frame.at(program.headInput()));
        Instruction.Compute last = null;
        for (Instruction instruction : program.logits().instructions()) {
            last = (Instruction.Compute) instruction;
            runner.run(last, frame);
        }
        Matrix result = logits.rows(0, count);
        kernels.pointwise().copy(stream, frame.at(last.outputs().get(0)), result);
        return result;
    }

    /** From now on the sample is that in this lane; lane 0 is in use until another is. */
    public void useLane(int number) {
        lane = lanes.get(number);
        lane.use(runner);
    }

    /**
     * Starts a training sample: its gradient sums are zeroed. It stays under way until the next one begins.
     *
     * @param dropoutSeed of the optimizer step
     */
    public void beginSample(TrainingSample sample, long dropoutSeed) {
        await();
        lane.begin(sample, widths.window(), dropoutSeed);
        lane.use(runner);
        kernels.pointwise().fill(stream, lane.gradients.flat(), 0);
        kernels.pointwise().fill(stream, lane.training.nll(), 0);
    }

    /** Computes the loss of positions {@code [from, from + count)} without gradients. */
    public void loss(int from, int count) {
        lane.training.requireWindow(from, count);
        runner.lossGradient(CrossEntropy.Gradient.NONE);
        head(program.training().loss().get(0), from, count);
    }

    /**
     * Runs a backward window. Blocks come in the order of {@link #backwardBlocks}; within a block windows come right to
     * left and cover the sample.
     */
    public void backward(int block, int from, int count) {
        Segment segment = program.training().backward().stream()
                .filter(candidate -> candidate.block() == block)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "block " + block + " has no backward segment; those that have: " + backwardBlocks()));
        lane.training.requireWindow(from, count);
        requireTrained(lane.training.sample().adapter());
        if (block == widths.layers()) {
            runner.lossGradient(CrossEntropy.Gradient.IN_PLACE);
            head(segment, from, count);
            return;
        }
        if (from + count == lane.training.sample().length()) {
            kernels.pointwise().fill(stream, lane.training.keyGradient(), 0);
            kernels.pointwise().fill(stream, lane.training.valueGradient(), 0);
        }
        for (int end = from + count; end > from; end -= sizes.windowRows()) {
            int start = Math.max(from, end - sizes.windowRows());
            run(segment, lane.training.frame(backwardSlots, start, end - start));
        }
    }

    /** Gradients are right only for the adapter shape, or for the bare base model, that the program differentiates. */
    private void requireTrained(int adapter) {
        Optional<TrainableLayout> actual = adapter < 0
                ? Optional.empty()
                : Optional.of(adapters.shape(adapter).layout());
        if (!actual.equals(trainedAdapter)) {
            String right = trainedAdapter.isEmpty() ? "-1, the bare base model" : "a slot of the shape in training";
            throw new IllegalArgumentException(
                    "the training sample's adapter is " + adapter + ", but the program trains " + right);
        }
    }

    private static Optional<TrainableLayout> trainedAdapter(Program program, TrainableLayout layout) {
        return program.training().backward().stream()
                        .flatMap(segment -> segment.instructions().stream())
                        .anyMatch(step -> step instanceof Instruction.Compute compute
                                && (compute.op() instanceof Op.LoraShrinkGradWeight
                                        || compute.op() instanceof Op.RescaleGradVector))
                ? Optional.of(layout)
                : Optional.empty();
    }

    /** Runs a head segment in chunks, right to left, so that logits never exist for more than a chunk. */
    private void head(Segment segment, int from, int count) {
        for (int end = from + count; end > from; end -= sizes.headRows()) {
            int start = Math.max(from, end - sizes.headRows());
            Frame frame = lane.training.frame(headSlots, start, end - start);
            for (Instruction instruction : segment.instructions()) {
                Instruction.Compute compute = (Instruction.Compute) instruction;
                runner.run(compute, frame);
                if (compute.op() instanceof Op.CrossEntropy) {
                    kernels.pointwise()
                            .copy(
                                    stream,
                                    frame.at(compute.outputs().get(1)),
                                    lane.training.nll().rows(start, end - start));
                }
            }
        }
    }

    private void run(Segment segment, Frame frame) {
        for (Instruction instruction : segment.instructions()) {
            runner.run((Instruction.Compute) instruction, frame);
        }
    }

    /** Sum of the negative log-likelihoods of the sample's targets so far, added in descending position. */
    public double lossSum() {
        await();
        double sum = 0;
        for (int t = lane.training.sample().length() - 1; t >= 0; t--) {
            sum += lane.training.nll().get(t, 0);
        }
        return sum;
    }

    /** The gradient of {@link #lossSum} in the order of the layout, once all backward windows have run. */
    public float[] gradient() {
        await();
        return lane.gradients.copy();
    }

    /** Slots of a token batch. */
    private record WorkspaceFrame(Rows rows, List<Matrix> slots) implements Frame {
        @Override
        public Matrix at(Place place) {
            return slots.get(((Place.Slot) place).index()).rows(0, rows.count());
        }

        @Override
        public Matrix whole(Place place) {
            throw new IllegalArgumentException(place + " does not hold all positions");
        }
    }
}
