package dev.braid.model.files;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.function.Executable;

/** An assertion that something is refused with a message that contains all given parts. */
final class Refusals {
    private Refusals() {}

    static void assertRefused(Executable action, String... parts) {
        String message = assertThrows(ModelFileException.class, action).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "expected \"" + part + "\" in: " + message);
        }
    }
}
