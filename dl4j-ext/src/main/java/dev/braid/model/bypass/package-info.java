/**
 * Bypass networks as graph edits (FlexLLM's formulation): each reads one backbone tensor and adds to one, or, as (IA)3
 * does, multiplies one, which is adding a multiple of it. Depends on {@code model.graph}.
 */
package dev.braid.model.bypass;
