package dev.braid.jobs.gateway;

import com.linecorp.armeria.common.HttpData;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Lets through whole server-sent events only, so that an error event can follow a stream that broke off in the middle of
 * one. Events end with an empty line. One thread.
 */
final class WholeEvents {
    private byte[] held = new byte[0];

    /** Takes the next bytes; those that may be passed on, often none or all. */
    HttpData accept(byte[] bytes) {
        byte[] all = Arrays.copyOf(held, held.length + bytes.length);
        System.arraycopy(bytes, 0, all, held.length, bytes.length);
        int end = endOfLastEvent(all);
        held = Arrays.copyOfRange(all, end, all.length);
        return HttpData.wrap(Arrays.copyOf(all, end));
    }

    /** What follows the last whole event. */
    String rest() {
        return new String(held, StandardCharsets.UTF_8);
    }

    private static int endOfLastEvent(byte[] bytes) {
        for (int end = bytes.length; end >= 2; end--) {
            if (bytes[end - 1] == '\n' && bytes[end - 2] == '\n') {
                return end;
            }
        }
        return 0;
    }
}
