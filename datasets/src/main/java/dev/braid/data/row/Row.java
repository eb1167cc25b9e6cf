package dev.braid.data.row;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.data.text.Message;
import java.util.List;

/** One row of a dataset, whatever shape it was written in. */
public sealed interface Row {

    /** Text as it is: trained from its first to its end token, without a template. */
    record Text(String text) implements Row {
        public Text {
            if (text.isEmpty()) {
                throw new RowException("text is empty");
            }
        }
    }

    /** A row of a table: its fields by name, whatever they are. */
    record Fields(JsonNode values) implements Row {}

    /** A chat with at least one turn of the assistant, which is what is trained. */
    record Chat(List<Message> messages) implements Row {
        public Chat {
            messages = List.copyOf(messages);
            if (messages.stream()
                    .noneMatch(message ->
                            message.isAssistant() && !message.content().isEmpty())) {
                throw new RowException("no assistant turn with content among " + messages.size() + " messages");
            }
        }
    }
}
