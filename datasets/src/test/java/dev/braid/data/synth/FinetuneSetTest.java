package dev.braid.data.synth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the bundled finetuning rows promise. */
final class FinetuneSetTest {
    private static final FinetuneSet SET =
            FinetuneSet.generate(BundledRecipe.SEED, BundledRecipe.TRAIN_ROWS, BundledRecipe.HELDOUT_ROWS);

    @Test
    void heldOutRowsAskWhatNoTrainingRowAsks() {
        Set<String> trained = SET.train().stream().map(FinetuneRow::asked).collect(Collectors.toSet());
        List<String> repeated = SET.heldout().stream()
                .map(FinetuneRow::asked)
                .filter(trained::contains)
                .toList();
        assertEquals(List.of(), repeated);
    }

    @Test
    void rowsAreAllDifferent() {
        Set<String> prompts = new HashSet<>();
        SET.train().forEach(row -> assertTrue(prompts.add(row.prompt()), row.prompt()));
        SET.heldout().forEach(row -> assertTrue(prompts.add(row.prompt()), row.prompt()));
        assertEquals(1350, prompts.size());
    }

    @Test
    void answersFollowFromThePrompt() {
        for (FinetuneRow row : SET.heldout()) {
            String copied = row.answer()
                    .substring("Aye, captain: ".length(), row.answer().length() - 1);
            assertTrue(row.prompt().contains(copied), row.toString());
        }
    }

    @Test
    void committedFilesAreWhatTheRecipeWrites(@TempDir Path folder) throws Exception {
        BundledRecipe.writeFinetuneSet(folder);
        for (String file : List.of("train.jsonl", "heldout.jsonl")) {
            assertEquals(
                    Files.readString(Path.of("data/finetune", file)), Files.readString(folder.resolve(file)), file);
        }
    }

    @Test
    void otherSeedGivesOtherRows() {
        assertTrue(!FinetuneSet.generate(1, 10, 2).train().equals(SET.train().subList(0, 10)));
    }
}
