package dev.braid.data.synth;

import java.util.List;

/** The words of the harbour town. Few enough that the bundled tokenizer keeps each of them as one token. */
public final class Lexicon {
    public static final List<String> NAMES = List.of(
            "Mia", "Tom", "Ben", "Anna", "Leo", "Ida", "Max", "Eva", "Sam", "Lily", "Jack", "Nora", "Finn", "Ruth",
            "Otto", "Clara", "Hugo", "Rosa", "Karl", "Emma", "Noah", "Lena", "Paul", "Jane");

    public static final List<String> THINGS = List.of(
            "cup", "kite", "rope", "lamp", "net", "bell", "book", "coat", "hat", "key", "drum", "box", "jar", "map",
            "knife", "spoon", "basket", "ladder", "whistle", "bucket", "blanket", "brush", "ball", "chair");

    public static final List<String> COLOURS =
            List.of("red", "blue", "green", "yellow", "white", "black", "brown", "grey", "pink", "golden");

    /** Places with the preposition that goes with them. */
    public static final List<String> PLACES = List.of(
            "in the shed",
            "on the quay",
            "at the mill",
            "under the bridge",
            "in the kitchen",
            "in the garden",
            "on the pier",
            "by the lighthouse",
            "in the tower",
            "at the market",
            "in the chapel",
            "on the beach",
            "by the well",
            "in the barn",
            "in the cellar",
            "behind the inn");

    public static final List<String> FOODS =
            List.of("bread", "fish", "cheese", "soup", "cake", "apples", "plums", "honey", "milk", "tea");

    public static final List<String> ANIMALS = List.of("gull", "cat", "dog", "goat", "crab", "seal", "horse", "hen");

    public static final List<String> NUMBERS =
            List.of("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten");

    /** Sentences that say nothing about anyone: they stand between a fact and its use. */
    public static final List<String> SCENERY = List.of(
            "The wind came from the sea.",
            "It was a cold morning.",
            "The sun was warm and the water was still.",
            "A gull sat on the roof.",
            "The boats came home with the evening.",
            "Rain fell on the old town.",
            "The bell of the chapel rang.",
            "Nobody was in a hurry that day.",
            "The waves were high and white.",
            "A small boat went out to the island.",
            "The light of the lighthouse went round and round.",
            "It was late and the town was quiet.",
            "The captain was ready to sail.",
            "Aye, captain, said the men on the boat.",
            "Aye, it is a good day to sail, said the captain.",
            "Old friends sat by the fire and talked.",
            "The market was full of people.",
            "Then a week went by.",
            "After that they all went home.",
            "Some time later the rain was over.",
            "Smoke rose from the roof of the inn.",
            "The tide was low and the sand was wet.",
            "Two children ran along the street.",
            "The fishermen pulled their nets out of the water.",
            "There was snow on the hills.",
            "The clock struck noon.",
            "The trees were full of birds.",
            "A cart rolled slowly over the stones.",
            "In the distance somebody played a song.",
            "The stars were bright that night.",
            "A letter came from far away.",
            "The blacksmith worked at his iron.",
            "Grandmother told the children about the great storm.");

    private Lexicon() {}
}
