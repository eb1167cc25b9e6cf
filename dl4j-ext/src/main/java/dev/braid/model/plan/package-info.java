/**
 * What training takes of a device, computed from graphs and programs without weights: {@link
 * dev.braid.model.plan.MemoryPlan} after each compiler pass and for each operator, and the shapes of
 * {@link dev.braid.model.plan.KnownModels well-known models}. Depends on {@code model.decoder} and what lies below.
 */
package dev.braid.model.plan;
