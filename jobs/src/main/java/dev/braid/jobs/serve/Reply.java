package dev.braid.jobs.serve;

import dev.braid.jobs.openai.ApiException;
import dev.braid.jobs.openai.Usage;

/**
 * The client's side of a generation: hears what happens and answers over HTTP. Called by one thread at a time. Exactly one
 * of {@link #complete} and {@link #fail} comes last, unless the client has gone.
 */
interface Reply {
    void begin(int choice);

    void piece(int choice, Piece piece);

    void end(int choice, String finishReason);

    void complete(Usage usage);

    void fail(ApiException error);
}
