package dev.braid.data.spark;

import dev.braid.data.text.ChatTemplate;
import dev.braid.data.text.TokenizerFolder;
import java.io.Serializable;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Which chat template writes the rows.
 *
 * @param name {@code model} for the template of the model's folder, or the name of a built-in one
 * @param date what a template takes for today; fixed, so that a dataset packed tomorrow is the same
 */
public record TemplateChoice(String name, LocalDate date) implements Serializable {
    public static final String OF_THE_MODEL = "model";

    /** The date that Llama 3's own template falls back to. */
    public static final LocalDate DEFAULT_DATE = LocalDate.of(2024, 7, 26);

    public static TemplateChoice named(String name) {
        return new TemplateChoice(name, DEFAULT_DATE);
    }

    public static TemplateChoice ofTheModel() {
        return named(OF_THE_MODEL);
    }

    /** The template; empty if the model's folder has none, which only matters to rows that need one. */
    public Optional<ChatTemplate> load(TokenizerFolder folder) {
        Instant noon = date.atTime(12, 0).toInstant(ZoneOffset.UTC);
        Clock clock = Clock.fixed(noon, ZoneOffset.UTC);
        if (!name.equals(OF_THE_MODEL)) {
            return Optional.of(ChatTemplate.named(name, folder, clock));
        }
        return ChatTemplate.isIn(folder) ? Optional.of(ChatTemplate.of(folder, clock)) : Optional.empty();
    }
}
