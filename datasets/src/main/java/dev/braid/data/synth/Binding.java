package dev.braid.data.synth;

import java.util.ArrayList;
import java.util.List;

/**
 * Who and what one fact is about. A sentence template names them in braces: {@code {p}} and {@code {q}} two people,
 * {@code {i}} the thing with its colour, {@code {n}} the thing, {@code {c}} its colour, {@code {s}} a place with its
 * preposition, {@code {d}} the place without it, {@code {f}} something to eat, {@code {m}} an animal.
 */
record Binding(String person, String other, Item item, String place, String food, String animal) {

    /** {@code count} bindings that share no person, thing or place, so that every question about them has one answer. */
    static List<Binding> draw(Draw draw, int count) {
        List<String> people = draw.sample(Lexicon.NAMES, 2 * count);
        List<String> things = draw.sample(Lexicon.THINGS, count);
        List<String> colours = draw.sample(Lexicon.COLOURS, count);
        List<String> places = draw.sample(Lexicon.PLACES, count);
        List<String> foods = draw.sample(Lexicon.FOODS, count);
        List<String> animals = draw.sample(Lexicon.ANIMALS, count);
        List<Binding> bindings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Item item = new Item(colours.get(i), things.get(i));
            bindings.add(new Binding(
                    people.get(2 * i), people.get(2 * i + 1), item, places.get(i), foods.get(i), animals.get(i)));
        }
        return bindings;
    }

    /** The template with every name in braces replaced. */
    String fill(String template) {
        StringBuilder text = new StringBuilder(template.length() + 32);
        int from = 0;
        for (int brace = template.indexOf('{'); brace >= 0; brace = template.indexOf('{', from)) {
            text.append(template, from, brace).append(value(template.charAt(brace + 1)));
            from = brace + 3;
        }
        return text.append(template, from, template.length()).toString();
    }

    private String value(char role) {
        return switch (role) {
            case 'p' -> person;
            case 'q' -> other;
            case 'i' -> item.toString();
            case 'n' -> item.noun();
            case 'c' -> item.colour();
            case 's' -> place;
            case 'd' -> place.substring(place.indexOf(' ') + 1);
            case 'f' -> food;
            case 'm' -> animal;
            default -> throw new IllegalArgumentException("unknown role {" + role + "} in a sentence template");
        };
    }
}
