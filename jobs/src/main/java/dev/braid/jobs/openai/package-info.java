/**
 * The OpenAI wire format: requests read from JSON with every field checked, responses as records, errors. Knows neither
 * engine nor server; depends on the JDK and Jackson.
 */
package dev.braid.jobs.openai;
