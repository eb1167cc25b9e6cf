/** Devices, streams, memory and kernels: everything that touches numbers. No Spark, no DL4J. */
package dev.braid.ops;
