package dev.braid.gpp.rival;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.braid.gpp.formats.GraphFile;
import dev.braid.gpp.formats.PipeDreamProfile;
import dev.braid.gpp.formats.PiperInput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the published planners came to on the inputs they were published with (system property {@code braid.graphs}). */
class PublishedPlansTest {
    private static final Path FOLDER = Path.of(System.getProperty("braid.graphs", "../../shared/graphs"));
    private static final double GIB = 1 << 30;

    @BeforeEach
    void needsTheFolder() {
        Assumptions.assumeTrue(
                Files.isDirectory(FOLDER),
                "skipped: no graphs at " + FOLDER.toAbsolutePath().normalize()
                        + "; name a folder by -Dbraid.graphs=DIR");
    }

    @Test
    void piper() {
        PiperPlan one = piper(80, 8);
        assertEquals(0.123205077, one.secondsPerSample(), 1e-9);
        assertEquals(1, one.stages().size());
        assertEquals(8, one.stages().get(0).degree());
        PiperPlan deep = piper(8, 8);
        assertEquals(0.16585575, deep.secondsPerSample(), 1e-8);
        assertEquals(8, deep.stages().size());
        PiperPlan wide = piper(8, 32);
        assertEquals(0.0416699893, wide.secondsPerSample(), 1e-10);
        assertEquals(14, wide.stages().size());
    }

    private static PiperPlan piper(int gib, int devices) {
        return found(OriginalPiper.plan(bert(gib, devices)));
    }

    @Test
    void twoBw() {
        assertEquals(0.123205077, found(OriginalTwoBw.plan(bert(80, 8))).secondsPerSample(), 1e-9);
        PiperPlan deep = found(OriginalTwoBw.plan(bert(8, 8)));
        assertEquals(0.230978, deep.secondsPerSample(), 1e-6);
        assertEquals(7, deep.stages().size());
        PiperPlan wide = found(OriginalTwoBw.plan(bert(8, 32)));
        assertEquals(0.0515961058, wide.secondsPerSample(), 1e-10);
        assertEquals(5, wide.stages().size());
        assertEquals(6, wide.stages().get(0).degree());
    }

    private static PiperInput bert(int gib, int devices) {
        PiperInput file = assertInstanceOf(PiperInput.class, GraphFile.read(FOLDER.resolve("piper-bert32a100.json")));
        return new PiperInput(devices, gib * GIB, 25 * GIB, 480, file.nodes(), file.edges());
    }

    @Test
    void pipeDreamOnVgg16() {
        PipeDreamPlan plan = pipeDream("vgg16");
        assertEquals(0.672535, plan.totalSeconds(), 1e-6);
        assertEquals(0.205520896, plan.bottleneckSeconds(), 1e-9);
        assertEquals(List.of("0-17 x3", "17-40 x1"), splits(plan));
    }

    @Test
    void pipeDreamOnResnet50() {
        PipeDreamPlan plan = pipeDream("resnet50");
        assertEquals(0.443419, plan.totalSeconds(), 1e-6);
        assertEquals(0.162880924, plan.bottleneckSeconds(), 1e-9);
        assertEquals(List.of("0-142 x2", "142-240 x2"), splits(plan));
    }

    /** The original cuts at states 4, 70 and 95: one of 144 plans with four stages that have this bottleneck. */
    @Test
    void pipeDreamOnGnmt() {
        PipeDreamPlan plan = pipeDream("gnmt");
        assertEquals(0.089416, plan.totalSeconds(), 1e-6);
        assertEquals(0.025868, plan.bottleneckSeconds(), 1e-6);
        assertEquals(4, plan.stages().size());
        assertEquals(99, plan.stages().get(3).to());
    }

    private static PipeDreamPlan pipeDream(String name) {
        Path file = FOLDER.resolve("pipedream-" + name + ".graph.txt");
        PipeDreamProfile profile = assertInstanceOf(PipeDreamProfile.class, GraphFile.read(file));
        return found(OriginalPipeDream.plan(profile, List.of(new PipeDreamLevel(4, 1e9))));
    }

    private static List<String> splits(PipeDreamPlan plan) {
        return plan.stages().stream()
                .map(stage -> stage.from() + "-" + stage.to() + " x" + stage.degree())
                .toList();
    }

    private static <P> P found(OriginalOutcome<P> outcome) {
        return ((OriginalOutcome.Found<P>) outcome).plan();
    }
}
