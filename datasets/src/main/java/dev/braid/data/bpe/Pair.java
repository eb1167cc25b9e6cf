package dev.braid.data.bpe;

/** Two neighbouring parts of a word that become one token. */
record Pair(String left, String right) {
    String joined() {
        return left + right;
    }
}
