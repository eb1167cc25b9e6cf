package dev.braid.data.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.braid.data.row.RowParser;
import dev.braid.data.sample.Overlong;
import dev.braid.data.sample.PromptLoss;
import dev.braid.data.sample.SampleMaker;
import dev.braid.data.sample.SampleOptions;
import dev.braid.data.sample.TokenizedSample;
import dev.braid.data.text.ChatTemplate;
import dev.braid.data.text.TestTokenizers;
import dev.braid.data.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PreviewTest {

    @Test
    void maskedTokensAreMarked(@TempDir Path folder) throws IOException {
        try (Tokenizer tokenizer = new Tokenizer(TestTokenizers.tiny())) {
            ChatTemplate template = ChatTemplate.of(TestTokenizers.tiny(), Clock.systemUTC());
            SampleMaker maker = new SampleMaker(
                    tokenizer, Optional.of(template), new SampleOptions(48, Overlong.TRUNCATE, PromptLoss.MASKED));
            List<TokenizedSample> samples = List.of(
                    maker.make(new RowParser(Optional.empty()).parse("{\"prompt\":\"Who?\",\"completion\":\"Tom.\"}")),
                    maker.make(new RowParser(Optional.empty()).parse("{\"text\":\"Mia\"}")));
            LocalShardStore store = new LocalShardStore(folder);
            ShardEntry entry = PackedShard.write(store, "a", new Packer(64, Packing.PACKED).pack(samples));
            new ShardIndex(1, 64, 0, "", "", List.of(entry)).write(store);
            StringBuilder out = new StringBuilder();
            new Preview(tokenizer, Preview.Marking.QUOTES).write(PackedDataset.open(store), 9, out);
            assertEquals("""
                    sample 1, 8 tokens: ‹<|bos|><|user|> Who?<|assistant|>› Tom.<|eos|>

                    sample 2, 3 tokens: ‹<|bos|>› Mia<|eos|>

                    """, out.toString());
        }
    }
}
