/**
 * Links between workers: frames of a fixed header and a payload over Netty, domain sockets on one host and TCP between
 * hosts. A payload goes out from the memory that it lies in and comes in to the memory that it belongs to: one copy from
 * the socket's buffer, none elsewhere. Knows numbers of workers and channels, no plans.
 */
package dev.braid.jobs.link;
