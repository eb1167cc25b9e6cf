package dev.braid.data.bpe;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A trained byte-level BPE vocabulary: ids by token (bytes as GPT-2's stand-ins) and the merges in the order of training.
 */
public final class BpeVocabulary {
    private final List<String> specials;
    private final Map<String, Integer> ids;
    private final List<Pair> merges;

    BpeVocabulary(List<String> specials, Map<String, Integer> ids, List<Pair> merges) {
        this.specials = List.copyOf(specials);
        this.ids = Collections.unmodifiableMap(new LinkedHashMap<>(ids));
        this.merges = List.copyOf(merges);
    }

    public int size() {
        return ids.size();
    }

    /** True if {@code text}, with its leading space if it has one, is a single token. */
    public boolean isOneToken(String text) {
        return ids.containsKey(ByteAlphabet.encode(text));
    }

    List<String> specials() {
        return specials;
    }

    Map<String, Integer> ids() {
        return ids;
    }

    List<Pair> merges() {
        return merges;
    }
}
