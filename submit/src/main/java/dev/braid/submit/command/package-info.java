/** The commands of {@code braid}, one class each, and the options that they share. May use everything but entry points. */
package dev.braid.submit.command;
