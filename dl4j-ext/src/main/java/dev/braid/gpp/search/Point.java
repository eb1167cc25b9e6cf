package dev.braid.gpp.search;

/**
 * One way to run a subgraph and all that follows it, by what matters to the stages before it.
 *
 * @param kept most samples in flight of its first stages
 * @param asked most of the sum of a first stage's samples in flight and its micro-batch
 * @param devices of the subgraph alone
 * @param choice null where nothing is chosen
 */
record Point(int kept, int asked, int devices, Choice choice) {
    boolean dominates(int otherKept, int otherAsked, int otherDevices) {
        return kept <= otherKept && asked <= otherAsked && devices <= otherDevices;
    }
}
