package dev.braid.data.synth;

import java.util.List;

/** Short stories as openings, middles and endings over one {@link Binding}; any opening goes with any middle and ending. */
final class Tales {
    private static final List<String> OPENINGS = List.of(
            "Long ago there lived a sailor called {p}, who had a {m} and a friend called {q}.",
            "In a small house near the harbour lived {p} and {q} with their {m}.",
            "When {p} was young, {p} sailed to the island with {q}.",
            "On the first day of spring {p} and {q} opened the old house and cleaned it from top to bottom.",
            "There was a storm in the night, and in the morning {p} and {q} walked along the water.",
            "{p} could not sleep, because the moon was bright and the {m} made a noise.");

    private static final List<String> MIDDLES = List.of(
            "They found the {i} {s}. Nobody knew whose {n} it was, so they asked everyone in the town.",
            "One day {p} lost the {i}. They looked for it all day, but they could not find it.",
            "{q} wanted to make {f} for the whole town, but there was nothing in the house. {p} went to buy what they needed.",
            "The {m} ran away with the {i} and hid it {s}. {p} called and called, but the {m} did not come.",
            "{p} promised to mend the {i} before the winter. It was hard work and it took many days.",
            "A stranger came to the door and asked for {f}. {p} was poor, but {p} gave the stranger what there was.");

    private static final List<String> ENDINGS = List.of(
            "In the end {q} saw the {i} {s}, and {p} laughed and was happy again.",
            "That evening they sat together, ate {f} and told the story to their friends.",
            "From that day on {p} and {q} shared everything, and the {i} stayed {s}.",
            "The captain heard of it and said, Aye, {p} has a good heart.",
            "The {m} came back in the night, and {p} gave it {f}.",
            "When summer came, {p} sold the {i} and bought a small boat.");

    private Tales() {}

    static String write(Draw draw) {
        Binding binding = Binding.draw(draw, 1).get(0);
        String scenery = draw.chance(50) ? " " + draw.pick(Lexicon.SCENERY) : "";
        return binding.fill(draw.pick(OPENINGS) + " " + draw.pick(MIDDLES)) + scenery + " "
                + binding.fill(draw.pick(ENDINGS));
    }
}
