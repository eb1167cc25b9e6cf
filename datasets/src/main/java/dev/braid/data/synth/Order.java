package dev.braid.data.synth;

import java.util.List;

/**
 * Something that somebody is told to do.
 *
 * @param text one sentence that begins with a small letter
 * @param pair the thing and the person or place, by which rows are held out
 */
record Order(String text, String pair) {
    private static final List<String> TO_PERSON =
            List.of("give the {i} to {p}.", "take the {i} to {p}.", "ask {p} for the {i}.", "show the {i} to {p}.");
    private static final List<String> TO_PLACE =
            List.of("put the {i} {s}.", "leave the {i} {s}.", "look for the {i} {s}.", "hide the {i} {s}.");

    /** An order about a person or a place. */
    static Order draw(Draw draw) {
        String thing = draw.pick(Lexicon.THINGS);
        String item = draw.pick(Lexicon.COLOURS) + " " + thing;
        boolean toPerson = draw.chance(50);
        String other = draw.pick(toPerson ? Lexicon.NAMES : Lexicon.PLACES);
        return of(draw.pick(toPerson ? TO_PERSON : TO_PLACE), item, thing, other);
    }

    /** An order about a person, in which no word comes behind the same word twice: easy to read back. */
    static Order drawForPerson(Draw draw) {
        String thing = draw.pick(Lexicon.THINGS);
        String item = draw.pick(Lexicon.COLOURS) + " " + thing;
        return of(draw.pick(TO_PERSON), item, thing, draw.pick(Lexicon.NAMES));
    }

    private static Order of(String form, String item, String thing, String other) {
        String text = form.replace("{i}", item).replace("{p}", other).replace("{s}", other);
        return new Order(text, thing + " " + other);
    }
}
