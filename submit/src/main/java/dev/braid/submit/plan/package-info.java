/** What {@code braid plan} is asked, made of options and files, and its answers for people. Uses the planner of dl4j-ext. */
package dev.braid.submit.plan;
