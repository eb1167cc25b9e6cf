package dev.braid.data.text;

import java.util.Random;

/** Random text from all over Unicode. */
final class RandomText {
    private RandomText() {}

    static String unicode(Random random, int characters) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < characters; i++) {
            text.appendCodePoint(
                    switch (random.nextInt(5)) {
                        case 0 -> 'a' + random.nextInt(3);
                        case 1 -> ' ';
                        case 2 -> 0xC0 + random.nextInt(0x200);
                        case 3 -> 0x4E00 + random.nextInt(0x1000);
                        default -> 0x1F300 + random.nextInt(0x200);
                    });
        }
        return text.toString();
    }
}
