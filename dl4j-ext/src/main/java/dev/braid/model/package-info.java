/** What is computed: models as operator graphs, the passes that rewrite them, the programs that run them, and the files they come from. */
package dev.braid.model;
