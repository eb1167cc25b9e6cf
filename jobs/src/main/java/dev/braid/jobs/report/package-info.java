/**
 * What a run looked like: {@link dev.braid.jobs.report.RunReport}, its figures as JSON and a self-contained page.
 * Depends on the JDK and Jackson alone.
 */
package dev.braid.jobs.report;
