package dev.braid.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.dl4j.profile.Profiling;
import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of vertex runs alone, and what the clock says becomes its costs. */
class MeasureTest {
    @TempDir
    private Path folder;

    static Stream<SampleNetworks.Sample> samples() {
        return ShapesTest.samples();
    }

    /** The clock goes on by a second whenever it is read: every pass takes one, at either size. */
    @ParameterizedTest
    @MethodSource("samples")
    void aPassThatTakesOneSecondAtAnySizeIsAllLaunch(SampleNetworks.Sample sample) throws IOException {
        Path file = Files.writeString(
                folder.resolve("model.json"), sample.configuration().toJson());
        AtomicLong clock = new AtomicLong();
        Dl4jGraphFile measured = Dl4jGraphFile.measure(
                file, sample.types(), new Profiling(2, 0, 1), () -> clock.addAndGet(1_000_000_000));
        Dl4jGraphFile counted = Dl4jGraphFile.read(file, sample.types());
        assertEquals(counted.graph().edges(), measured.graph().edges());
        for (Operator operator : measured.graph().operators()) {
            assertEquals(new Work.Measured(0, 1), operator.forward(), operator.id());
            double backward = operator.backwardSeconds(1, null);
            assertTrue(backward == 1 || backward == 0 && operator.parameterBytes() == 0, operator.toString());
        }
    }
}
