package dev.braid.data.synth;

/** A thing with a colour, such as the red cup. */
record Item(String colour, String noun) {
    @Override
    public String toString() {
        return colour + " " + noun;
    }
}
