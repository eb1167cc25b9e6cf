package dev.braid.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Compares every case of a goldens folder (system property {@code braid.goldens}) with what the reference
 * implementations computed: logits, greedy tokens, adapters, gradients, the AdamW curve.
 */
class GoldensTest {
    @TestFactory
    Stream<DynamicTest> everyCase() throws IOException {
        Path folder = Path.of(System.getProperty("braid.goldens", "../../shared/goldens"));
        Assumptions.assumeTrue(
                Files.isDirectory(folder),
                "skipped: no goldens at " + folder.toAbsolutePath().normalize()
                        + "; name a folder by -Dbraid.goldens=DIR");
        List<Path> cases;
        try (Stream<Path> entries = Files.list(folder)) {
            cases = entries.filter(entry -> Files.exists(entry.resolve("case.json")))
                    .sorted()
                    .toList();
        }
        assertTrue(!cases.isEmpty(), "no case folder in " + folder);
        return cases.stream()
                .map(path -> DynamicTest.dynamicTest(path.getFileName().toString(), () -> check(path)));
    }

    private static void check(Path folder) throws IOException {
        JsonNode json = new ObjectMapper().readTree(folder.resolve("case.json").toFile());
        GoldenCase golden = new GoldenCase(folder);
        GoldenErrors errors = new GoldenErrors();
        golden.base(errors);
        golden.full(errors);
        for (var names = json.path("adapters").fieldNames(); names.hasNext(); ) {
            String adapter = names.next();
            golden.adapter(adapter, errors);
            if (json.path("adapters").path(adapter).path("steps").asInt() > 0) {
                golden.curve(adapter, errors);
            }
        }
        System.out.println(folder.getFileName() + ": " + errors);
        assertArrayEquals(golden.expectedGreedy(), golden.greedy(), "greedy tokens");
        errors.requireWithinTolerance();
    }
}
