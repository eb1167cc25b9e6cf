/** Where jobs leave their results: a folder of any file system that Hadoop knows. */
package dev.braid.jobs.main.output;
