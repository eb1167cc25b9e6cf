/** Hostile input for everything that is read from outside: mutated files and requests, and what they must end in. */
package dev.braid.submit.fuzz;
