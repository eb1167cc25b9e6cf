/**
 * What a run looked like: {@link dev.braid.jobs.report.RunReport}, its figures as JSON and a self-contained page; what
 * policies of co-serving and plans of graph pipelines look like beside each other. Depends on the planner, the JDK and
 * Jackson alone.
 */
package dev.braid.jobs.report;
