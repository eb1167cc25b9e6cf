/** The entry points: {@link dev.braid.submit.Main} runs a command, {@link dev.braid.submit.Launch} says how to start it. */
package dev.braid.submit;
