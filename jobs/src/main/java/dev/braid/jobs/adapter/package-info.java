/** Adapter versions: immutable, named, pinned by the sequences that began with them. */
package dev.braid.jobs.adapter;
