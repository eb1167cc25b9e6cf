package dev.braid.jobs.engine;

import java.util.List;

/** The engine as those see it who want tokens from it. Thread-safe. */
public interface InferenceService {
    /**
     * Queues a request.
     *
     * @throws RequestRejectedException at once when it can never be served or the queue is full
     */
    GenerationHandle submit(GenerationRequest request, GenerationListener listener);

    /** The base model and the adapters that can be asked for now, base first. */
    List<ServedModel> models();

    /** Tokens of prompt and output that a sequence may have. */
    int maxContext();

    EngineStatus status();
}
