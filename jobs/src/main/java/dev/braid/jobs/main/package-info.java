/**
 * The jobs themselves: what the command line and a plain {@code spark-submit --class} start. Puts the parts together,
 * writes results; everything that decides anything is in the packages below.
 */
package dev.braid.jobs.main;
