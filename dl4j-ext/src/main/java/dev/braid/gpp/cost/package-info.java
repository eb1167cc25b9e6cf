/** What a plan is judged by: the model as a graph of costs, the devices, and the cost model that joins them. Needs the JDK alone. */
package dev.braid.gpp.cost;
