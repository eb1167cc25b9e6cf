/** Grouped LoRA: one batch whose token rows use different adapters, of different ranks, or none. */
package dev.braid.ops.lora;
