/** The series-parallel shape of a model's graph: recognition, and conversion by ordering edges when it has none. */
package dev.braid.gpp.series;
