/**
 * Model files: safetensors, Hugging Face model folders and PEFT adapter folders, read and written.
 *
 * <p>Everything a user brings is checked here before anything is allocated for it: a reader that returns has found every
 * tensor with the name, shape and type that the configuration calls for. What Braid cannot compute is refused by name.
 * All errors are {@link dev.braid.model.files.ModelFileException}. What is read is immutable and may be shared between
 * threads.
 *
 * <p>Depends on the JDK and Jackson only.
 */
package dev.braid.model.files;
