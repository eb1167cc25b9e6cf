/**
 * Text to tokens and back: the tokenizer of a model folder, streaming decoding, chat templates and which part of a chat the
 * assistant says. Depends on the JDK, Jackson, the native Hugging Face tokenizer and a Jinja engine; knows nothing of
 * datasets or Spark.
 */
package dev.braid.data.text;
