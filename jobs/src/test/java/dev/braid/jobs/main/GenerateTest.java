package dev.braid.jobs.main;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.braid.ops.sampling.SamplingParams;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Known greedy texts of a real model (system property {@code braid.models}), llama2.c's stories260K. */
class GenerateTest {
    private static final Path MODEL = Path.of(System.getProperty("braid.models", "../../shared/models"), "stories260K");

    @BeforeEach
    void needsTheModel() {
        Assumptions.assumeTrue(
                Files.isDirectory(MODEL),
                "skipped: no model at " + MODEL.toAbsolutePath().normalize()
                        + "; name its folder by -Dbraid.models=DIR");
    }

    private static String greedy(String prompt, int tokens) {
        return Generate.run(new Generate.Request(MODEL, Optional.empty(), prompt, tokens, SamplingParams.greedy(), 2));
    }

    @Test
    void continuesTheEmptyPrompt() {
        assertEquals("""
                Once upon a time, there was a little girl named Lily. She loved to play outside in the park. \
                One day, she saw a big, red ball. She wanted to play with it, but it was too high.
                Lily's mom said, "Lily, let's go to the park." Lily was sad and didn't know what to do. She said, \
                "I want to play with your ball, but I can't find it."
                Lily was sad and didn't know what to do. She said, "I'm sorry, Lily. I didn't know what to do."
                Lily didn't want to help her mom, so she""", greedy("", 200));
    }

    @Test
    void continuesAWord() {
        assertEquals(
                "Zoo was a little girl named Lily. She loved to play outside in the park. One day, she saw a big, red"
                        + " ball. She wanted to play with it, but she didn't want to play with",
                greedy("Zoo", 57));
    }
}
