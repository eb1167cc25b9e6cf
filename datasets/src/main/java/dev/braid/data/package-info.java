/** From rows to packed, indexed shards of tokens and loss masks. */
package dev.braid.data;
