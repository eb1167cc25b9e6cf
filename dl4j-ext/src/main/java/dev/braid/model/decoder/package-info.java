/**
 * The decoder family (Llama, Mistral, Qwen2, Qwen3) as an operator graph, its weights on a device, and
 * {@link dev.braid.model.decoder.DecoderModel}, which ties configuration, adapters and training method to a program.
 * The only place that knows both files and graphs.
 */
package dev.braid.model.decoder;
