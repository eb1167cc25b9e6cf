package dev.braid.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.model.bypass.Bypasses;
import dev.braid.model.decoder.Adapters;
import dev.braid.model.decoder.BaseParameters;
import dev.braid.model.decoder.DecoderGraph;
import dev.braid.model.decoder.TrainingMethod;
import dev.braid.model.files.Family;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.files.TargetModules;
import dev.braid.model.graph.Param;
import dev.braid.model.program.AdapterShape;
import dev.braid.model.program.TrainableLayout;
import dev.braid.ops.CpuKernels;
import dev.braid.ops.device.CpuStream;
import dev.braid.ops.math.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Gradients of random decoders against fourth-order differences of the loss, one direction for each parameter matrix,
 * with kernels that accumulate in double. Tensors between operators are f32, which bounds what differences can show.
 */
class FiniteDifferenceTest {
    private static final int TOKENS = 9;
    private static final int BOTTLENECK_ROUNDS = 5;
    private static final int KINKED_SHARE = 20;
    private static final double STEP = 6e-3;
    private static final double RELATIVE = 0.01;
    private static final double ABSOLUTE = 6e-3;
    private static final CoServing.Setting EXACT =
            new CoServing.Setting(1, CpuStream.Mode.IMMEDIATE, device -> CpuKernels.oracle(Precision.DOUBLE));

    @ParameterizedTest
    @EnumSource(Family.class)
    void everyParameter(Family family) {
        long seed = System.nanoTime();
        RandomGenerator random = new SplittableRandom(seed);
        ModelConfig config = TinyDecoder.config(random, family);
        check(seed, random, TinyDecoder.of(random, config, List.of(), new TrainingMethod.Full()));
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void adaptersOnAnyLinears(Family family) {
        for (int round = 0; round < 3; round++) {
            long seed = System.nanoTime();
            RandomGenerator random = new SplittableRandom(seed);
            ModelConfig config = TinyDecoder.config(random, family);
            Set<String> modules = new TreeSet<>(Bypasses.modules(DecoderGraph.forward(config)));
            double share = random.nextDouble();
            modules.removeIf(module -> random.nextDouble() > share);
            modules.add("model.layers." + random.nextInt(config.layers()) + ".mlp.down_proj");
            check(seed, random, adapter(random, config, modules));
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void vectorsOnAnyLinears(Family family) {
        for (int round = 0; round < 3; round++) {
            long seed = System.nanoTime();
            RandomGenerator random = new SplittableRandom(seed);
            check(seed, random, otherKind(random, TinyDecoder.config(random, family), TinyDecoder.Kind.IA3));
        }
    }

    /**
     * A difference that straddles the kink of a ReLU is off. One kink lies on one side, so the slope towards the other
     * side is right; kinks on both sides happen to few.
     */
    @ParameterizedTest
    @EnumSource(Family.class)
    void bottlenecksOnAnyLinears(Family family) {
        List<String> off = new ArrayList<>();
        int entries = 0;
        for (int round = 0; round < BOTTLENECK_ROUNDS; round++) {
            long seed = System.nanoTime();
            RandomGenerator random = new SplittableRandom(seed);
            TinyDecoder decoder = otherKind(random, TinyDecoder.config(random, family), TinyDecoder.Kind.BOTTLENECK);
            for (Comparison comparison : compare(random, decoder)) {
                entries++;
                if (!comparison.holdsOnOneSide()) {
                    off.add(comparison + ", seed " + seed + ", " + decoder);
                }
            }
        }
        assertTrue(off.size() <= entries / KINKED_SHARE, off::toString);
    }

    private static TinyDecoder otherKind(RandomGenerator random, ModelConfig config, TinyDecoder.Kind kind) {
        AdapterShape shape = TinyDecoder.shape(random, config, kind);
        return TinyDecoder.of(random, config, List.of(shape), new TrainingMethod.Adapter(shape, 0));
    }

    private static TinyDecoder adapter(RandomGenerator random, ModelConfig config, Set<String> modules) {
        AdapterShape shape =
                TinyDecoder.shape(config, 1 + random.nextInt(3), new TargetModules.Suffixes(new TreeSet<>(modules)));
        float dropout = random.nextInt(2) * 0.3f;
        return TinyDecoder.of(random, config, List.of(shape), new TrainingMethod.Adapter(shape, dropout));
    }

    private static void check(long seed, RandomGenerator random, TinyDecoder decoder) {
        for (Comparison comparison : compare(random, decoder)) {
            assertEquals(
                    comparison.central(),
                    comparison.actual(),
                    comparison.tolerance(),
                    () -> comparison + ", seed " + seed + ", " + decoder);
        }
    }

    private static List<Comparison> compare(RandomGenerator random, TinyDecoder decoder) {
        Workload work = new Workload(List.of(), Workload.sample(random, decoder, TOKENS));
        Workload.Results results = CoServing.alone(decoder, work, EXACT);
        List<Comparison> comparisons = new ArrayList<>();
        for (TrainableLayout.Entry entry : decoder.compile().layout().entries()) {
            double norm = norm(results.gradient(), entry);
            double[] direction = direction(random, results.gradient(), entry, norm);
            double actual = 0;
            for (int i = 0; i < direction.length; i++) {
                actual += results.gradient()[entry.offset() + i] * direction[i];
            }
            // A steep loss needs a short step to stay smooth, and shows through rounding at one.
            double step = STEP / Math.max(1, norm);
            double[] losses = new double[5];
            for (int i = 0; i < losses.length; i++) {
                losses[i] = loss(decoder, work, entry, direction, (i - 2) * step);
            }
            comparisons.add(new Comparison(entry.param(), actual, losses, step, RELATIVE * norm + ABSOLUTE));
        }
        return comparisons;
    }

    /** One parameter's gradient along a direction, and the loss at steps -2 to 2 along it. */
    private record Comparison(Param param, double actual, double[] losses, double step, double tolerance) {
        double central() {
            return (8 * (losses[3] - losses[1]) - (losses[4] - losses[0])) / (12 * step);
        }

        boolean holdsOnOneSide() {
            double ahead = (4 * losses[3] - 3 * losses[2] - losses[4]) / (2 * step);
            double behind = -(4 * losses[1] - 3 * losses[2] - losses[0]) / (2 * step);
            return DoubleStream.of(central(), ahead, behind).anyMatch(slope -> Math.abs(slope - actual) <= tolerance);
        }

        @Override
        public String toString() {
            return param + " has slope " + actual + " but " + central() + " from losses " + Arrays.toString(losses);
        }
    }

    private static double norm(float[] gradient, TrainableLayout.Entry entry) {
        double squares = 0;
        for (int i = 0; i < entry.param().count(); i++) {
            squares += gradient[entry.offset() + i] * (double) gradient[entry.offset() + i];
        }
        return Math.sqrt(squares);
    }

    /** A unit vector between the gradient and a random direction: large where the gradient is, blind nowhere. */
    private static double[] direction(
            RandomGenerator random, float[] gradient, TrainableLayout.Entry entry, double norm) {
        double[] direction = new double[(int) entry.param().count()];
        double scale = 1 / (norm + 1e-6);
        double spread = 1 / Math.sqrt(direction.length);
        double sum = 0;
        for (int i = 0; i < direction.length; i++) {
            direction[i] = gradient[entry.offset() + i] * scale + random.nextGaussian() * spread;
            sum += direction[i] * direction[i];
        }
        for (int i = 0; i < direction.length; i++) {
            direction[i] /= Math.sqrt(sum);
        }
        return direction;
    }

    private static double loss(
            TinyDecoder decoder, Workload work, TrainableLayout.Entry entry, double[] direction, double by) {
        return CoServing.loss(decoder.moved(entry, direction, by), work, EXACT);
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void anAdapterThatIsNothingYetHasTheGradientOfItsB(Family family) {
        RandomGenerator random = new SplittableRandom(5);
        ModelConfig config = TinyDecoder.config(random, family);
        TinyDecoder decoder = adapter(random, config, Set.of("model.layers.0.self_attn.q_proj"));
        AdapterShape shape = decoder.slots().get(0);
        float[] initial = Adapters.initial(shape, 3);
        TinyDecoder fresh = new TinyDecoder(
                config, decoder.slots(), decoder.method(), BaseParameters.initial(config, 3), List.of(initial));
        Workload work = new Workload(List.of(), Workload.sample(random, fresh, TOKENS));
        float[] gradient = CoServing.alone(fresh, work, EXACT).gradient();
        for (TrainableLayout.Entry entry : shape.layout().entries()) {
            boolean isB =
                    entry.param().equals(((AdapterShape.Lora) shape.bypasses().get(0)).b());
            double norm = 0;
            for (int i = 0; i < entry.param().count(); i++) {
                norm += Math.abs(gradient[entry.offset() + i]);
            }
            assertTrue(isB == norm > 0, entry.param() + " has gradient norm " + norm);
        }
    }
}
