/** When and where it is computed: scheduler, engine, training, serving and the Spark jobs. */
package dev.braid.jobs;
