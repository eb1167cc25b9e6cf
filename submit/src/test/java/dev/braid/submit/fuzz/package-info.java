/** Seeded fuzzing of everything that is read from outside, with a small mutator of its own. */
package dev.braid.submit.fuzz;
