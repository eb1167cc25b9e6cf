package dev.braid.data.text;

/** Whether decoding leaves special tokens out of the text or spells them. */
public enum DecodedSpecials {
    SKIP,
    KEEP
}
