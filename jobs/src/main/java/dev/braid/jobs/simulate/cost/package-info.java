/**
 * How long steps take on machines that are not here: {@link dev.braid.jobs.simulate.cost.RooflineCost} computes it from
 * data sheets and stated efficiencies, {@link dev.braid.jobs.simulate.cost.MeasuredCost} interpolates a measured table.
 * {@link dev.braid.jobs.simulate.cost.Bounds} says what finetuning beside inference could reach at best. Uses the
 * scheduler's step loads and traces; Jackson reads and writes tables.
 */
package dev.braid.jobs.simulate.cost;
