/** The memory plan of {@code braid plan-memory}: what is asked for, and the plan as a table and as JSON. */
package dev.braid.submit.memory;
