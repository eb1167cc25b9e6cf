/**
 * Tables: rows of numbers for models with named inputs and labels, in fixed-width shards that any worker reads any row
 * of. Knows no Spark; {@code data.spark} writes the shards.
 */
package dev.braid.data.table;
