package dev.braid.gpp.zoo;

/** A number that shapes a model, with the value it has unless given and its bounds. */
record Parameter(String name, int usual, int least, int most) {
    int parse(String text) {
        int value;
        try {
            value = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is \"" + text + "\", but must be a whole number" + bounds(), e);
        }
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be" + bounds());
        }
        return value;
    }

    private String bounds() {
        return " from " + least + " to " + most;
    }

    @Override
    public String toString() {
        return name + "=" + usual + " (" + least + " to " + most + ")";
    }
}
