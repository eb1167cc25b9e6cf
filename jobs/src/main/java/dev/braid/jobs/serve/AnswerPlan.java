package dev.braid.jobs.serve;

import dev.braid.jobs.engine.GenerationRequest;

/**
 * One answer that a request asks for.
 *
 * @param text decoder of this answer alone
 * @param echo what the answer begins with, often empty
 */
record AnswerPlan(GenerationRequest request, AnswerText text, String echo) {}
