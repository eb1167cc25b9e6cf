package dev.braid.dl4j.shape;

import dev.braid.gpp.text.Nearest;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.inputs.InputType;

/** Input types as people write them, as in {@code recurrent:1024x256}. */
final class InputShapes {
    private static final Map<String, Kind> KINDS = Map.of(
            "feedforward", new Kind("features", size -> InputType.feedForward(size[0])),
            "recurrent", new Kind("features x steps", size -> InputType.recurrent(size[0], size[1])),
            "convolutional",
                    new Kind("channels x height x width", size -> InputType.convolutional(size[1], size[2], size[0])),
            "convolutional-flat",
                    new Kind(
                            "channels x height x width",
                            size -> InputType.convolutionalFlat(size[1], size[2], size[0])),
            "convolutional3d",
                    new Kind(
                            "channels x depth x height x width",
                            size -> InputType.convolutional3D(size[1], size[2], size[3], size[0])));

    private InputShapes() {}

    private record Kind(String sizes, Function<long[], InputType> type) {
        int count() {
            return sizes.split(" x ").length;
        }
    }

    /** @throws IllegalArgumentException naming the text and what is known */
    static InputType parse(String text) {
        String[] parts = text.split(":", 2);
        Kind kind = KINDS.get(parts[0]);
        if (kind == null) {
            throw new IllegalArgumentException("\"" + parts[0] + "\" is no input type; did you mean "
                    + Nearest.to(parts[0], KINDS.keySet()) + "? Known are " + known());
        }
        long[] sizes = sizes(text, parts.length == 1 ? "" : parts[1]);
        if (sizes.length != kind.count()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" has " + sizes.length + " sizes, but " + parts[0] + " has " + kind.sizes());
        }
        return kind.type().apply(sizes);
    }

    private static long[] sizes(String text, String sizes) {
        try {
            long[] parsed = Arrays.stream(sizes.split("x", -1))
                    .mapToLong(size -> Integer.parseInt(size.strip()))
                    .toArray();
            if (Arrays.stream(parsed).allMatch(size -> size >= 1)) {
                return parsed;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\": sizes are whole numbers joined by x, as in recurrent:1024x256", e);
        }
        throw new IllegalArgumentException("\"" + text + "\": sizes must be at least 1");
    }

    static String known() {
        return KINDS.entrySet().stream()
                .map(kind -> kind.getKey() + ":" + kind.getValue().sizes().replace(" ", ""))
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
