package dev.braid.data.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.data.row.DatasetException;
import dev.braid.data.row.RowException;
import dev.braid.data.row.RowParser;
import dev.braid.data.text.ChatTemplate;
import dev.braid.data.text.DecodedSpecials;
import dev.braid.data.text.TestTokenizers;
import dev.braid.data.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SampleMakerTest {
    private static final String CHAT = """
            {"messages":[{"role":"system","content":"S."},{"role":"user","content":"Who has it?"},\
            {"role":"assistant","content":"Tom."},{"role":"user","content":"And now?"},{"role":"assistant","content":"Mia has."}]}""";

    private final Tokenizer tokenizer = new Tokenizer(TestTokenizers.tiny());
    private final RowParser parser = new RowParser(Optional.empty());

    @AfterEach
    void close() {
        tokenizer.close();
    }

    @Test
    void onlyWhatTheAssistantSaysIsTrained() {
        TokenizedSample sample =
                maker("", 100, Overlong.TRUNCATE, PromptLoss.MASKED).make(parser.parse(CHAT));
        assertEquals(" Tom.<|eos|> Mia has.<|eos|>", trained(sample));
    }

    @ParameterizedTest
    @ValueSource(strings = {"chatml", "llama3", "alpaca", "plain", "mistral"})
    void everyTemplateMasksAllButTheAssistant(String template) {
        String chat = CHAT.replace("{\"role\":\"system\",\"content\":\"S.\"},", "");
        TokenizedSample sample =
                maker(template, 400, Overlong.TRUNCATE, PromptLoss.MASKED).make(parser.parse(chat));
        String said = trained(sample).replaceAll("<\\|im_end\\|>\n|<\\|eot_id\\|>|<\\|eos\\|>", "|");
        assertEquals("Tom.|Mia has.|", said.replaceAll("\\| *", "|").strip());
    }

    @Test
    void promptsAreTrainedWhenAsked() {
        TokenizedSample sample =
                maker("", 100, Overlong.TRUNCATE, PromptLoss.TRAINED).make(parser.parse(CHAT));
        assertEquals(sample.length() - 1, sample.targets());
    }

    @Test
    void textIsTrainedToItsEndToken() {
        TokenizedSample sample =
                maker("", 100, Overlong.TRUNCATE, PromptLoss.MASKED).make(parser.parse("{\"text\":\"Mia has it.\"}"));
        assertEquals(" Mia has it.<|eos|>", trained(sample));
    }

    @Test
    void theCutoffCutsTheEnd() {
        SampleMaker maker = maker("", 12, Overlong.TRUNCATE, PromptLoss.MASKED);
        TokenizedSample sample = maker.make(parser.parse(CHAT));
        assertEquals(12, sample.length());
        assertEquals(TokenizedSample.IGNORED, sample.labels()[11]);
    }

    @Test
    void rowsWithoutTrainedTokensAreRefused() {
        RowException masked = assertThrows(
                RowException.class,
                () -> maker("", 5, Overlong.TRUNCATE, PromptLoss.MASKED).make(parser.parse(CHAT)));
        RowException tooLong = assertThrows(
                RowException.class,
                () -> maker("", 5, Overlong.QUARANTINE, PromptLoss.MASKED).make(parser.parse(CHAT)));
        assertTrue(masked.getMessage().contains("all masked after cutoff"), masked.getMessage());
        assertTrue(tooLong.getMessage().contains("too long"), tooLong.getMessage());
    }

    @Test
    void aChatWithoutATemplateIsAnErrorOfTheDataset() {
        SampleMaker maker = new SampleMaker(
                tokenizer, Optional.empty(), new SampleOptions(9, Overlong.TRUNCATE, PromptLoss.MASKED));
        assertTrue(assertThrows(DatasetException.class, () -> maker.make(parser.parse(CHAT)))
                .getMessage()
                .contains("no chat template"));
    }

    @Test
    void bundledRowsHaveAtMost48Tokens() throws IOException {
        SampleMaker maker = maker("", 48, Overlong.QUARANTINE, PromptLoss.MASKED);
        int rows = 0;
        for (String file : new String[] {"train.jsonl", "heldout.jsonl"}) {
            for (String line : Files.readAllLines(Path.of("data/finetune", file))) {
                String trained = trained(maker.make(parser.parse(line)));
                assertTrue(trained.startsWith(" Aye, captain: ") && trained.endsWith(".<|eos|>"), trained);
                rows++;
            }
        }
        assertEquals(1350, rows);
    }

    private SampleMaker maker(String template, int cutoff, Overlong overlong, PromptLoss promptLoss) {
        ChatTemplate chat = template.isEmpty()
                ? ChatTemplate.of(TestTokenizers.tiny(), Clock.systemUTC())
                : ChatTemplate.named(template, TestTokenizers.tiny(), Clock.systemUTC());
        return new SampleMaker(tokenizer, Optional.of(chat), new SampleOptions(cutoff, overlong, promptLoss));
    }

    private String trained(TokenizedSample sample) {
        int[] targets = Arrays.stream(sample.labels())
                .filter(label -> label != TokenizedSample.IGNORED)
                .toArray();
        String text = tokenizer.decode(targets, DecodedSpecials.KEEP);
        return text.startsWith(" ") ? text : " " + text;
    }
}
