/** Which KV pages belong to whom. Depends on the JDK alone. */
package dev.braid.jobs.sched.pages;
