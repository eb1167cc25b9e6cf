package dev.braid.data.bpe;

import java.nio.charset.StandardCharsets;

/** GPT-2's printable stand-ins for the 256 bytes: a printable byte stands for itself, the others for U+0100 and up. */
final class ByteAlphabet {
    private static final String SYMBOLS = symbols();

    private ByteAlphabet() {}

    /** The character that stands for {@code value}, 0 to 255. */
    static char symbol(int value) {
        return SYMBOLS.charAt(value);
    }

    /** The UTF-8 bytes of {@code text}, each as its stand-in. */
    static String encode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder symbols = new StringBuilder(bytes.length);
        for (byte b : bytes) {
            symbols.append(symbol(b & 0xFF));
        }
        return symbols.toString();
    }

    private static String symbols() {
        StringBuilder symbols = new StringBuilder(256);
        int next = 256;
        for (int value = 0; value < 256; value++) {
            symbols.append((char) (isPrintable(value) ? value : next++));
        }
        return symbols.toString();
    }

    private static boolean isPrintable(int value) {
        return value >= '!' && value <= '~' || value >= 0xA1 && value <= 0xAC || value >= 0xAE;
    }
}
