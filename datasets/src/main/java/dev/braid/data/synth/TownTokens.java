package dev.braid.data.synth;

import java.util.List;

/** The special tokens of the bundled tokenizer, in the order of their ids from 0. */
public final class TownTokens {
    public static final String BOS = "<|bos|>";
    public static final String EOS = "<|eos|>";
    public static final String USER = "<|user|>";
    public static final String ASSISTANT = "<|assistant|>";
    public static final String SYSTEM = "<|system|>";
    public static final String PAD = "<|pad|>";

    public static final List<String> ALL = List.of(BOS, EOS, USER, ASSISTANT, SYSTEM, PAD);

    private TownTokens() {}
}
