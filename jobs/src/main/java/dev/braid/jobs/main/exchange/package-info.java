/**
 * The benchmark of the gradient exchanges: both of them on local clusters of growing size, with leases that compute
 * nothing, so that what is timed and counted is the exchange.
 */
package dev.braid.jobs.main.exchange;
