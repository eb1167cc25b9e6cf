package dev.braid.data.sample;

import dev.braid.data.row.DatasetException;
import dev.braid.data.row.Row;
import dev.braid.data.row.RowException;
import dev.braid.data.text.ChatTemplate;
import dev.braid.data.text.ChatText;
import dev.braid.data.text.SpecialTokens;
import dev.braid.data.text.TemplateException;
import dev.braid.data.text.Tokenizer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;

/**
 * Makes rows into tokenized samples. A row that gives no sample is a {@link RowException}. Thread-safe as long as its
 * tokenizer is open.
 */
public final class SampleMaker {
    private final Tokenizer tokenizer;
    private final Optional<ChatTemplate> template;
    private final SampleOptions options;

    /** @param template how chats are written; without one, a chat is an error and texts are fine */
    public SampleMaker(Tokenizer tokenizer, Optional<ChatTemplate> template, SampleOptions options) {
        this.tokenizer = tokenizer;
        this.template = template;
        this.options = options;
    }

    public TokenizedSample make(Row row) {
        TokenizedSample whole = row instanceof Row.Text text ? text(text) : chat((Row.Chat) row);
        if (whole.length() > options.cutoff() && options.overlong() == Overlong.QUARANTINE) {
            throw new RowException("too long: " + whole.length() + " tokens, the cutoff is " + options.cutoff());
        }
        TokenizedSample sample = whole.cut(options.cutoff());
        if (sample.targets() == 0) {
            throw new RowException("all masked after cutoff: none of the first " + sample.length() + " of "
                    + whole.length() + " tokens is trained (cutoff " + options.cutoff() + ")");
        }
        return sample;
    }

    private TokenizedSample text(Row.Text row) {
        int[] ids = tokenizer.encode(row.text(), SpecialTokens.ADD);
        if (tokenizer.endToken().isPresent()) {
            ids = Arrays.copyOf(ids, ids.length + 1);
            ids[ids.length - 1] = tokenizer.endToken().getAsInt();
        }
        BitSet trained = new BitSet();
        trained.set(0, ids.length);
        return TokenizedSample.of(nonEmpty(ids), trained);
    }

    private TokenizedSample chat(Row.Chat row) {
        ChatText text = render(row);
        int[] ids = nonEmpty(tokenizer.encode(text.text(), SpecialTokens.NONE));
        BitSet trained = new BitSet();
        if (options.promptLoss() == PromptLoss.TRAINED) {
            trained.set(0, ids.length);
        } else {
            for (ChatText.Span span : text.spans()) {
                trained.set(tokensOf(text, span.from(), ids), tokensOf(text, span.to(), ids));
            }
        }
        return TokenizedSample.of(ids, trained);
    }

    private ChatText render(Row.Chat row) {
        ChatTemplate chat = template.orElseThrow(() -> new DatasetException(
                "the dataset has chats or prompts and the model folder has no chat template; name a built-in one"
                        + " (chatml, llama3, mistral, alpaca, plain) as spark.braid.data.template"));
        try {
            return chat.renderForTraining(row.messages());
        } catch (TemplateException e) {
            throw new RowException(e.getMessage());
        }
    }

    /**
     * How many of {@code ids} lie before character {@code end}: the tokens that the text up to there has in common with the
     * whole. A token across the border belongs to what follows, as a model that is given the first part would have to say it.
     */
    private int tokensOf(ChatText text, int end, int[] ids) {
        if (end == text.text().length()) {
            return ids.length;
        }
        int[] before = tokenizer.encode(text.text().substring(0, end), SpecialTokens.NONE);
        int common = Arrays.mismatch(before, ids);
        return common < 0 ? ids.length : common;
    }

    private static int[] nonEmpty(int[] ids) {
        if (ids.length == 0) {
            throw new RowException("has no token");
        }
        return ids;
    }
}
