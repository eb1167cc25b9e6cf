/**
 * What the next step does: {@link dev.braid.jobs.sched.StepPlan}, integers only. The scheduler decides, the runner
 * never does. Depends on the JDK alone.
 */
package dev.braid.jobs.sched;
