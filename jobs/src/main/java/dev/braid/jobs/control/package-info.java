/**
 * How the driver reaches executors: messages over HTTP that only holders of the job's secret may send. Spark's own
 * plugin calls go from executor to driver alone. Depends on {@code jobs.engine} and {@code jobs.adapter}; no Spark.
 */
package dev.braid.jobs.control;
