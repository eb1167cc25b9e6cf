package dev.braid.data.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The tokenizer of a model folder: text to token ids and back, exactly as Hugging Face's own library does it, never cut
 * off and never padded. Works without a network. Thread-safe until closed; holds native memory, so close it.
 */
public final class Tokenizer implements AutoCloseable {
    private static final Map<String, String> NEITHER_CUT_NOR_PADDED =
            Map.of("addSpecialTokens", "false", "truncation", "do_not_truncate", "padding", "do_not_pad");

    private final HuggingFaceTokenizer tokenizer;
    private final TokenizerSettings settings;
    private final String fingerprint;
    private final int bos;
    private final Set<Integer> eos;

    /** Opens the tokenizer of a model folder. */
    public static Tokenizer open(Path folder) {
        return new Tokenizer(TokenizerFolder.read(folder));
    }

    public Tokenizer(TokenizerFolder folder) {
        this.settings = new TokenizerSettings(folder);
        this.fingerprint = folder.fingerprint();
        this.bos = settings.bos();
        this.eos = Set.copyOf(settings.eos());
        this.tokenizer = load(folder);
    }

    private static HuggingFaceTokenizer load(TokenizerFolder folder) {
        forbidNetwork();
        try {
            return HuggingFaceTokenizer.newInstance(
                    new ByteArrayInputStream(folder.tokenizerJson().getBytes(StandardCharsets.UTF_8)),
                    NEITHER_CUT_NOR_PADDED);
        } catch (IOException | RuntimeException e) {
            throw new TokenizerException(
                    "tokenizer.json of " + folder.name() + " cannot be loaded: " + e.getMessage(), e);
        }
    }

    /** The native library is taken from the class path; without this its loader may ask the network for another build. */
    private static void forbidNetwork() {
        if (System.getProperty("ai.djl.offline") == null) {
            System.setProperty("ai.djl.offline", "true");
        }
    }

    /** The tokens of {@code text}; with {@link SpecialTokens#ADD} the start token comes first, if the model has one. */
    public int[] encode(String text, SpecialTokens specials) {
        boolean add = specials == SpecialTokens.ADD;
        long[] ids = tokenizer.encode(wellFormed(text), add, false).getIds();
        boolean bosMissing = add && settings.addsBos() && bos >= 0 && (ids.length == 0 || ids[0] != bos);
        int shift = bosMissing ? 1 : 0;
        int[] tokens = new int[ids.length + shift];
        if (bosMissing) {
            tokens[0] = bos;
        }
        for (int i = 0; i < ids.length; i++) {
            tokens[i + shift] = (int) ids[i];
        }
        return tokens;
    }

    /** The text of {@code ids}; bytes that are not UTF-8 become U+FFFD. */
    public String decode(int[] ids, DecodedSpecials specials) {
        return decode(ids, 0, ids.length, specials);
    }

    String decode(int[] ids, int from, int to, DecodedSpecials specials) {
        long[] wide = new long[to - from];
        for (int i = from; i < to; i++) {
            if (ids[i] < 0) {
                throw new IllegalArgumentException("token id " + ids[i] + " at position " + i + " is negative");
            }
            wide[i - from] = ids[i];
        }
        return wide.length == 0 ? "" : tokenizer.decode(wide, specials == DecodedSpecials.SKIP);
    }

    /** One more than the largest id. The model's embedding may be larger. */
    public int vocabularySize() {
        return settings.vocabularySize();
    }

    /** The start token, if the model has one. */
    public OptionalInt bos() {
        return bos >= 0 ? OptionalInt.of(bos) : OptionalInt.empty();
    }

    /** Every token that ends a text; empty if none is named. */
    public Set<Integer> eos() {
        return eos;
    }

    /** The end token that training appends: the one of the tokenizer's own configuration, else any of {@link #eos()}. */
    public OptionalInt endToken() {
        int own = settings.id(settings.token("eos_token"));
        return own >= 0
                ? OptionalInt.of(own)
                : eos.stream().mapToInt(Integer::intValue).sorted().findFirst();
    }

    /** The id of a token by its exact spelling in {@code tokenizer.json}. */
    public OptionalInt id(String token) {
        int id = settings.id(token);
        return id >= 0 ? OptionalInt.of(id) : OptionalInt.empty();
    }

    /** SHA-256 of {@code tokenizer.json}. */
    public String fingerprint() {
        return fingerprint;
    }

    /** True for a token that is one byte of a character; runs of them are decoded together. */
    boolean isByte(int id) {
        return settings.isByte(id);
    }

    /** True for a token such as the start token, which {@link DecodedSpecials#SKIP} leaves out. */
    public boolean isSpecial(int id) {
        return settings.isSpecial(id);
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    /** Unpaired surrogates are no characters and have no UTF-8: each becomes U+FFFD. */
    private static String wellFormed(String text) {
        if (text.chars().noneMatch(unit -> Character.isSurrogate((char) unit))) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(point -> clean.appendCodePoint(isUnpaired(point) ? 0xFFFD : point));
        return clean.toString();
    }

    private static boolean isUnpaired(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }
}
