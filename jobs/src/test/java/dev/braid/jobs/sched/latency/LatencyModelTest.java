package dev.braid.jobs.sched.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The latency function against machines whose time is known. */
class LatencyModelTest {
    private static final ProfileShapes.Room ROOM = new ProfileShapes.Room(512, 64, 4096, 60_000, 1024, 24);

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    /** A machine with jumps, a knee where weights stop being the bound, and attention. */
    private static double nanos(StepLoad load) {
        double batch = load.batchRows() == 0 ? 0 : Math.max(8e6, 0.07e6 * load.batchRows());
        double jumps = (load.prefillRows() > 0 ? 0.4e6 : 0) + (load.forwardRows() > 0 ? 0.9e6 : 0);
        double attention = 30 * load.decodeKeys() + 12.0 * (load.prefillKeys() + load.forwardKeys());
        double head = 0.02e6 * load.headRows() + 0.5e6 * load.headWindows();
        double perWindow = load.backwardWindows() == 0
                ? 0
                : load.backwardWindows() * Math.max(0.35e6, 0.003e6 * load.backwardRows() / load.backwardWindows());
        return 0.2e6 + batch + jumps + attention + head + perWindow + 30.0 * load.backwardKeys();
    }

    private static LatencyModel profiled() {
        LatencyModel model = LatencyModel.unknown();
        model.learn(ProfileShapes.of(ROOM).stream()
                .map(shape -> new LatencyModel.Sample(shape.load(), nanos(shape.load())))
                .toList());
        return model;
    }

    private StepLoad load() {
        StepLoad load = new StepLoad();
        for (int i = random.nextInt(64); i > 0; i--) {
            load.addDecode(1 + random.nextInt(900));
        }
        if (random.nextBoolean()) {
            load.addPrefill(random.nextInt(500), 1 + random.nextInt(300));
        }
        if (random.nextBoolean()) {
            load.addForward(random.nextInt(500), 1 + random.nextInt(300));
        } else if (random.nextBoolean()) {
            int tokens = 1 + random.nextInt(1024);
            for (int i = random.nextInt(20); i >= 0; i--) {
                load.addBackward(1024 - tokens, tokens);
            }
        }
        return load;
    }

    @Test
    void aProfileOfAKnownMachineForetellsStepsThatWereNotProfiled() {
        LatencyModel model = profiled();
        double worst = 0;
        double sum = 0;
        int steps = 2_000;
        for (int i = 0; i < steps; i++) {
            StepLoad load = load();
            if (!load.isEmpty()) {
                double error = Math.abs(model.expected(load) / nanos(load) - 1);
                worst = Math.max(worst, error);
                sum += error;
            }
        }
        assertTrue(sum / steps < 0.06 && worst < 0.35, "mean " + sum / steps + ", worst " + worst + ", seed " + seed);
    }

    @Test
    void moreWorkNeverTakesLess() {
        LatencyModel model = profiled();
        for (int i = 0; i < 500; i++) {
            StepLoad load = load();
            double before = model.nanos(load);
            switch (random.nextInt(5)) {
                case 0 -> load.addDecode(1 + random.nextInt(100));
                case 1 -> load.addPrefill(random.nextInt(100), 1 + random.nextInt(100));
                case 2 -> load.addForward(random.nextInt(100), 1 + random.nextInt(100));
                case 3 -> load.addHead(1 + random.nextInt(100));
                default -> load.addBackward(random.nextInt(100), 1 + random.nextInt(100));
            }
            // A small window among large ones lowers the mean rows of a window: the function may dip by that little.
            assertTrue(model.nanos(load) >= 0.99 * before, "seed " + seed);
        }
    }

    /** Days of decoding on a machine whose steps scatter further up than down, then a kind of step that was rare. */
    @Test
    void longRunsOfOneKindLeaveWhatIsKnownOfOthers() {
        LatencyModel model = profiled();
        StepLoad decode = new StepLoad();
        decode.addDecode(100);
        for (int i = 0; i < 2_000_000; i++) {
            double slowdown = random.nextInt(5) == 0 ? 1 + random.nextDouble() : 1;
            model.observe(decode, (long) (slowdown * nanos(decode)));
        }
        StepLoad mixed = new StepLoad();
        mixed.addDecode(100);
        mixed.addPrefill(0, 200);
        mixed.addForward(0, 100);
        for (StepLoad load : List.of(decode, mixed)) {
            double ratio = model.expected(load) / nanos(load);
            assertTrue(ratio > 0.7 && ratio < 1.6, "expected " + ratio + " times the time, seed " + seed);
        }
    }

    @Test
    void aShiftOfSpeedIsLearnedWithinAFewSteps() {
        LatencyModel model = profiled();
        for (int i = 0; i < 400; i++) {
            StepLoad load = load();
            model.observe(load, (long) (nanos(load) * (0.98 + 0.04 * random.nextDouble())));
        }
        StepLoad probe = new StepLoad();
        probe.addDecode(100);
        probe.addForward(0, 200);
        double before = model.nanos(probe);
        assertTrue(before > 0.95 * nanos(probe) && before < 1.3 * nanos(probe), "seed " + seed);
        for (int i = 0; i < 8; i++) {
            StepLoad load = load();
            model.observe(load, (long) (2 * nanos(load)));
        }
        double ratio = model.expected(probe) / nanos(probe);
        assertTrue(ratio > 1.8 && ratio < 2.4, "expects " + ratio + " times the time, seed " + seed);
        for (int i = 0; i < 300; i++) {
            StepLoad load = load();
            model.observe(load, (long) (2 * nanos(load)));
        }
        assertEquals(2, model.expected(probe) / nanos(probe), 0.2, "seed " + seed);
    }

    @Test
    void coefficientsMakeTheSameFunctionAgain() {
        LatencyModel model = profiled();
        LatencyModel again = LatencyModel.of(model.coefficients());
        StepLoad load = load();
        assertEquals(model.nanos(load), again.nanos(load));
    }

    @Test
    void shapesStayWithinTheRoom() {
        for (int i = 0; i < 200; i++) {
            int batch = 3 + random.nextInt(600);
            int context = 2 + random.nextInt(3000);
            ProfileShapes.Room room = new ProfileShapes.Room(
                    batch,
                    1 + random.nextInt(batch - 2),
                    context,
                    1 + random.nextInt(20_000),
                    random.nextInt(1 + context),
                    random.nextInt(30));
            for (ProfileShape shape : ProfileShapes.of(room)) {
                assertTrue(
                        shape.load().batchRows() <= batch && shape.decodeRows() <= room.sequences(), room.toString());
                assertTrue(shape.decodeKeys() <= Math.min(context, room.poolTokens()), room.toString());
                assertTrue(end(shape.forward()) <= room.sampleTokens(), room.toString());
                assertTrue(end(shape.backward()) <= room.sampleTokens() && shape.layers() <= room.layers());
                assertTrue(end(shape.prefill()) <= context, room.toString());
            }
        }
    }

    private static int end(ProfileShape.Window window) {
        return window.from() + window.tokens();
    }
}
