package dev.braid.model.program;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.model.TinyDecoder;
import dev.braid.model.decoder.DecoderRuntime;
import dev.braid.model.files.Family;
import dev.braid.model.files.LinearModule;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.files.TargetModules;
import dev.braid.ops.CpuKernels;
import dev.braid.ops.device.CpuDevice;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What does not fit an executor is refused before it runs, with the value and the bound. */
class BoundsTest {
    private static final ExecutorSizes SIZES = new ExecutorSizes(4, 3, 2, 2, 40, 20, 6);

    private final CpuDevice device = new CpuDevice(1);
    private DecoderRuntime runtime;
    private ProgramExecutor executor;
    private TokenBatch batch;

    @BeforeEach
    void open() {
        open(TinyDecoder.Trains.ADAPTER);
    }

    private void open(TinyDecoder.Trains trains) {
        TinyDecoder random = TinyDecoder.random(new SplittableRandom(1), Family.LLAMA, trains);
        ModelConfig config = random.config();
        AdapterShape other = TinyDecoder.shape(config, 31, TargetModules.of(Set.of(LinearModule.UP)));
        List<AdapterShape> slots = List.of(random.slots().get(0), other);
        TinyDecoder decoder = TinyDecoder.of(new SplittableRandom(2), config, slots, random.method());
        runtime = DecoderRuntime.open(
                decoder.compile(), slots, decoder.source(), SIZES, CpuKernels.vector(device), device, device.stream());
        executor = runtime.executor();
        batch = executor.batch();
    }

    @AfterEach
    void close() {
        runtime.close();
        device.close();
    }

    private static void refused(String message, Executable action) {
        Exception error = assertThrows(IllegalArgumentException.class, action);
        assertTrue(error.getMessage().contains(message), error.getMessage());
    }

    @Test
    void aFullBatch() {
        int slot = batch.addSequence(new int[] {0}, 1);
        for (int t = 0; t < 4; t++) {
            assertEquals(t, batch.addRow(slot, 1, t, 0, -1, -1));
        }
        refused("at most 4 rows", () -> batch.addRow(slot, 1, 4, 0, -1, -1));
        assertEquals(4, batch.rows());
        assertDoesNotThrow(() -> executor.forward());
    }

    @Test
    void aSequenceTooManyOrTooLong() {
        refused("3 pages at most", () -> batch.addSequence(new int[4], 4));
        batch.addSequence(new int[] {0}, 1);
        batch.addSequence(new int[] {1}, 1);
        refused("2 sequences", () -> batch.addSequence(new int[] {2}, 1));
    }

    @Test
    void aRowOutsideItsSequence() {
        int slot = batch.addSequence(new int[] {0, 1}, 2);
        refused("slot 1, must be in [0, 1)", () -> batch.addRow(1, 1, 0, 0, -1, -1));
        refused("slot -1", () -> batch.addRow(-1, 1, 0, 0, -1, -1));
        refused("position 32, must be in [0, 32)", () -> batch.addRow(slot, 1, 32, 0, -1, -1));
        refused("position -1", () -> batch.addRow(slot, 1, -1, 0, -1, -1));
        refused("firstKey 6, must be in [0, 5]", () -> batch.addRow(slot, 1, 5, 6, -1, -1));
        refused("firstKey -1", () -> batch.addRow(slot, 1, 5, -1, -1, -1));
        assertEquals(0, batch.rows());
    }

    @Test
    void moreLogitsThanTheHeadHolds() {
        int slot = batch.addSequence(new int[] {0}, 1);
        for (int t = 0; t < 3; t++) {
            batch.addRow(slot, 1, t, 0, -1, -1);
        }
        executor.forward();
        refused("at most 2", () -> executor.logits(new int[] {0, 1, 2}));
    }

    @Test
    void unknownTokensPagesAndAdapters() {
        int vocabulary = executor.widths().vocabulary();
        rowRefused("ids[0] is " + vocabulary + ", must be in [0, " + vocabulary, vocabulary, 0, -1);
        rowRefused("pages[0] is 6, must be in [0, 6)", 1, 6, -1);
        rowRefused("slot[0] is 2, must be -1 or in [0, 2)", 1, 0, 2);
    }

    private void rowRefused(String message, int id, int page, int adapter) {
        batch.clear();
        batch.addRow(batch.addSequence(new int[] {page}, 1), id, 0, 0, adapter, -1);
        Exception error = assertThrows(IndexOutOfBoundsException.class, executor::forward);
        assertTrue(error.getMessage().contains(message), error.getMessage());
    }

    private static TrainingSample sample(int length, int pages) {
        int[] own = new int[pages];
        for (int i = 0; i < pages; i++) {
            own[i] = i;
        }
        return new TrainingSample(new int[length], new int[length], new int[length], 0, -1, own);
    }

    @Test
    void aSampleThatDoesNotFit() {
        refused("21 tokens, the executor holds at most 20", () -> executor.beginSample(sample(21, 2), 0));
        refused("from 2 to 3", () -> executor.beginSample(sample(17, 1), 0));
        refused("from 1 to 3", () -> executor.beginSample(sample(16, 4), 0));
        assertDoesNotThrow(() -> executor.beginSample(sample(20, 2), 0));
    }

    @Test
    void aSampleThatIsNotOne() {
        refused("1, 2, 1", () -> new TrainingSample(new int[1], new int[2], new int[1], 0, -1, new int[1]));
        refused("0, 0, 0", () -> new TrainingSample(new int[0], new int[0], new int[0], 0, -1, new int[1]));
        refused(
                "position 1 is 2",
                () -> new TrainingSample(new int[2], new int[2], new int[] {0, 2}, 0, -1, new int[1]));
        int vocabulary = executor.widths().vocabulary();
        refused(
                "id " + vocabulary + " at position 0, must be in [0, " + vocabulary,
                () -> executor.beginSample(
                        new TrainingSample(new int[] {vocabulary}, new int[1], new int[1], 0, -1, new int[1]), 0));
        refused(
                "label -1 at position 0",
                () -> executor.beginSample(
                        new TrainingSample(new int[1], new int[] {-1}, new int[1], 0, -1, new int[1]), 0));
    }

    @Test
    void aWindowOutsideTheSample() {
        assertThrows(IllegalStateException.class, () -> executor.loss(0, 1));
        executor.beginSample(sample(5, 1), 0);
        int head = executor.backwardBlocks().get(0);
        refused("[3, 6)", () -> executor.backward(head, 3, 3));
        refused("[-1, 2)", () -> executor.backward(head, -1, 3));
        refused("[2, 2)", () -> executor.loss(2, 0));
        refused("those that have: " + executor.backwardBlocks(), () -> executor.backward(99, 0, 5));
        batch.addRow(batch.addSequence(new int[] {0}, 1), 1, 0, 0, 0, -1);
        refused("[4, 6)", () -> executor.forward(new ProgramExecutor.TrainingRows(0, 4, 2)));
        refused("[0, 2) must lie in [0, 1)", () -> executor.forward(new ProgramExecutor.TrainingRows(0, 0, 2)));
    }

    @Test
    void aGradientThatTheProgramDoesNotTake() {
        executor.beginSample(withAdapter(1), 0);
        refused("adapter is 1, but the program trains a slot", () -> backward());
        executor.beginSample(withAdapter(-1), 0);
        refused("adapter is -1", () -> backward());
        runtime.close();
        open(TinyDecoder.Trains.EVERYTHING);
        executor.beginSample(withAdapter(0), 0);
        refused("adapter is 0, but the program trains -1", () -> backward());
        executor.beginSample(withAdapter(-1), 0);
        assertDoesNotThrow(this::backward);
    }

    private void backward() {
        executor.backward(executor.backwardBlocks().get(0), 0, 3);
    }

    private static TrainingSample withAdapter(int adapter) {
        return new TrainingSample(new int[3], new int[3], new int[3], adapter, -1, new int[1]);
    }

    @Test
    void anAdapterOfAnotherSize() {
        int size = executor.adapters().shape(0).layout().size();
        refused(
                (size + 1) + " floats, the slot's layout needs " + size,
                () -> executor.adapters().install(executor.stream(), 0, new float[size + 1]));
    }

    @Test
    void sizes() {
        refused("batchRows is 0, must be at least 1", () -> new ExecutorSizes(0, 1, 1, 1, 1, 0, 1));
        refused("pages is 0", () -> new ExecutorSizes(1, 1, 1, 1, 1, 0, 0));
        refused("sampleTokens is 2, must be at most contextTokens 1", () -> new ExecutorSizes(1, 1, 1, 1, 1, 2, 1));
    }
}
