package dev.braid.data.synth;

import java.util.ArrayList;
import java.util.List;

/** The kinds of documents that pretraining text is made of. Each is a function of its {@link Draw}. */
final class Passages {
    private static final int SCENERY_PERCENT = 25;

    private Passages() {}

    /** One document: mostly facts told and used again, a third questions and answers, some tales, counting and rhymes. */
    static String write(Draw draw) {
        int kind = draw.between(1, 100);
        if (kind <= 46) {
            return story(draw);
        }
        if (kind <= 80) {
            return conversation(draw);
        }
        if (kind <= 88) {
            return Tales.write(draw);
        }
        if (kind <= 93) {
            return counting(draw);
        }
        return kind <= 96 ? rhyme(draw) : journey(draw);
    }

    /** Two to five facts of mixed kinds, each of which comes back later in the same words. */
    private static String story(Draw draw) {
        List<Binding> bindings = Binding.draw(draw, draw.between(2, 5));
        List<Fact> facts = kinds(draw, bindings.size());
        List<String> sentences = tell(draw, bindings, facts);
        for (int index : draw.shuffle(indices(bindings.size()))) {
            scenery(draw, sentences);
            sentences.add(bindings.get(index).fill(draw.pick(facts.get(index).recalled())));
        }
        return String.join(" ", sentences);
    }

    /** Facts, then one or two questions about them in the turns of the bundled chat template, answered in whole sentences. */
    private static String conversation(Draw draw) {
        List<Binding> bindings = Binding.draw(draw, draw.between(1, 4));
        List<Fact> facts = kinds(draw, bindings.size());
        StringBuilder text = new StringBuilder(TownTokens.USER);
        text.append(String.join(" ", tell(draw, bindings, facts))).append(' ');
        int turns = draw.chance(30) ? 2 : 1;
        for (int turn = 0; turn < turns; turn++) {
            int index = draw.between(0, bindings.size() - 1);
            Fact.Question question = draw.pick(facts.get(index).asked());
            text.append(turn == 0 ? "" : TownTokens.EOS + TownTokens.USER);
            text.append(bindings.get(index).fill(question.question()));
            text.append(TownTokens.ASSISTANT).append(bindings.get(index).fill(question.answer()));
        }
        return text.toString();
    }

    /** Counting up to ten, and the count said again. */
    private static String counting(Draw draw) {
        int count = draw.between(2, 10);
        Binding binding = Binding.draw(draw, 1).get(0);
        String numbers = String.join(", ", Lexicon.NUMBERS.subList(0, count));
        String last = Lexicon.NUMBERS.get(count - 1);
        return binding.fill("{p} went to {d} to count the boats: ") + numbers + ". There were " + last + " boats. "
                + binding.fill("{q} asked {p} how many boats there were. There were ") + last + ", said "
                + binding.fill("{p}. Then {p} went home to eat {f}.");
    }

    /** A verse whose lines come twice. */
    private static String rhyme(Draw draw) {
        Binding binding = Binding.draw(draw, 1).get(0);
        List<String> lines = draw.sample(
                List.of(
                        "Row, {p}, row, row to the island.",
                        "Blow, wind, blow, the {i} is {s}.",
                        "Sing, {p}, sing, {q} is {s}.",
                        "Home, {q}, home, {p} has {f}.",
                        "Up went the {n} and down went the {m}.",
                        "Aye, said the captain, the {m} has the {n}."),
                draw.between(2, 4));
        String verse = binding.fill(String.join(" ", lines));
        return verse + " " + draw.pick(Lexicon.SCENERY) + " " + verse;
    }

    /** One person goes from place to place with one thing, and both end where the last sentence says. */
    private static String journey(Draw draw) {
        List<Binding> stops = Binding.draw(draw, draw.between(2, 4));
        Binding traveller = stops.get(0);
        StringBuilder text = new StringBuilder(traveller.fill("{p} took the {i} from {d}. "));
        for (Binding stop : stops.subList(1, stops.size())) {
            text.append(traveller.fill("With the {n} {p} went to ")).append(stop.fill("{d}. "));
        }
        Binding last = stops.get(stops.size() - 1);
        return text.append(traveller.fill("Now {p} is "))
                .append(last.fill("{s}. "))
                .append(traveller.fill("The {i} is "))
                .append(last.fill("{s}."))
                .toString();
    }

    private static List<String> tell(Draw draw, List<Binding> bindings, List<Fact> facts) {
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < bindings.size(); i++) {
            scenery(draw, sentences);
            sentences.add(bindings.get(i).fill(draw.pick(facts.get(i).told())));
        }
        return sentences;
    }

    private static void scenery(Draw draw, List<String> sentences) {
        if (draw.chance(SCENERY_PERCENT)) {
            sentences.add(draw.pick(Lexicon.SCENERY));
        }
    }

    /** Half of the documents keep to one kind of fact, which makes telling them apart the harder task. */
    private static List<Fact> kinds(Draw draw, int count) {
        boolean same = draw.chance(50);
        Fact first = draw.chance(50) ? draw.pick(List.of(Fact.HOLD, Fact.LIE)) : draw.pick(Fact.ALL);
        List<Fact> kinds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            kinds.add(same ? first : draw.pick(Fact.ALL));
        }
        return kinds;
    }

    private static List<Integer> indices(int count) {
        List<Integer> indices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            indices.add(i);
        }
        return indices;
    }
}
