/**
 * The gateway: one address in front of all sidecars. A request's life here: body -> the ready member with the fewest
 * requests -> its answer, passed on event by event; a member that is lost before it has begun to answer is replaced by
 * another. Keeps no state but who is ready and how busy; sibling of the sidecar, which it knows as HTTP alone.
 */
package dev.braid.jobs.gateway;
