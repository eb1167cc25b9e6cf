/**
 * Datasets as Spark jobs: rows read in tasks, tokenized, shuffled by a seed, packed and written as indexed shards, none of
 * which passes through the driver. The only package of this module that sees Spark and Hadoop; may depend on every other.
 * What travels between tasks is bytes and text, so that any serializer setting works.
 */
package dev.braid.data.spark;
