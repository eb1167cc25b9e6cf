package dev.braid.gpp.compare;

import dev.braid.gpp.formats.PiperInput;
import dev.braid.gpp.formats.PiperInput.Configuration;
import dev.braid.gpp.formats.PiperInput.Node;
import dev.braid.gpp.rival.PiperPlan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Memory as Piper counts it: each replica of a stage keeps as many micro-batches in flight as the data-parallel degrees
 * from it to the last stage sum to, divided by its own and rounded up.
 */
final class PiperMemory {
    private final PiperPlan plan;
    private final Map<String, Node> nodes = new HashMap<>();

    PiperMemory(PiperInput input, PiperPlan plan) {
        this.plan = plan;
        input.nodes().forEach(node -> nodes.put("" + node.id(), node));
    }

    /** The plan's stages with their samples in flight and the bytes of one device. */
    List<OriginalPlan.Stage> stages() {
        List<OriginalPlan.Stage> stages = new ArrayList<>();
        int degrees = 0;
        for (int i = plan.stages().size() - 1; i >= 0; i--) {
            PiperPlan.Stage stage = plan.stages().get(i);
            degrees += stage.degree();
            int inFlight = (degrees + stage.degree() - 1) / stage.degree();
            stages.add(new OriginalPlan.Stage(
                    stage.operators(),
                    stage.degree(),
                    stage.tensorParallel(),
                    stage.modes(),
                    OptionalInt.of(inFlight * stage.degree()),
                    OptionalDouble.of(bytes(stage, inFlight))));
        }
        Collections.reverse(stages);
        return stages;
    }

    private double bytes(PiperPlan.Stage stage, int inFlight) {
        double bytes = 0;
        for (int i = 0; i < stage.operators().size(); i++) {
            Configuration mode = mode(stage, i);
            bytes += mode.memoryUsageA() * inFlight + mode.memoryUsageB();
        }
        return bytes;
    }

    private Configuration mode(PiperPlan.Stage stage, int operator) {
        Node node = nodes.get(stage.operators().get(operator));
        return node.configurations().get(stage.tensorParallel()).stream()
                .filter(mode -> mode.id().equals(stage.modes().get(operator)))
                .findFirst()
                .orElseThrow();
    }

    /** The node that needs most whatever its mode, if that is more than a device has; else nothing. */
    static String tooLarge(PiperInput input) {
        String words = "";
        double most = input.maxMemoryPerDevice();
        for (Node node : input.nodes()) {
            double least = node.configurations().values().stream()
                    .flatMap(Collection::stream)
                    .mapToDouble(mode -> mode.memoryUsageA() + mode.memoryUsageB())
                    .min()
                    .orElse(0);
            if (least > most) {
                most = least;
                words = String.format(
                        Locale.ROOT,
                        "; operator %d alone needs %.0f with one sample in flight, %.0f too many",
                        node.id(),
                        least,
                        least - input.maxMemoryPerDevice());
            }
        }
        return words;
    }
}
