package dev.braid.jobs.sched.tape;

import java.util.NoSuchElementException;

/** The words of a line, read one after the other. */
final class Words {
    private final String[] words;
    private int next;

    Words(String line) {
        words = line.split(" ");
    }

    boolean isOver() {
        return next == words.length;
    }

    String word() {
        if (isOver()) {
            throw new NoSuchElementException("it has " + words.length + " fields, must have more");
        }
        return words[next++];
    }

    long number() {
        return Long.parseLong(word());
    }

    int integer() {
        return Integer.parseInt(word());
    }

    double decimal() {
        return Double.parseDouble(word());
    }
}
