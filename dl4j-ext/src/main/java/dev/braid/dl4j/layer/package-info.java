/**
 * Layers of DL4J over the kernels of gpu-ops, that DL4J lacks: blocks of transformers, embedding bags, feature
 * interaction, and low-rank bypasses for them and for DL4J's own. Configurations are public; what runs is not.
 */
package dev.braid.dl4j.layer;
