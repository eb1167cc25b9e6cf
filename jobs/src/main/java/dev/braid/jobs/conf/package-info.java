/**
 * The typed keys {@code spark.braid.*} and the validated configuration that is read from them.
 *
 * <p>{@code *Keys} classes are the tables of keys, one per part of the system; {@link dev.braid.jobs.conf.BraidConf}
 * reads a map of strings against them. docs/configuration.md is written from the same tables. Needs the JDK alone; only
 * {@code jobs.main}, {@code jobs.spark} and the command line read configuration, lower packages take validated records.
 */
package dev.braid.jobs.conf;
