/**
 * The sidecar: the HTTP server of one engine. A request's life here: body -> {@code openai} record -> tokens ->
 * {@link dev.braid.jobs.serve.Generation}, which hears the engine's tokens one after the other on an executor of its own,
 * decodes them, holds back what may become a stop string and tells a {@link dev.braid.jobs.serve.Reply} -> HTTP. Sees the
 * engine through its service interface alone; sibling of the gateway, which it does not know.
 */
package dev.braid.jobs.serve;
