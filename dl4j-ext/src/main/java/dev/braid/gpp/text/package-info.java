/** Names and quantities as people write them. Needs the JDK alone. */
package dev.braid.gpp.text;
