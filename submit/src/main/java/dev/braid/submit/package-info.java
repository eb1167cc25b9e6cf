/** The braid command. */
package dev.braid.submit;
