/**
 * The real engine and scheduler over devices that only take time: {@link dev.braid.jobs.simulate.EmulatedStepRunner}
 * stands for the device, {@link dev.braid.jobs.simulate.Machine} says how long a step takes,
 * {@link dev.braid.jobs.simulate.Pace} whether that time is waited for. {@link dev.braid.jobs.simulate.Fleet} plays a
 * trace on many. Uses the engine and what is below it.
 */
package dev.braid.jobs.simulate;
