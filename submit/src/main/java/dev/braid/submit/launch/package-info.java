/** How a JVM is started for a command: the distribution, its class path, Spark's options. Uses Spark's launcher only. */
package dev.braid.submit.launch;
