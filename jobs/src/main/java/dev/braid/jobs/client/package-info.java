/**
 * A client of the OpenAI endpoints, as users have it: streamed chat answers with their timings, load, and an exam on
 * held-out rows. Depends on the JDK and Jackson alone; knows nothing of the engine.
 */
package dev.braid.jobs.client;
