/** A plan: stages that follow the model's graph, the samples they keep in flight, the actions they run, and the check of all of it. */
package dev.braid.gpp.plan;
