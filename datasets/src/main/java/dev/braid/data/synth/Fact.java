package dev.braid.data.synth;

import java.util.List;

/**
 * A kind of fact: the ways to tell it, the ways to come back to it later, and the questions it answers. All are sentence
 * templates over one {@link Binding}.
 */
record Fact(List<String> told, List<String> recalled, List<Question> asked) {

    /** A question template and its plain answer in a whole sentence. */
    record Question(String question, String answer) {}

    /** Someone has a thing. */
    static final Fact HOLD = new Fact(
            List.of(
                    "{p} has the {i}.",
                    "{p} has the {i}.",
                    "{p} holds the {i}.",
                    "{p} carries the {i}.",
                    "The {i} belongs to {p}.",
                    "{p} found the {i} and kept it.",
                    "It was {p} who had the {i}.",
                    "{p} owns the {i}."),
            List.of(
                    "So the {n} is with {p}.",
                    "{p} still has the {i}.",
                    "Anyone who wants the {n} must ask {p}.",
                    "Everyone knows that {p} has the {i}.",
                    "The {n} of {p} is {c}.",
                    "{p} looks at the {i} and smiles.",
                    "They wondered who had the {n}. It was {p} who had the {n}.",
                    "They asked what {p} had. {p} had the {i}.",
                    "And the {n}? {p} has the {n}."),
            List.of(
                    new Question("Who has the {n}?", "{p} has the {i}."),
                    new Question("Who has the {n}?", "{p} has the {i}."),
                    new Question("Who has the {c} thing?", "{p} has the {i}."),
                    new Question("What does {p} have?", "{p} has the {i}."),
                    new Question("What colour is the {n}?", "The {n} is {c}.")));

    /** A thing is in a place. */
    static final Fact LIE = new Fact(
            List.of(
                    "The {i} is {s}.",
                    "The {i} is {s}.",
                    "The {i} lies {s}.",
                    "There is one thing {s}, the {i}.",
                    "{p} put the {i} {s}.",
                    "{p} left the {i} {s}.",
                    "{p} saw the {i} {s}."),
            List.of(
                    "Later they found the {i} {s}.",
                    "The {n} was still {s}.",
                    "They went to {d} to get the {i}.",
                    "They looked for the {n} everywhere. At last they saw the {i} {s}.",
                    "They asked where the {n} was. The {n} was {s}.",
                    "Nobody had moved the {i}, it was {s}.",
                    "So the {n} that was {s} was {c}."),
            List.of(
                    new Question("Where is the {n}?", "The {i} is {s}."),
                    new Question("Where is the {n}?", "The {i} is {s}."),
                    new Question("What is {s}?", "The {i} is {s}."),
                    new Question("What colour is the {n}?", "The {n} is {c}.")));

    /** A thing goes from one person to another. */
    static final Fact GIVE = new Fact(
            List.of(
                    "{p} gave the {i} to {q}.",
                    "{q} got the {i} from {p}.",
                    "{p} had the {i}. Then {p} gave the {n} to {q}.",
                    "{q} asked for the {i} and {p} gave it to {q}."),
            List.of(
                    "Now {q} has the {i}.",
                    "{q} thanked {p} for the {i}.",
                    "{p} does not have the {n} now. {q} has the {n}.",
                    "It was {p} who gave the {n} to {q}."),
            List.of(
                    new Question("Who has the {n} now?", "{q} has the {i} now."),
                    new Question("Who gave the {n} away?", "{p} gave the {i} to {q}."),
                    new Question("What did {q} get?", "{q} got the {i}.")));

    /** Someone likes something to eat. */
    static final Fact LIKE = new Fact(
            List.of(
                    "{p} likes {f}.",
                    "{p} is fond of {f}.",
                    "Every day {p} eats {f}.",
                    "There is nothing that {p} likes more than {f}."),
            List.of(
                    "So {q} brought {f} for {p}.",
                    "In the evening {p} had {f} again.",
                    "Give {f} to {p} and {p} is happy.",
                    "And {p}, of course, asked for {f}."),
            List.of(
                    new Question("What does {p} like?", "{p} likes {f}."),
                    new Question("Who likes {f}?", "{p} likes {f}.")));

    /** Someone works in a place. */
    static final Fact WORK = new Fact(
            List.of(
                    "{p} works {s}.",
                    "{p} lives {s}.",
                    "{p} is {s} every morning.",
                    "You can find {p} {s}.",
                    "{p} went out and stayed {s}."),
            List.of(
                    "{q} wanted to talk to {p}, so {q} went to {d}.",
                    "When they looked for {p}, {p} was {s}.",
                    "At noon {p} was still {s}.",
                    "They asked where {p} was. {p} was {s}."),
            List.of(new Question("Where is {p}?", "{p} is {s}."), new Question("Who is {s}?", "{p} is {s}.")));

    /** Someone has an animal, and the animal is in a place. */
    static final Fact KEEP = new Fact(
            List.of(
                    "{p} has a {m} that sleeps {s}.",
                    "The {m} of {p} lives {s}.",
                    "{p} keeps a {m} {s}.",
                    "{p} went to feed the {m} {s}."),
            List.of(
                    "The {m} is happy {s}.",
                    "Then {p} called the {m}, and the {m} came to {p}.",
                    "Whose {m} is it? It is the {m} of {p}.",
                    "In the night the {m} was {s}."),
            List.of(
                    new Question("Who has a {m}?", "{p} has a {m}."),
                    new Question("Where is the {m}?", "The {m} is {s}.")));

    static final List<Fact> ALL = List.of(HOLD, LIE, GIVE, LIKE, WORK, KEEP);
}
