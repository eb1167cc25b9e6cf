/**
 * Bypass networks as graph edits (FlexLLM's formulation): each reads one backbone tensor and adds to one. Depends on
 * {@code model.graph}.
 */
package dev.braid.model.bypass;
