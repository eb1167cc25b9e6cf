package dev.braid.data.synth;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Passages in which somebody repeats what somebody said: strings of words that mean nothing together, and orders. A model
 * learns from them to copy out of its context, which is what every look-up is made of.
 */
final class Echoes {
    private static final List<String> WORDS = Stream.of(
                    Lexicon.NAMES, Lexicon.THINGS, Lexicon.COLOURS, Lexicon.FOODS, Lexicon.ANIMALS, Lexicon.NUMBERS)
            .flatMap(List::stream)
            .toList();
    private static final List<String> ASKED = List.of("Say after me: {x}", "Repeat: {x}", "Listen and say: {x}");
    private static final List<String> TOLD = List.of(
            "{p} said: {x} {q} said: {x}",
            "{p} called: {x} And {q} called back: {x}",
            "{p} sang: {x} Then {q} sang: {x}");

    private Echoes() {}

    static String write(Draw draw) {
        String said = draw.chance(50) ? words(draw) : Order.draw(draw).text();
        if (draw.chance(30)) {
            String asked = draw.pick(ASKED).replace("{x}", said);
            return TownTokens.USER + asked + TownTokens.ASSISTANT + "They said: " + said;
        }
        List<String> people = draw.sample(Lexicon.NAMES, 2);
        return draw.pick(TOLD)
                .replace("{p}", people.get(0))
                .replace("{q}", people.get(1))
                .replace("{x}", said);
    }

    private static String words(Draw draw) {
        List<String> words = new ArrayList<>();
        int count = draw.between(4, 14);
        for (int i = 0; i < count; i++) {
            words.add(draw.pick(WORDS));
        }
        return String.join(" ", words) + ".";
    }
}
