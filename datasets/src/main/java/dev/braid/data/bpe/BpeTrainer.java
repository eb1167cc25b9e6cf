package dev.braid.data.bpe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Byte-level BPE training: texts are cut into words as GPT-2 cuts them, and the most frequent pair of neighbours is merged
 * until the vocabulary is full or no pair comes twice. Ties go to the pair that sorts first, so the result depends on the
 * texts alone.
 */
public final class BpeTrainer {
    private static final Pattern WORD = Pattern.compile(
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
            Pattern.UNICODE_CHARACTER_CLASS);

    private final List<String> specials;
    private final Pattern special;
    private final int vocabularySize;

    /**
     * @param specials tokens that are never cut, in the order of their ids from 0
     * @param vocabularySize specials, 256 bytes and merges in all
     */
    public BpeTrainer(List<String> specials, int vocabularySize) {
        int least = specials.size() + 256;
        if (vocabularySize < least) {
            throw new IllegalArgumentException("vocabularySize is " + vocabularySize + ", must be at least " + least
                    + " (" + specials.size() + " special tokens and 256 bytes)");
        }
        this.specials = List.copyOf(specials);
        this.special = Pattern.compile(
                String.join("|", specials.stream().map(Pattern::quote).toList()));
        this.vocabularySize = vocabularySize;
    }

    public BpeVocabulary train(Stream<String> texts) {
        Map<String, Long> counts = new TreeMap<>();
        texts.forEach(text -> count(text, counts));
        List<Word> words = new ArrayList<>();
        counts.forEach((text, count) -> words.add(new Word(text, count)));
        return merge(words);
    }

    /** Every stretch between special tokens begins with a space, as the written tokenizer adds one where there is none. */
    private void count(String text, Map<String, Long> counts) {
        for (String stretch : specials.isEmpty() ? new String[] {text} : special.split(text)) {
            if (stretch.isEmpty()) {
                continue;
            }
            Matcher word = WORD.matcher(stretch.startsWith(" ") ? stretch : " " + stretch);
            while (word.find()) {
                counts.merge(ByteAlphabet.encode(word.group()), 1L, Long::sum);
            }
        }
    }

    private BpeVocabulary merge(List<Word> words) {
        Map<String, Integer> ids = new LinkedHashMap<>();
        specials.forEach(token -> ids.put(token, ids.size()));
        for (int value = 0; value < 256; value++) {
            ids.put(String.valueOf(ByteAlphabet.symbol(value)), ids.size());
        }
        List<Pair> merges = new ArrayList<>();
        while (ids.size() < vocabularySize) {
            Pair best = mostFrequent(words);
            if (best == null) {
                break;
            }
            merges.add(best);
            ids.putIfAbsent(best.joined(), ids.size());
            words.forEach(word -> word.merge(best));
        }
        return new BpeVocabulary(specials, ids, merges);
    }

    private static Pair mostFrequent(List<Word> words) {
        Map<Pair, Long> counts = new HashMap<>();
        words.forEach(word -> word.countPairs(counts));
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue() > 1)
                .min(Map.Entry.<Pair, Long>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey(
                                Comparator.comparing(Pair::left).thenComparing(Pair::right))))
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    /** One distinct word of the texts: its parts so far and how often it comes. */
    private static final class Word {
        private final List<String> parts = new ArrayList<>();
        private final long count;

        Word(String text, long count) {
            for (int i = 0; i < text.length(); i++) {
                parts.add(text.substring(i, i + 1));
            }
            this.count = count;
        }

        void countPairs(Map<Pair, Long> counts) {
            for (int i = 0; i + 1 < parts.size(); i++) {
                counts.merge(new Pair(parts.get(i), parts.get(i + 1)), count, Long::sum);
            }
        }

        void merge(Pair pair) {
            for (int i = 0; i + 1 < parts.size(); i++) {
                if (parts.get(i).equals(pair.left()) && parts.get(i + 1).equals(pair.right())) {
                    parts.set(i, pair.joined());
                    parts.remove(i + 1);
                }
            }
        }
    }
}
