/** Links between workers: frames of tensors over Netty, domain sockets on one host and TCP between hosts. */
package dev.braid.jobs.link;
