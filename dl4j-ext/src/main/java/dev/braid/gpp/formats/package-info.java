/**
 * Files that hold a model's graph with costs: Braid's own JSON, Piper's input and PipeDream's profile. What a file is
 * shows in its content. Needs the cost model and Jackson.
 */
package dev.braid.gpp.formats;
