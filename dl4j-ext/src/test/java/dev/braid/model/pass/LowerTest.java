package dev.braid.model.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.model.graph.Node;
import dev.braid.model.graph.Op;
import dev.braid.model.program.Instruction;
import dev.braid.model.program.Place;
import dev.braid.model.program.Program;
import dev.braid.model.program.Segment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A program computes what its graph says, in memory that it divides without clashes, and saves what it must. */
class LowerTest {
    private static final int ROUNDS = 60;

    private static void each(BiConsumer<TrainingGraphs, RandomGenerator> check) {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = System.nanoTime();
            RandomGenerator random = new SplittableRandom(seed);
            TrainingGraphs graphs = TrainingGraphs.random(random);
            try {
                check.accept(graphs, random);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ", " + graphs.decoder(), e);
            }
        }
    }

    private static Program lower(TrainingGraphs graphs) {
        return Lower.training(graphs.forward(), graphs.rematerialised());
    }

    @Test
    void theProgramComputesWhatTheGraphSays() {
        each((graphs, random) -> {
            Set<Long> expected = Symbols.of(graphs.forward(), graphs.pruned());
            assertEquals(expected, Symbols.of(lower(graphs)));
            assertEquals(expected, Symbols.of(Lower.training(graphs.forward(), graphs.pruned())));
        });
    }

    @Test
    void aTensorInAnotherPlaceIsNoticed() {
        each((graphs, random) -> {
            Program program = lower(graphs);
            assertNotEquals(Symbols.of(program), Symbols.of(mutated(program, random)));
        });
    }

    /** The program with one operand read from another workspace slot. */
    private static Program mutated(Program program, RandomGenerator random) {
        List<Segment> forward = new ArrayList<>(program.forward());
        int block = random.nextInt(forward.size() - 1) + 1;
        Segment segment = forward.get(block);
        List<Instruction> instructions = new ArrayList<>(segment.instructions());
        int at = random.nextInt(instructions.size());
        while (!(instructions.get(at) instanceof Instruction.Compute)) {
            at = random.nextInt(instructions.size());
        }
        Instruction.Compute compute = (Instruction.Compute) instructions.get(at);
        List<Place> inputs = new ArrayList<>(compute.inputs());
        int input = random.nextInt(inputs.size());
        int slots = program.forwardSlots().size();
        int moved = (((Place.Slot) inputs.get(input)).index() + 1 + random.nextInt(slots - 1)) % slots;
        inputs.set(input, new Place.Slot(moved));
        instructions.set(at, new Instruction.Compute(compute.op(), inputs, compute.outputs()));
        forward.set(block, new Segment(segment.block(), instructions));
        return new Program(
                forward,
                program.forwardSlots(),
                program.residual(),
                program.logits(),
                program.headSlots(),
                program.headInput(),
                program.training());
    }

    @Test
    void operatorsOverwriteExactlyWhatTheyMay() {
        each((graphs, random) -> instructions(lower(graphs))
                .filter(Instruction.Compute.class::isInstance)
                .map(Instruction.Compute.class::cast)
                .forEach(LowerTest::requireAliasing));
    }

    private static void requireAliasing(Instruction.Compute compute) {
        List<Place> outputs = compute.outputs();
        assertEquals(outputs.size(), new HashSet<>(outputs).size(), () -> "outputs share memory: " + compute);
        boolean inPlace = compute.op().aliasing() == Op.Aliasing.IN_PLACE;
        for (int i = 0; i < compute.inputs().size(); i++) {
            for (int o = 0; o < outputs.size(); o++) {
                boolean same = compute.inputs().get(i).equals(outputs.get(o));
                boolean first = i == 0 && o == 0;
                boolean maySum = first && compute.op() instanceof Op.Add;
                assertTrue(same == (first && inPlace) || maySum, () -> "wrong memory shared: " + compute);
            }
        }
    }

    @Test
    void exactlyWhatTrainingReadsIsSavedOnce() {
        each((graphs, random) -> {
            Program program = lower(graphs);
            Set<Place> read = new HashSet<>();
            training(program)
                    .map(Instruction.Compute.class::cast)
                    .forEach(compute -> compute.inputs().stream()
                            .filter(Place.Saved.class::isInstance)
                            .forEach(read::add));
            List<Place> saved = new ArrayList<>();
            program.forward().stream()
                    .flatMap(segment -> segment.instructions().stream())
                    .filter(Instruction.Save.class::isInstance)
                    .forEach(save -> saved.add(((Instruction.Save) save).to()));
            assertEquals(saved.size(), new HashSet<>(saved).size(), "saved once");
            assertEquals(read, new HashSet<>(saved));
            assertEquals(saved.size(), program.training().saved().size());
        });
    }

    @Test
    void segmentsFollowTheBlocks() {
        each((graphs, random) -> {
            Program program = lower(graphs);
            int head = graphs.forward().head();
            assertEquals(
                    IntStream.range(Node.EMBEDDING, head).boxed().toList(),
                    program.forward().stream().map(Segment::block).toList());
            List<Integer> backward =
                    program.training().backward().stream().map(Segment::block).toList();
            int lowest = graphs.pruned().nodes().stream()
                    .filter(node -> node.op().gradientOf().isPresent())
                    .mapToInt(Node::block)
                    .min()
                    .orElseThrow();
            assertEquals(
                    IntStream.rangeClosed(-head, -lowest).map(i -> -i).boxed().toList(), backward);
        });
    }

    @Test
    void aProgramThatOnlyInfersSavesNothing() {
        each((graphs, random) -> {
            Program program = Lower.inference(graphs.forward());
            assertTrue(instructions(program).noneMatch(Instruction.Save.class::isInstance));
            assertEquals(List.of(), program.training().backward());
            assertEquals(List.of(), program.training().backwardSlots());
            assertEquals(Symbols.of(graphs.forward(), graphs.forward()), Symbols.of(program));
        });
    }

    private static Stream<Instruction> training(Program program) {
        return Stream.concat(program.training().loss().stream(), program.training().backward().stream())
                .flatMap(segment -> segment.instructions().stream());
    }

    private static Stream<Instruction> instructions(Program program) {
        Stream<Segment> inference = Stream.concat(program.forward().stream(), Stream.of(program.logits()));
        return Stream.concat(inference.flatMap(segment -> segment.instructions().stream()), training(program));
    }
}
