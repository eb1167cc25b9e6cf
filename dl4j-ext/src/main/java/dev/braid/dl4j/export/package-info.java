/** Networks of DL4J as model folders of Hugging Face, which finetuning and serving read. */
package dev.braid.dl4j.export;
