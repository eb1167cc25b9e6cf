package dev.braid.gpp.rival;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.braid.gpp.formats.GraphFile;
import dev.braid.gpp.formats.PipeDreamProfile;
import dev.braid.gpp.formats.PiperInput;
import dev.braid.gpp.rival.PiperOracle.Modes;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two small files from reading to planning: tensor parallelism and recomputation on branches, and a residual block. */
class OwnInputsTest {
    private static GraphFile read(String name) throws URISyntaxException {
        return GraphFile.read(Path.of(OwnInputsTest.class.getResource(name).toURI()));
    }

    @Test
    void piperOnTwoBranches() throws URISyntaxException {
        PiperInput input = assertInstanceOf(PiperInput.class, read("two-branches.json"));
        PiperPlan plan = ((OriginalOutcome.Found<PiperPlan>) OriginalPiper.plan(input)).plan();
        assertEquals(PiperOracle.best(input, Modes.ANY), plan.secondsPerSample(), 1e-12);
        assertEquals(PiperOracle.seconds(input, plan), plan.secondsPerSample(), 1e-12);
        assertEquals(0.018, plan.secondsPerSample(), 1e-12);
        List<PiperPlan.Stage> expected = List.of(
                new PiperPlan.Stage(List.of("10", "40"), 1, 1, List.of("vanilla", "activation recomp")),
                new PiperPlan.Stage(List.of("60", "20", "50", "30"), 2, 2, Collections.nCopies(4, "vanilla")));
        assertEquals(expected, plan.stages());
    }

    @Test
    void pipeDreamOnAResidualBlock() throws URISyntaxException {
        PipeDreamProfile profile = assertInstanceOf(PipeDreamProfile.class, read("residual.graph.txt"));
        PipeDreamLevel level = new PipeDreamLevel(4, 2e9);
        PipeDreamPlan plan =
                ((OriginalOutcome.Found<PipeDreamPlan>) OriginalPipeDream.plan(profile, List.of(level))).plan();
        PipeDreamModel model = PipeDreamModel.of(profile).pruned();
        assertEquals(PipeDreamOracle.bottleneck(model, level), plan.bottleneckSeconds(), 1e-12);
        assertEquals(0.015521504, plan.bottleneckSeconds(), 1e-12);
        List<PipeDreamPlan.Stage> expected = List.of(
                new PipeDreamPlan.Stage(0, 4, 2, List.of("node2", "node3", "node4", "node5")),
                new PipeDreamPlan.Stage(4, 6, 2, List.of("node6", "node7")));
        assertEquals(expected, plan.stages());
    }
}
