/** What {@code braid doctor} looks at: one check per fact about this machine. May use gpu-ops and Spark's version. */
package dev.braid.submit.doctor;
