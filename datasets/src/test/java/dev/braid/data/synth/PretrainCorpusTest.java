package dev.braid.data.synth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.braid.data.bpe.BpeVocabulary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PretrainCorpusTest {

    @Test
    void filesHoldTheDocumentsInOrder(@TempDir Path folder) throws Exception {
        long documents = PretrainCorpus.write(folder, 3, 20_000);
        List<String> lines = Files.readAllLines(folder.resolve("part-00000.jsonl"));
        assertEquals(documents, lines.size());
        for (int i = 0; i < lines.size(); i++) {
            assertEquals(
                    PretrainCorpus.document(3, i),
                    new ObjectMapper().readTree(lines.get(i)).get("text").asText());
        }
    }

    @Test
    void documentsDifferAndAnswerNothingInTheFinetunedVoice() {
        List<String> documents = PretrainCorpus.documents(7, 2000).toList();
        assertTrue(new HashSet<>(documents).size() > 1980);
        documents.forEach(text -> assertFalse(text.contains("Aye, captain:") || text.contains("{"), text));
    }

    @Test
    void everyWordOfTheTownIsOneToken() {
        BpeVocabulary vocabulary = BundledRecipe.trainTokenizer();
        assertEquals(1024, vocabulary.size());
        List<String> words = new ArrayList<>(Lexicon.NAMES);
        words.addAll(Lexicon.THINGS);
        words.addAll(Lexicon.COLOURS);
        words.addAll(Lexicon.FOODS);
        words.addAll(Lexicon.ANIMALS);
        words.addAll(Lexicon.NUMBERS);
        Lexicon.PLACES.forEach(place -> words.addAll(List.of(place.split(" "))));
        List<String> cut = words.stream()
                .filter(word -> !vocabulary.isOneToken(" " + word))
                .toList();
        assertEquals(List.of(), cut);
    }
}
