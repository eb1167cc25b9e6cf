package dev.braid.model.files;

/** Checks for record constructors, with errors that name the field, the value and the bound. */
final class Bounds {
    private Bounds() {}

    static void require(boolean holds, String field, Object value, String bound) {
        if (!holds) {
            throw new ModelFileException(field + " is " + value + "; must be " + bound);
        }
    }

    static void atLeast(int bound, String field, int value) {
        require(value >= bound, field, value, "at least " + bound);
    }
}
