/**
 * What the project's two HTTP servers, sidecar and gateway, have in common: the address they listen on, who may ask,
 * errors as OpenAI bodies, server-sent events, Prometheus text. Depends on Armeria and {@code openai}.
 */
package dev.braid.jobs.http;
