/** The training loss of a language model. */
package dev.braid.ops.loss;
