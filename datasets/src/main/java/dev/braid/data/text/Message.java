package dev.braid.data.text;

import java.io.Serializable;
import java.util.Objects;

/**
 * One turn of a chat.
 *
 * @param role {@code system}, {@code user}, {@code assistant} or what else the template knows
 * @param content what is said; may be empty
 */
public record Message(String role, String content) implements Serializable {
    public static final String ASSISTANT = "assistant";

    public Message {
        Objects.requireNonNull(content, "content of a message");
        if (role == null || role.isBlank()) {
            throw new IllegalArgumentException(
                    "role of a message is " + (role == null ? "missing" : "empty") + "; use system, user or assistant");
        }
    }

    public boolean isAssistant() {
        return role.equals(ASSISTANT);
    }
}
